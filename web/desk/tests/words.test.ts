import { expect, test } from "vitest";
import { commandFor } from "../keyboard";
import { moodOf, riskBand } from "../mood";
import { ownerText } from "../components/owner_text";
import { reasonText } from "../texts";
import { facts } from "../why";

const press = (key: string, more = {}) => ({ key, ctrlKey: false, metaKey: false, altKey: false, ...more });

test.each([
  [press("j"), false, { type: "move", step: 1 }],
  [press("k"), false, { type: "move", step: -1 }],
  [press("t"), false, { type: "take" }],
  [press("?"), false, { type: "help" }],
  [press("3"), false, { type: "view", index: 2 }],
  [press("t"), true, null],
  [press("Escape"), true, { type: "leave" }],
  [press("r", { ctrlKey: true }), false, null],
  [press("k", { metaKey: true }), false, null],
  [press("x"), false, null],
  [press("constructor"), false, null],
])("the press %j (writing: %j) asks for %j", (given, writing, expected) => {
  expect(commandFor(given, writing)).toEqual(expected);
});

test.each([
  [{ sentiment: null, frustration: 0.8 }, "frustrated"],
  [{ sentiment: { label: "negative" as const, score: -0.9 }, frustration: 0.1 }, "unhappy"],
  [{ sentiment: -0.5, frustration: 0 }, "unhappy"],
  [{ sentiment: "positive" as const }, "happy"],
  [{ sentiment: 0.1, frustration: 0.2 }, null],
  [{}, null],
])("the mood of %j is %j", (summary, expected) => {
  expect(moodOf(summary)).toBe(expected);
});

test.each([
  ["high", "high"],
  ["middle", "middle"],
  [0.72, "high"],
  [0.3, "middle"],
  [0, "low"],
  [null, null],
  ["", null],
])("the churn risk %j is %j", (risk, expected) => {
  expect(riskBand(risk)).toBe(expected);
});

test("reasons are shown as words whatever their shape", () => {
  const why = { segment: "loyal", churn_risk: 0.71828, offer: null, rule: { article: "late_parcel", used: true }, ranked: ["a", "b"], empty: [] };

  expect(facts(why)).toEqual([
    ["Segment", "loyal"],
    ["Churn risk", "0.72"],
    ["Rule", "article: late_parcel, used: yes"],
    ["Ranked", "a, b"],
  ]);
});

test.each([
  ["frustration", "Is getting frustrated"],
  ["payment_dispute", "Payment dispute"],
  [null, ""],
])("the handover reason %j reads %j", (reason, expected) => {
  expect(reasonText(reason)).toBe(expected);
});

test.each([
  ["bot", null, "With the bot"],
  ["queued", null, "Waiting for a person"],
  ["agent", "1", "With you"],
  ["agent", "2", "With Ben"],
  ["closed", null, "Closed"],
] as const)("a conversation with %s %j is %j", (owner, agent_id, expected) => {
  const summary = { id: "c", owner, agent_id, agent_name: "Ben", customer: null };

  expect(ownerText(summary, { id: "1", name: "Mia", role: "agent" })).toBe(expected);
});
