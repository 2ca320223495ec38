import { expect, test } from "vitest";
import type { FormCard, FormField } from "../../shared/protocol";
import { faultOf, faultsOf, fill } from "../forms";

const field = (more: Partial<FormField> = {}): FormField => ({ name: "a", label: "A", type: "text", required: true, ...more });
const form = (template: string, names: string[]): FormCard => ({
  kind: "form",
  name: "f",
  title: "F",
  submit: "Send",
  template,
  fields: names.map((name) => field({ name, required: false })),
});
const choice = field({ type: "choice", options: [{ value: "DE", label: "Germany" }] });
const code = field({ type: "code", pattern: "[0-9]{3}[ -]?[0-9]{3}" });

test.each([
  ["a required value that is blank", field(), "  ", "missing"],
  ["an optional value that is blank", field({ required: false, pattern: "x" }), " ", null],
  ["the whole value, not a part of it", field({ pattern: "\\d+" }), "12a", "invalid"],
  ["alternatives of a pattern as a whole", field({ pattern: "a|b" }), "ab", "invalid"],
  ["a value as it is meant, without the blanks around it", code, " 123 456 ", null],
  ["a length in characters, not in halves of them", field({ longest: 2 }), "😀😀", null],
  ["one character too many", field({ longest: 2 }), "abc", "long"],
  ["a choice that is offered", choice, "DE", null],
  ["a choice that is not", choice, "XX", "invalid"],
  ["a pattern that no browser can read", field({ pattern: "(" }), "x", null],
])("checks %s", (_, given, value, expected) => {
  expect(faultOf(given, value)).toBe(expected);
});

test("faults come in the order of the form, so that the first is where the focus goes", () => {
  const two = { ...form("", []), fields: [field({ name: "first" }), field({ name: "second" })] };

  expect([...faultsOf(two, {})]).toEqual([
    ["first", "missing"],
    ["second", "missing"],
  ]);
});

test.each([
  ["{street}, {postcode} {city}, {country}", { street: " Am Weg 1 ", postcode: "10115", city: "Berlin", country: "Germany" }, "Am Weg 1, 10115 Berlin, Germany"],
  ["{street}, {postcode} {city}, {country}", { street: "Am Weg 1", city: "Berlin" }, "Am Weg 1, Berlin"],
  ["{street}, {postcode} {city}, {country}", { postcode: "10115", country: "Germany" }, "10115, Germany"],
  ["{reason}. {note}", { reason: "It is too small" }, "It is too small."],
  ["{reason}. {note}", { reason: "Another reason", note: "see {reason}" }, "Another reason. see {reason}"],
  ["{code}", { code: "123 456" }, "123 456"],
])("the template %j takes %j", (template, answers: Record<string, string>, expected) => {
  const names = [...template.matchAll(/\{(\w+)\}/g)].map((found) => found[1]!);

  expect(fill(form(template, names), answers)).toBe(expected);
});
