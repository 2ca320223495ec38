/** The basket: a pure list of lines, kept in this browser and shared by its tabs. */
import { createStore } from "../shared/store";
import type { Money } from "../shared/protocol";

export const MOST_LINES = 60;
export const MOST_OF_ONE = 99;
const KEY = "juniper:basket";

/** What was known of a product when it was put in; the service's word is fresher. */
export interface Line {
  id: number;
  title: string;
  price: Money;
  colour: string | null;
  size: string | null;
  quantity: number;
}

export type BasketEvent =
  | { type: "added"; line: Line }
  | { type: "changed"; key: string; quantity: number }
  | { type: "removed"; key: string }
  | { type: "put-back"; line: Line; at: number }
  | { type: "read"; lines: Line[] };

export const keyOf = ({ id, colour, size }: Pick<Line, "id" | "colour" | "size">) => JSON.stringify([id, colour, size]);

const within = (quantity: number) => Math.min(MOST_OF_ONE, Math.max(1, Math.round(quantity) || 1));

/** What the basket is after something happened to it. */
export function reduceBasket(lines: Line[], event: BasketEvent): Line[] {
  switch (event.type) {
    case "added": {
      const key = keyOf(event.line);
      const known = lines.find((line) => keyOf(line) === key);
      if (!known && lines.length >= MOST_LINES) return lines;
      const quantity = within((known?.quantity ?? 0) + event.line.quantity);
      const added = { ...event.line, quantity };
      return known ? lines.map((line) => (line === known ? added : line)) : [...lines, added];
    }
    case "changed":
      return lines.map((line) => (keyOf(line) === event.key ? { ...line, quantity: within(event.quantity) } : line));
    case "removed":
      return lines.filter((line) => keyOf(line) !== event.key);
    case "put-back":
      return lines.some((line) => keyOf(line) === keyOf(event.line))
        ? lines
        : [...lines.slice(0, event.at), event.line, ...lines.slice(event.at)];
    case "read":
      return event.lines;
  }
}

export const countOf = (lines: Line[]) => lines.reduce((sum, { quantity }) => sum + quantity, 0);

export const valueOf = (lines: Line[]) => lines.reduce((sum, { price, quantity }) => sum + price.minor * quantity, 0);

const isTextOrNull = (value: unknown) => value === null || typeof value === "string";

function isLine(value: unknown): value is Line {
  const line = value as Partial<Line> | null;
  return (
    typeof line === "object" &&
    line !== null &&
    Number.isSafeInteger(line.id) &&
    typeof line.title === "string" &&
    Number.isSafeInteger(line.price?.minor) &&
    /^[A-Z]{3}$/.test(line.price?.currency ?? "") &&
    isTextOrNull(line.colour) &&
    isTextOrNull(line.size) &&
    Number.isSafeInteger(line.quantity) &&
    within(line.quantity!) === line.quantity
  );
}

/** The lines in a stored text; what is none is left out, as anything may lie in a browser's storage. */
export function parseBasket(stored: string | null): Line[] {
  try {
    const value: unknown = JSON.parse(stored ?? "[]");
    return Array.isArray(value) ? value.filter(isLine).slice(0, MOST_LINES) : [];
  } catch {
    return [];
  }
}

function stored(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    // A browser may keep nothing at all; then the basket lasts as long as the page.
    return null;
  }
}

export const basket = createStore<Line[], BasketEvent>(reduceBasket, parseBasket(stored()));

/** Keeps the basket from now on, and follows what other tabs do to it. */
export function startBasket(): void {
  basket.subscribe(() => {
    const text = JSON.stringify(basket.get());
    try {
      if (text !== localStorage.getItem(KEY)) localStorage.setItem(KEY, text);
    } catch {
      // As above.
    }
  });
  addEventListener("storage", ({ key, newValue }) => {
    if (key === KEY) basket.dispatch({ type: "read", lines: parseBasket(newValue) });
  });
}
