import { expect, test } from "vitest";
import { blank, current, dismissed, memoryFrom, nextNudge, pageFits, shown, type Memory, type Rule } from "../proactive";

const rule = (id: string, more: Partial<Rule> = {}): Rule => ({ id, text: id, page: "*", after_seconds: 30, basket_minor: null, ...more });
const cap = { per_visit: 1, per_day: 2 };
const here = { page: "/", secondsOnPage: 0, basketMinor: 0 };
const noon = new Date("2026-11-22T12:00:00");
const later = (minutes: number) => new Date(noon.getTime() + minutes * 60_000);
const next = (rules: Rule[], memory: Memory = blank, situation = here) => {
  const found = nextNudge(rules, cap, memory, situation);
  return found && [found.rule.id, found.wait];
};

test.each<[string, ReturnType<typeof next>, [string, number] | null]>([
  ["nothing without rules", next([]), null],
  ["after its time on the page", next([rule("a")]), ["a", 30]],
  ["only what is left of its time", next([rule("a")], blank, { ...here, secondsOnPage: 20 }), ["a", 10]],
  ["at once when it is overdue", next([rule("a")], blank, { ...here, secondsOnPage: 99 }), ["a", 0]],
  ["the one that comes first", next([rule("a"), rule("b", { after_seconds: 5 })]), ["b", 5]],
  ["the shop's first of two at the same time", next([rule("a"), rule("b")]), ["a", 30]],
  ["not on other pages", next([rule("a", { page: "/basket" })]), null],
  ["not for a basket worth less", next([rule("a", { basket_minor: 100 })], blank, { ...here, basketMinor: 99 }), null],
  ["for a basket worth that", next([rule("a", { basket_minor: 100 })], blank, { ...here, basketMinor: 100 }), ["a", 30]],
  ["not past the visit's cap", next([rule("a"), rule("b")], shown(blank, "a")), null],
  ["not past the day's cap", next([rule("b")], { ...blank, today: 2 }), null],
  ["not what was dismissed", next([rule("a"), rule("b")], dismissed(blank, "a")), ["b", 30]],
])("a message comes: %s", (_, found, wanted) => {
  expect(found).toEqual(wanted);
});

test("another visit may show again what another day may", () => {
  const once = shown(current(blank, noon), "a");
  const sameVisit = current(once, later(29));
  const nextVisit = current(once, later(31));
  const nextDay = current(once, later(24 * 60));

  expect([sameVisit, nextVisit, nextDay].map(({ visit, today }) => [visit.length, today])).toEqual([
    [1, 1],
    [0, 1],
    [0, 0],
  ]);
});

test("what was dismissed stays dismissed on other days", () => {
  const tomorrow = current(dismissed(current(blank, noon), "a"), later(24 * 60));

  expect(next([rule("a")], tomorrow)).toBeNull();
});

test.each([
  ["*", "/", true],
  ["/basket", "/basket", true],
  ["/basket", "/basket/pay", false],
  ["/category/*", "/category/tea", true],
  ["/category/*", "/category", false],
  ["*/sale", "/de/sale", true],
  ["/a*b*c", "/a-b-c", true],
  ["/a*b*c", "/a-c-b", false],
  ["/ab*ba", "/aba", false],
  ["/a.c", "/abc", false],
  ["", "/", false],
])("the pattern %s beside the page %s: %s", (pattern, page, fits) => {
  expect(pageFits(pattern, page)).toBe(fits);
});

test.each([[null], [""], ["7"], ["null"], ['"text"'], ["{"], ['{"visit": 3}'], ['{"today": "2"}']])("a memory that is %s counts as none", (text) => {
  expect(nextNudge([rule("a")], cap, current(memoryFrom(text), noon), here)?.rule.id).toBe("a");
});

test("what was kept is found again", () => {
  const memory = dismissed(shown(current(blank, noon), "a"), "a");

  expect(memoryFrom(JSON.stringify(memory))).toEqual(memory);
});
