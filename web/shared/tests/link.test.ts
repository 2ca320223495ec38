import { expect, test } from "vitest";
import { backoff, nextLink, stopped, type Link, type LinkEvent } from "../link";

const after = (events: LinkEvent[], from: Link = stopped) => events.reduce(nextLink, from);

test.each<[LinkEvent[], Link]>([
  [["start"], { phase: "connecting", attempt: 0 }],
  [["start", "opened"], { phase: "open", attempt: 0 }],
  [["start", "opened", "ready"], { phase: "ready", attempt: 0 }],
  [["start", "lost"], { phase: "waiting", attempt: 1 }],
  [["start", "lost", "due", "lost"], { phase: "waiting", attempt: 2 }],
  [["start", "lost", "due", "opened"], { phase: "open", attempt: 1 }],
  [["start", "lost", "due", "opened", "ready", "lost"], { phase: "waiting", attempt: 1 }],
  [["start", "opened", "ready", "stop"], stopped],
])("%j leads to %j", (events, expected) => {
  expect(after(events)).toEqual(expected);
});

test.each<[LinkEvent[], LinkEvent]>([
  [[], "due"],
  [[], "lost"],
  [["start"], "start"],
  [["start", "lost"], "lost"],
  [["start", "lost"], "opened"],
  [["start", "opened", "ready"], "due"],
])("after %j, %s changes nothing", (events, ignored) => {
  const link = after(events);

  expect(nextLink(link, ignored)).toBe(link);
});

test("a server that accepts and drops at once is asked less and less often", () => {
  const drops: LinkEvent[] = ["start", "opened", "lost", "due", "opened", "lost", "due", "opened", "lost"];

  expect(after(drops).attempt).toBe(3);
});

test.each([
  [1, 0, 250],
  [1, 1, 500],
  [2, 0, 500],
  [3, 0.5, 1500],
  [7, 1, 20_000],
  [60, 1, 20_000],
])("try %i with chance %d waits %i milliseconds", (attempt, random, expected) => {
  expect(backoff(attempt, random)).toBe(expected);
});
