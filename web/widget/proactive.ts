/** When the widget speaks first: rules of the shop, held back by what this browser has already seen. */

export interface Rule {
  id: string;
  text: string;
  /** Path of the pages it is for; `*` stands for any characters. */
  page: string;
  /** How long somebody is on the page before. */
  after_seconds: number;
  /** Least value of the basket, in minor units; null for any. */
  basket_minor: number | null;
}

export interface Cap {
  per_visit: number;
  per_day: number;
}

/** What this browser remembers; `at` is when the customer was last seen, in milliseconds. */
export interface Memory {
  day: string;
  today: number;
  at: number;
  visit: string[];
  dismissed: string[];
}

export interface Situation {
  page: string;
  secondsOnPage: number;
  basketMinor: number;
}

/** Whoever was away for longer comes for another visit, in milliseconds. */
const VISIT_ENDS = 30 * 60_000;
const MOST_DISMISSED = 100;

export const blank: Memory = { day: "", today: 0, at: 0, visit: [], dismissed: [] };

/** The memory as it stands now: another day and another visit begin with nothing shown. */
export function current(memory: Memory, now: Date): Memory {
  const day = `${now.getFullYear()}-${now.getMonth() + 1}-${now.getDate()}`;
  const sameVisit = now.getTime() - memory.at < VISIT_ENDS;
  return {
    ...memory,
    day,
    today: memory.day === day ? memory.today : 0,
    at: now.getTime(),
    visit: sameVisit ? memory.visit : [],
  };
}

export function shown(memory: Memory, id: string): Memory {
  return { ...memory, today: memory.today + 1, visit: [...memory.visit, id] };
}

export function dismissed(memory: Memory, id: string): Memory {
  return { ...memory, dismissed: [...memory.dismissed.filter((one) => one !== id), id].slice(-MOST_DISMISSED) };
}

/** The rule that comes first on this page, and in how many seconds; null when none may. */
export function nextNudge(rules: readonly Rule[], cap: Cap, memory: Memory, situation: Situation): { rule: Rule; wait: number } | null {
  if (memory.visit.length >= cap.per_visit || memory.today >= cap.per_day) return null;
  const past = new Set([...memory.visit, ...memory.dismissed]);
  const open = rules.filter(
    ({ id, page, basket_minor }) => !past.has(id) && pageFits(page, situation.page) && situation.basketMinor >= (basket_minor ?? 0),
  );
  // Of two that come at the same time the shop's order decides; what is overdue comes at once.
  const first = open.reduce<Rule | null>((best, rule) => (best && best.after_seconds <= rule.after_seconds ? best : rule), null);
  return first && { rule: first, wait: Math.max(0, first.after_seconds - situation.secondsOnPage) };
}

/** Whether a pattern stands for a page's path. */
export function pageFits(pattern: string, page: string): boolean {
  const [first = "", ...parts] = pattern.split("*");
  const last = parts.pop();
  if (last === undefined) return page === pattern;
  const end = page.length - last.length;
  if (!page.startsWith(first) || end < first.length || !page.endsWith(last)) return false;
  let at = first.length;
  for (const part of parts) {
    const found = page.indexOf(part, at);
    if (found < 0 || found + part.length > end) return false;
    at = found + part.length;
  }
  return true;
}

/** What was kept, if it is what we keep. */
export function memoryFrom(text: string | null): Memory {
  try {
    const kept = { ...blank, ...(JSON.parse(text ?? "{}") as Partial<Memory>) };
    const sound = typeof kept.today === "number" && typeof kept.at === "number" && Array.isArray(kept.visit) && Array.isArray(kept.dismissed);
    return sound ? kept : blank;
  } catch {
    return blank;
  }
}
