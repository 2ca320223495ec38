import { expect, test } from "vitest";
import { chooseLanguage, speak, t } from "../texts";
import ar from "../texts/ar";
import de from "../texts/de";
import en from "../texts/en";
import es from "../texts/es";
import fr from "../texts/fr";
import zh from "../texts/zh";

type Table = Record<string, string>;
const TABLES: [string, Table][] = Object.entries({ ar, de, en, es, fr, zh });
const CATEGORY = /\.(zero|one|two|few|many|other)$/;

const COUNTED = new Set(Object.keys(en).filter((key) => key.endsWith(".other")).map((key) => key.replace(CATEGORY, "")));
const isCounted = (key: string) => CATEGORY.test(key) && COUNTED.has(key.replace(CATEGORY, ""));
const holes = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([hole]) => hole).sort();

test.each(TABLES)("%s says everything that English says, and nothing else", (_, table) => {
  const single = (one: Table) => Object.keys(one).filter((key) => !isCounted(key)).sort();

  expect(single(table)).toEqual(single(en));
});

test.each(TABLES)("%s has exactly the plural forms of its own language", (language, table) => {
  const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories.slice().sort();
  const found = [...COUNTED].map((base) => [base, Object.keys(table).filter((key) => isCounted(key) && key.replace(CATEGORY, "") === base).map((key) => key.split(".").pop()).sort()]);

  expect(found).toEqual([...COUNTED].map((base) => [base, forms]));
});

test.each(TABLES)("%s leaves room for the same values as English", (_, table) => {
  const wrong = Object.entries(table).filter(([key, text]) => {
    const base = key.replace(CATEGORY, "");
    const wanted = isCounted(key) ? holes((en as Table)[`${base}.other`]!) : holes((en as Table)[key]!);
    const found = holes(text);
    // "One character left" needs no number.
    const optional = isCounted(key) && !key.endsWith(".other") ? wanted.filter((hole) => hole !== "{count}") : wanted;
    return !optional.every((hole) => found.includes(hole)) || !found.every((hole) => wanted.includes(hole));
  });

  expect(wrong).toEqual([]);
});

test.each(TABLES)("%s has no empty text and no forgotten English one", (language, table) => {
  const same = Object.entries(table).filter(([key, text]) => language !== "en" && text.length > 12 && text === (en as Table)[key]);

  expect([same, Object.entries(table).filter(([, text]) => text.trim() === "")]).toEqual([[], []]);
});

test.each([
  [["de-AT", "en"], "de"],
  [["pt-BR", "fr"], "fr"],
  [[null, undefined, "zh-Hant-TW"], "zh"],
  [["AR_eg"], "ar"],
  [["constructor", "xx"], "en"],
  [[], "en"],
])("%j is answered in %s", (wanted, language) => {
  expect(chooseLanguage(wanted)).toBe(language);
});

test.each([
  ["en", "9,000 characters left"],
  ["de", "Noch 9.000 Zeichen"],
  ["fr", "Encore 9 000 caractères"],
  ["zh", "还可输入 9,000 个字"],
])("%s writes numbers in its own way", async (language, words) => {
  await speak(language);

  expect(t("left", { count: 9_000 }).replace(/\s/g, " ")).toBe(words);
});

test.each([
  [0, "لم يتبقَّ أي حرف"],
  [1, "تبقّى حرف واحد"],
  [2, "تبقّى حرفان"],
])("Arabic counts %i in words", async (count, words) => {
  await speak("ar");

  expect(t("left", { count })).toBe(words);
});
