import { expect, test } from "vitest";
import type { Card, CustomerEvent, Message } from "../../shared/protocol";
import { awayText, openingText } from "../components/queue";
import { empty, openForm, reduce, type Conversation, type Happening, type Pending } from "../conversation";

const form: Card = { kind: "form", name: "f", title: "F", submit: "Send", template: "{a}", fields: [] };
const message = (seq: number, author: Message["author"], cards: Card[] = []): Message => ({
  seq,
  author,
  text: `text ${seq}`,
  cards,
  sent_at: "2026-11-22T10:00:00Z",
});
const pending = (id: string, created_at = "2026-11-22T10:00:00Z"): Pending => ({ client_message_id: id, text: id, created_at });
const after = (...happenings: Happening[]): Conversation => happenings.reduce(reduce, empty);
const heard = (event: CustomerEvent): Happening => ({ type: "heard", event });
const welcome = (messages: Message[], more: object = {}): Happening =>
  heard({ type: "welcome", conversation_id: "c", owner: "bot", messages, ...more });
const queue = { place: 2, minutes: 4, open: true };

test.each([
  ["a form that was just asked", [message(1, "bot", [form])], 1],
  ["and one that more of the bot's own words follow", [message(1, "bot", [form]), message(2, "bot")], 1],
  ["the newer of two", [message(1, "bot", [form]), message(2, "bot", [form])], 2],
  ["none that the customer went on from", [message(1, "bot", [form]), message(2, "customer")], null],
  ["none that a notice follows", [message(1, "bot", [form]), message(2, "system")], null],
  ["none when there is none", [message(1, "bot")], null],
])("open is %s", (_, messages, expected) => {
  expect(openForm(after(welcome(messages)))).toBe(expected);
});

test("a form is closed while its answer is on the way, and when a person has the conversation", () => {
  const asked = [message(1, "bot", [form])];

  expect([openForm(after(welcome(asked), { type: "wrote", pending: pending("a") })), openForm(after(welcome(asked, { owner: "agent" })))]).toEqual([
    null,
    null,
  ]);
});

test("the place in the line comes with the owner, changes by itself and goes with the waiting", () => {
  const waiting = after(welcome([]), heard({ type: "owner", owner: "queued", queue }));
  const moved = reduce(waiting, heard({ type: "queue", queue: { ...queue, place: 1 } }));
  const taken = reduce(moved, heard({ type: "owner", owner: "agent", agent_name: "Mia" }));

  expect([waiting.queue?.place, moved.queue?.place, taken.queue]).toEqual([2, 1, null]);
});

test("each closing is asked about once: thanks take the place of the question until the talk goes on", () => {
  const closed = after(welcome([]), heard({ type: "owner", owner: "closed", rating: { closing: 1 } }));
  const rated = reduce(closed, { type: "rated", thanked: true });
  const open = reduce(rated, heard({ type: "owner", owner: "bot" }));
  const again = reduce(open, heard({ type: "owner", owner: "closed", rating: { closing: 2 } }));
  const skipped = reduce(again, { type: "rated", thanked: false });

  expect([closed, rated, open, again, skipped].map(({ rating, thanked }) => [rating?.closing ?? null, thanked])).toEqual([
    [1, false],
    [null, true],
    [null, false],
    [2, false],
    [null, false],
  ]);
});

test("words that another tab has left are taken over in their order, and known ones are not doubled", () => {
  const first = pending("first", "2026-11-22T10:00:01Z");
  const state = after({ type: "wrote", pending: pending("second", "2026-11-22T10:00:02Z") }, {
    type: "adopted",
    outbox: [first, pending("second")],
  });

  expect(state.outbox.map(({ client_message_id }) => client_message_id)).toEqual(["first", "second"]);
});

test("a refusal ends the progress that was shown", () => {
  const state = after({ type: "wrote", pending: pending("a") }, { type: "uploading", key: "k", share: 0.5 }, {
    type: "refused",
    id: "a",
    why: "No.",
  });

  expect([state.uploads, state.outbox[0]?.refusal]).toEqual([{}, "No."]);
});

test.each([
  ["Monday at 08:00", "Monday at 08:00"],
  ["2026-13-45Tnonsense", "2026-13-45Tnonsense"],
])("the opening %j is told as %j", (given, expected) => {
  expect(openingText(given)).toBe(expected);
});

test("an opening time is told in the customer's language, and none is invented", () => {
  const told = openingText("2026-06-15T08:00:00Z");

  expect([told.includes("Monday"), awayText({ place: 1, open: false }).includes("again")]).toEqual([true, false]);
});
