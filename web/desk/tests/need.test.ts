import { expect, test } from "vitest";
import { needText } from "../need";

test.each([
  [{ need_probability: 0.314, next_category: "Tea" }, "31% · Tea"],
  [{ need_probability: 0, next_category: null }, "0%"],
  [{ need_probability: null, next_category: "Tea" }, ""],
  [{}, ""],
])("of %j the panel says %j", (need, expected) => {
  expect(needText({ id: "C1", ...need })).toBe(expected);
});
