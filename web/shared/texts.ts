export type Values = Record<string, string | number>;

/**
 * Makes the `t` of one page from its table of texts.
 *
 * `{name}` in a text is replaced by that value. A text that counts has one key for each plural
 * category of its language (`unread.one`, `unread.other`) and is asked for with `count`.
 */
export function translator<Table extends Record<string, string>>(table: Table, locale = "en") {
  const plurals = new Intl.PluralRules(locale);
  return (key: Base<keyof Table & string>, values: Values = {}): string => {
    const count = values["count"];
    const category = typeof count === "number" ? `${key}.${plurals.select(count)}` : key;
    const text = table[category] ?? table[`${key}.other`] ?? table[key] ?? key;
    return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
  };
}

type Category = "zero" | "one" | "two" | "few" | "many" | "other";
type Base<Key extends string> = Key extends `${infer Start}.${Category}` ? Start : Key;
