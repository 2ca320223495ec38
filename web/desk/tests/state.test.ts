import { describe, expect, test } from "vitest";
import type { Agent, Room, Summary, Turn } from "../../shared/desk_protocol";
import { initial, neighbour, reduce, rows, type DeskHappening, type DeskState, type View } from "../state";

const mia: Agent = { id: "1", name: "Mia", role: "agent" };
const summary = (id: string, more: Partial<Summary> = {}): Summary => ({
  id,
  owner: "queued",
  customer: null,
  waiting_since: "2026-11-22T10:00:00Z",
  last_at: "2026-11-22T10:00:00Z",
  ...more,
});
const turn = (seq: number, more: Partial<Turn> = {}): Turn => ({
  seq,
  author: "customer",
  text: `text ${seq}`,
  sent_at: "2026-11-22T10:00:00Z",
  ...more,
});
const room = (id: string, messages: Turn[] = []): Room => ({ conversation: summary(id), messages, customer: null });
const updated = (one: Summary): DeskHappening => ({ type: "heard", event: { type: "conversation", conversation: one } });
const said = (id: string, message: Turn): DeskHappening => ({ type: "heard", event: { type: "message", conversation_id: id, message } });

const run = (happenings: DeskHappening[], from: DeskState = reduce(initial, { type: "signed-in", agent: mia })) =>
  happenings.reduce(reduce, from);
const ids = (state: DeskState, view?: View) => rows(state, view).map(({ id }) => id);

const people: Summary[] = [
  summary("late", { waiting_since: "2026-11-22T09:59:00Z" }),
  summary("early", { waiting_since: "2026-11-22T09:10:00Z" }),
  summary("mine", { owner: "agent", agent_id: "1", last_at: "2026-11-22T10:01:00Z" }),
  summary("hers", { owner: "agent", agent_id: "2", last_at: "2026-11-22T10:03:00Z" }),
  summary("bot", { owner: "bot", last_at: "2026-11-22T10:02:00Z" }),
  summary("silent", { owner: "bot", messages: 0 }),
  summary("over", { owner: "closed", messages: 4 }),
];

describe("the list", () => {
  test.each<[View, string[]]>([
    ["queued", ["early", "late"]],
    ["mine", ["mine"]],
    ["bot", ["bot"]],
    ["all", ["hers", "bot", "mine", "early", "late"]],
  ])("of %s holds its own in order", (view, expected) => {
    expect(ids(run(people.map(updated)), view)).toEqual(expected);
  });

  test("of those who wait is the line that the server told", () => {
    const joined = summary("joined", { rank: 1 });
    const line: DeskHappening = { type: "heard", event: { type: "line", ids: ["late", "early"] } };

    expect(ids(run([...people.map(updated), line]))).toEqual(["late", "early"]);
    expect(ids(run([...people.map(updated), line, updated(joined)]))).toEqual(["joined", "late", "early"]);
  });

  test("keeps the order in which the list came", () => {
    const listed: DeskHappening = { type: "listed", view: "queued", summaries: [people[0]!, people[1]!] };

    expect(ids(run([listed]))).toEqual([people[0]!.id, people[1]!.id]);
  });

  test("says whose promise is about to be broken", () => {
    const alert = { type: "alert", kind: "at_risk", conversation_id: "early", words: "due in 2 min" } as const;

    expect(run([...people.map(updated), { type: "heard", event: alert }]).notice).toBe("due in 2 min");
  });

  test("moves a conversation as soon as its owner changes", () => {
    const state = run([...people.map(updated), updated({ ...people[1]!, owner: "agent", agent_id: "1" })]);

    expect([ids(state, "queued"), ids(state, "mine").includes("early")]).toEqual([["late"], true]);
  });

  test("read anew forgets what has left that view and nothing else", () => {
    const state = run([...people.map(updated), { type: "listed", view: "queued", summaries: [people[0]!] }]);

    expect(ids(state, "all")).toEqual(["hers", "bot", "mine", "late"]);
  });

  test.each<[string | null, 1 | -1, string | null]>([
    [null, 1, "early"],
    ["early", 1, "late"],
    ["late", 1, "late"],
    ["late", -1, "early"],
    ["bot", -1, "early"],
  ])("from %s by %i leads to %s", (selected, step, expected) => {
    expect(neighbour({ ...run(people.map(updated)), selected }, step)).toBe(expected);
  });

  test("without anybody in it leads nowhere", () => {
    expect(neighbour(run([]), 1)).toBeNull();
  });
});

describe("the room", () => {
  const inRoom = (messages: Turn[]) => run([{ type: "selected", id: "c" }, { type: "entered", room: room("c", messages) }]);

  test("shows each turn once, in order, with the reading that came later", () => {
    const reading = { intent: "complaint", confidence: 0.9 };
    const state = run([said("c", turn(3)), said("c", turn(2)), said("c", turn(2, { reading }))], inRoom([turn(1)]));

    expect(state.room?.messages.map(({ seq, reading: read }) => [seq, read?.intent])).toEqual([
      [1, undefined],
      [2, "complaint"],
      [3, undefined],
    ]);
  });

  test("keeps what arrived while it was being loaded again", () => {
    const state = run([said("c", turn(2)), { type: "entered", room: room("c", [turn(1)]) }], inRoom([turn(1)]));

    expect(state.room?.messages.map(({ seq }) => seq)).toEqual([1, 2]);
  });

  test("takes nothing from other conversations", () => {
    const state = run([said("other", turn(9)), { type: "entered", room: room("other", [turn(9)]) }], inRoom([turn(1)]));

    expect([state.room?.conversation.id, state.room?.messages.length]).toEqual(["c", 1]);
  });

  test("of another conversation starts with nothing of this one", () => {
    const state = run([{ type: "noticed", words: "Ben has it." }, { type: "selected", id: "d" }], inRoom([turn(1)]));

    expect([state.room, state.notice, state.customerTyping]).toEqual([null, null, false]);
  });

  test("shows a reply until the server has numbered it", () => {
    const draft = { id: "mine-1", conversation: "c", text: "Hello" };
    const drafted = run([{ type: "drafted", draft }], inRoom([turn(1)]));
    const failed = reduce(drafted, { type: "draft-failed", id: "mine-1", why: "no answer" });
    const sent = run([{ type: "drafted", draft }, said("c", turn(2, { author: "agent", client_message_id: "mine-1" }))], failed);

    expect([drafted.drafts, failed.drafts[0]?.failure, sent.drafts]).toEqual([[draft], "no answer", []]);
  });
});

test("signing out leaves nothing on the page", () => {
  expect(run([...people.map(updated), { type: "signed-out" }])).toEqual({ ...initial, agent: null });
});
