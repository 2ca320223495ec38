export type Values = Record<string, string | number>;

type Category = "zero" | "one" | "two" | "few" | "many" | "other";
type Base<Key extends string> = Key extends `${infer Start}.${Category}` ? Start : Key;
type Counted<Key extends string> = Key extends `${infer Start}.other` ? Start : never;

/**
 * The same texts in another language: every key, except that a text that counts has the plural
 * forms of its own language (Chinese has one, Arabic six) instead of the first language's.
 */
export type SameTexts<Table> = Record<
  Exclude<keyof Table & string, `${Counted<keyof Table & string>}.${Category}`>,
  string
> &
  Record<`${Counted<keyof Table & string>}.other`, string> &
  Partial<Record<`${Counted<keyof Table & string>}.${Category}`, string>>;

/**
 * Makes the `t` of one page from its table of texts.
 *
 * `{name}` in a text is replaced by that value, a number by its digits as the language writes them. A
 * text that counts has one key for each plural category of its language (`unread.one`,
 * `unread.other`) and is asked for with `count`.
 */
export function translator<Table extends Record<string, string>>(table: Table, locale = "en") {
  const plurals = new Intl.PluralRules(locale);
  const numbers = new Intl.NumberFormat(locale);
  const written = (value: string | number) => (typeof value === "number" ? numbers.format(value) : value);
  return (key: Base<keyof Table & string>, values: Values = {}): string => {
    const count = values["count"];
    const category = typeof count === "number" ? `${key}.${plurals.select(count)}` : key;
    const text = table[category] ?? table[`${key}.other`] ?? table[key] ?? key;
    return text.replace(/\{(\w+)\}/g, (whole, name: string) => written(values[name] ?? whole));
  };
}
