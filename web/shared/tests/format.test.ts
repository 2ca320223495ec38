import { expect, test } from "vitest";
import { formatDate, formatMoney, formatMoment, formatTime, formatWait, humanise, initials, sentence } from "../format";
import { newId } from "../ids";
import { linkify, safeAddress } from "../linkify";
import { translator } from "../texts";

test.each([
  [{ minor: 1234, currency: "EUR" }, "€12.34"],
  [{ minor: 5, currency: "USD" }, "$0.05"],
  [{ minor: 1500, currency: "JPY" }, "¥1,500"],
  [{ minor: 12345, currency: "KWD" }, "KWD 12.345"],
  [{ minor: -250, currency: "GBP" }, "-£2.50"],
  [{ minor: 999, currency: "??" }, "9.99 ??"],
  [{ minor: 999, currency: "EUR", text: "9,99 €" }, "9,99 €"],
  [null, ""],
])("the amount %j reads %s", (money, expected) => {
  expect(formatMoney(money, "en").replace(/\u00a0/g, " ")).toBe(expected);
});

test.each([
  [0, "0 s"],
  [59, "59 s"],
  [60, "1 min"],
  [3599, "59 min"],
  [3600, "1 h 00"],
  [3 * 3600 + 5 * 60, "3 h 05"],
  [2 * 86_400, "2 d"],
  [-30, "0 s"],
])("a wait of %i seconds reads %s", (seconds, expected) => {
  const since = "2026-11-22T10:00:00Z";

  expect(formatWait(since, Date.parse(since) + seconds * 1000)).toBe(expected);
});

test.each([
  ["en", "1:05 AM"],
  ["de", "01:05"],
  ["es", "1:05"],
])("the time of day is written as people write it in %s", (locale, expected) => {
  expect(formatTime("2026-11-22T01:05:00", locale).replace(/\s/g, " ")).toBe(expected);
});

test("moments of other days are shown as days, and nonsense as nothing", () => {
  const now = new Date("2026-11-22T12:00:00Z");

  expect([
    formatMoment("2026-11-20T12:00:00Z", now, "en"),
    formatDate("2026-11-20T12:00:00Z", "en"),
    formatDate("never"),
    formatWait(null),
  ]).toEqual(["Nov 20", "Nov 20, 2026", "", ""]);
});

test.each([
  ["Mia Albers", "MA"],
  ["  jo  ", "J"],
  ["Ana Maria de Souza", "AS"],
  ["", ""],
  ["🙂 Team", "🙂T"],
])("the initials of %j are %j", (name, expected) => {
  expect(initials(name)).toBe(expected);
});

test("a code without a text of its own is made readable", () => {
  expect(humanise("out_of_stock")).toBe("Out of stock");
});

test.each([
  ["the token has expired; get a new one", "The token has expired; get a new one."],
  ["Ben has it.", "Ben has it."],
  ["", ""],
])("the words %j make the sentence %j", (words, expected) => {
  expect(sentence(words)).toBe(expected);
});

test.each([
  ["plain words", [{ text: "plain words" }]],
  [
    "see https://shop.example/a?b=1.",
    [{ text: "see " }, { text: "https://shop.example/a?b=1", href: "https://shop.example/a?b=1" }, { text: "." }],
  ],
  ["javascript:alert(1)", [{ text: "javascript:alert(1)" }]],
  ["<img src=x onerror=alert(1)>", [{ text: "<img src=x onerror=alert(1)>" }]],
  ["http://", [{ text: "http://" }]],
  ["", []],
])("links in %j", (text, expected) => {
  const parts = linkify(text);

  expect([parts, parts.map((part) => part.text).join("")]).toEqual([expected, text]);
});

test.each([
  ["javascript:alert(1)", null],
  ["data:text/html,x", null],
  ["/demo/images/a.svg", "https://attune.example/demo/images/a.svg"],
  [null, null],
])("the address %j is followed as %j", (address, expected) => {
  expect(safeAddress(address, "https://attune.example")).toBe(expected);
});

test("identifiers are version 4 UUIDs, with and without randomUUID, and never repeat", () => {
  const bare = { getRandomValues: crypto.getRandomValues.bind(crypto) } as unknown as Crypto;
  const ids = Array.from({ length: 200 }, (_, index) => newId(index % 2 ? bare : crypto));
  const shape = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

  expect([ids.every((id) => shape.test(id)), new Set(ids).size]).toEqual([true, 200]);
});

test("texts take values and plural forms, and leave unknown names visible", () => {
  const t = translator({ hello: "Hello {name} {other}", "unread.one": "{count} message", "unread.other": "{count} messages" });

  expect([t("hello", { name: "$& Mia" }), t("unread", { count: 1 }), t("unread", { count: 3 })]).toEqual([
    "Hello $& Mia {other}",
    "1 message",
    "3 messages",
  ]);
});

test.each([
  ["de", "64,80 €"],
  ["es", "64,80 €"],
  ["en-GB", "EUR 64.80"],
])("the server's English amount is written as %s does", (locale, expected) => {
  const money = { minor: 6480, currency: "EUR", text: "EUR 64.80" };

  expect(formatMoney(money, locale).replace(/\u00a0/g, " ")).toBe(expected);
});
