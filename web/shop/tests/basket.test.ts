import { expect, test } from "vitest";
import { countOf, keyOf, MOST_LINES, parseBasket, reduceBasket, valueOf, type Line } from "../basket";
import { check } from "../pages/basket";

const line = (id: number, more: Partial<Line> = {}): Line => ({
  id,
  title: `Product ${id}`,
  price: { minor: 1250, currency: "EUR" },
  colour: null,
  size: null,
  quantity: 1,
  ...more,
});

test("the same product in the same colour and size is one line, others are their own", () => {
  const added = [line(1), line(1), line(1, { colour: "navy" }), line(1, { size: "M", quantity: 3 })];
  const lines = added.reduce<Line[]>((all, one) => reduceBasket(all, { type: "added", line: one }), []);

  expect(lines.map(({ quantity }) => quantity)).toEqual([2, 1, 3]);
  expect([countOf(lines), valueOf(lines)]).toEqual([6, 7500]);
});

test.each([
  [0, 1],
  [-5, 1],
  [100, 99],
  [Number.NaN, 1],
  [2.4, 2],
])("a quantity of %s becomes %s", (quantity, expected) => {
  const [changed] = reduceBasket([line(1)], { type: "changed", key: keyOf(line(1)), quantity });

  expect(changed?.quantity).toBe(expected);
});

test("what was removed comes back to where it was, and only once", () => {
  const lines = [line(1), line(2), line(3)];
  const removed = reduceBasket(lines, { type: "removed", key: keyOf(line(2)) });
  const back = reduceBasket(removed, { type: "put-back", line: line(2), at: 1 });

  expect(back).toEqual(lines);
  expect(reduceBasket(back, { type: "put-back", line: line(2), at: 1 })).toEqual(lines);
});

test("a basket takes no more lines than the service checks", () => {
  const full = Array.from({ length: MOST_LINES }, (_, id) => line(id));

  expect(reduceBasket(full, { type: "added", line: line(999) })).toBe(full);
  expect(reduceBasket(full, { type: "added", line: line(1) })[1]?.quantity).toBe(2);
});

test.each([null, "", "{", "null", "7", '{"0": 1}', '[{"id": 1}]', '[{"id": "1", "title": "x"}]'])(
  "a stored text that is no basket is an empty one: %s",
  (text) => {
    expect(parseBasket(text)).toEqual([]);
  },
);

test("a stored basket is read back, and what is no line in it is left out", () => {
  const wrong = [line(2, { quantity: 0 }), line(3, { price: { minor: 1.5, currency: "EUR" } }), line(4, { price: { minor: 1, currency: "e" } })];

  expect(parseBasket(JSON.stringify([line(1), ...wrong]))).toEqual([line(1)]);
});

test("the service's prices and stock count, not what the browser kept", () => {
  const product = (id: number, more = {}) => ({ kind: "product" as const, id, title: "New", price: { minor: 999, currency: "EUR" }, stock: "in_stock" as const, most: 2, ...more });
  const lines = [line(1), line(2, { quantity: 3 }), line(3), line(4)];
  const found = check(lines, [product(1), product(2), product(3, { stock: "out", most: 0 })]);

  expect(found.map(({ state }) => state)).toEqual(["good", "too-many", "out", "gone"]);
  expect(found[0]?.line).toMatchObject({ title: "New", price: { minor: 999 } });
  expect(check(lines, null).map(({ state }) => state)).toEqual(Array(4).fill("unchecked"));
});
