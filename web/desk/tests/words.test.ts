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
  const why = {
    rule: "valued_at_risk",
    offer: null,
    facts: { segment: "loyal", frustration: 0.71828, repeated: true },
    ranked: ["a", { article: "late_parcel" }],
    empty: [],
  };

  expect(facts(why)).toEqual([
    ["Rule", "valued at risk"],
    ["Segment", "loyal"],
    ["Frustration", "0.72"],
    ["Repeated", "yes"],
    ["Ranked", "a, article late parcel"],
  ]);
});

test.each([
  ["frustration", null, "Is getting frustrated"],
  ["taken", "Mia $& Albers", "Taken by Mia $& Albers"],
  ["closed", null, "Closed by a colleague"],
  ["payment_dispute", null, "Payment dispute"],
  [null, null, ""],
])("the handover reason %j of %j reads %j", (reason, name, expected) => {
  expect(reasonText(reason, name)).toBe(expected);
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
