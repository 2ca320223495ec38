import { expect, test } from "vitest";
import { formatDay, formatSize } from "../../shared/format";
import { dayStarts } from "../components/date_separator";

const now = new Date(2026, 10, 22, 0, 30);
const local = (...parts: [number, number, number, number]) => new Date(...parts).toISOString();

test.each([
  ["en", local(2026, 10, 22, 0), "Today"],
  ["en", local(2026, 10, 21, 23), "Yesterday"],
  ["en", local(2026, 10, 20, 23), "Friday, November 20"],
  ["en", local(2025, 11, 31, 12), "Wednesday, December 31, 2025"],
  ["de", local(2026, 10, 22, 0), "Heute"],
  ["fr", local(2026, 10, 21, 23), "Hier"],
  ["en", "no time", ""],
])("in %s the day of %s is %j", (locale, iso, expected) => {
  expect(formatDay(iso, now, locale)).toBe(expected);
});

test("a line stands before the first message of each day, and days only go forward", () => {
  const [monday, later, tuesday] = [local(2026, 5, 15, 9), local(2026, 5, 15, 23), local(2026, 5, 16, 0)];

  expect(dayStarts([monday, later, tuesday, monday, tuesday, "no time"])).toEqual([true, false, true, false, false, false]);
});

test.each([
  [1, "1 kB"],
  [109_400, "109 kB"],
  [1_449_000, "1.4 MB"],
])("%i bytes are %s", (bytes, expected) => {
  expect(formatSize(bytes, "en")).toBe(expected);
});
