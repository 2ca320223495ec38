import { describe, expect, test } from "vitest";
import type { CustomerEvent, Message } from "../../shared/protocol";
import { empty, hasGap, openChoices, reduce, unread, type Conversation, type Happening, type Pending } from "../conversation";

const message = (seq: number, more: Partial<Message> = {}): Message => ({
  seq,
  client_message_id: `server-${seq}`,
  author: "bot",
  text: `text ${seq}`,
  sent_at: "2026-11-22T10:00:00Z",
  ...more,
});
const pending = (id: string, text = id): Pending => ({ client_message_id: id, text, created_at: "2026-11-22T10:00:00Z" });
const heard = (event: CustomerEvent): Happening => ({ type: "heard", event });
const arrived = (one: Message) => heard({ type: "message", message: one });
const welcomed = (messages: Message[]) => heard({ type: "welcome", conversation_id: "c", owner: "bot", messages });
const wrote = (id: string): Happening => ({ type: "wrote", pending: pending(id) });
const acked = (id: string, seq: number) => heard({ type: "ack", client_message_id: id, seq });
const own = (id: string, seq: number) => message(seq, { author: "customer", client_message_id: id, text: id });

const run = (happenings: Happening[], from: Conversation = empty) => happenings.reduce(reduce, from);
const seqs = (state: Conversation) => state.messages.map(({ seq }) => seq);
const waiting = (state: Conversation) => state.outbox.map(({ client_message_id }) => client_message_id);

describe("messages", () => {
  test.each<[string, Happening[], number[]]>([
    ["come in order", [arrived(message(1)), arrived(message(2))], [1, 2]],
    ["come out of order", [arrived(message(2)), arrived(message(1))], [1, 2]],
    ["come twice", [arrived(message(1)), arrived(message(1))], [1]],
    ["are replayed by a welcome", [arrived(message(1)), welcomed([message(1), message(2)])], [1, 2]],
    ["are replayed after a gap", [arrived(message(3)), { type: "replayed", messages: [message(1), message(2)] }], [1, 2, 3]],
  ])("that %s stand once each in the order of their numbers", (_, happenings, expected) => {
    expect(seqs(run(happenings))).toEqual(expected);
  });

  test("of one client id are shown once although they came under two numbers", () => {
    expect(seqs(run([arrived(own("a", 4)), arrived(own("a", 5))]))).toEqual([4]);
  });

  test("end alike in whatever order and however often the parts come", () => {
    const parts = [wrote("a"), acked("a", 1), arrived(own("a", 1)), arrived(message(2)), arrived(message(3)), arrived(message(2))];
    const ends = new Set<string>();
    for (let turn = 0; turn < 200; turn += 1) {
      const order = parts.slice(1).sort((x, y) => rank(x, turn) - rank(y, turn));
      const state = run([parts[0]!, ...order]);
      ends.add(JSON.stringify([seqs(state), waiting(state), state.synced]));
    }

    expect([...ends]).toEqual(['[[1,2,3],[],3]']);
  });
});

/** A different order for each turn, the same in each run. */
function rank(part: Happening, turn: number): number {
  const text = JSON.stringify(part) + turn;
  return [...text].reduce((sum, character) => (sum * 31 + character.charCodeAt(0)) % 1_000_003, 7);
}

describe("the outbox", () => {
  test.each<[string, Happening[], string[], number[]]>([
    ["holds what was written", [wrote("a"), wrote("b")], ["a", "b"], []],
    ["gives up what is acknowledged", [wrote("a"), wrote("b"), acked("a", 1)], ["b"], [1]],
    ["gives up what comes back as a message", [wrote("a"), arrived(own("a", 1))], [], [1]],
    ["gives up what the welcome knows", [wrote("a"), welcomed([own("a", 1)])], [], [1]],
    ["ignores an acknowledgement of something else", [wrote("a"), acked("x", 9)], ["a"], []],
    ["gives up what the customer withdraws", [wrote("a"), { type: "withdrew", id: "a" }], [], []],
  ])("%s", (_, happenings, left, numbered) => {
    const state = run(happenings);

    expect([waiting(state), seqs(state)]).toEqual([left, numbered]);
  });

  test("keeps the server's refusal with the message until the customer tries again", () => {
    const refused = run([wrote("a"), heard({ type: "error", code: "too_long", detail: "Too long.", client_message_id: "a" })]);
    const retried = reduce(refused, { type: "retried", id: "a" });

    expect([refused.outbox[0]?.refusal, refused.trouble, retried.outbox]).toEqual(["Too long.", null, [pending("a")]]);
  });

  test("comes over into another session as it was stored, and nothing else does", () => {
    const state = run([wrote("a"), arrived(message(1)), { type: "began", outbox: [pending("b")], seen: 3 }]);

    expect(state).toEqual({ ...empty, outbox: [pending("b")], seen: 3 });
  });
});

describe("what is known", () => {
  test.each<[string, Happening[], number, boolean]>([
    ["nothing", [], 0, false],
    ["all in order", [arrived(message(1)), arrived(message(2))], 2, false],
    ["one missing", [arrived(message(1)), arrived(message(3))], 1, true],
    ["the missing one came", [arrived(message(1)), arrived(message(3)), arrived(message(2))], 3, false],
    ["a welcome that skips a number for good", [welcomed([message(1), message(3)])], 3, false],
    ["a replay that says there is no more", [arrived(message(1)), arrived(message(3)), { type: "replayed", messages: [message(3)] }], 3, false],
    ["an empty replay", [arrived(message(1)), { type: "replayed", messages: [] }], 1, false],
  ])("after %s", (_, happenings, synced, gap) => {
    const state = run(happenings);

    expect([state.synced, hasGap(state)]).toEqual([synced, gap]);
  });

  test("a replay does not vouch for a number that came in meanwhile", () => {
    const state = run([arrived(message(1)), arrived(message(5)), { type: "replayed", messages: [message(2), message(3)] }]);

    expect([state.synced, hasGap(state)]).toEqual([3, true]);
  });
});

describe("around the messages", () => {
  const choice = { title: "Yes", text: "Yes please" };
  const asking = message(1, { quick_replies: [choice] });
  const wayBack = [{ title: "Go on with the assistant", text: "Go on with the assistant" }];
  test.each<[string, Happening[], object[]]>([
    ["the newest message offers them", [arrived(asking)], [choice]],
    ["one was used", [arrived(asking), wrote("a")], []],
    ["something followed", [arrived(asking), arrived(message(2))], []],
    ["the way back is offered in the line", [heard({ type: "owner", owner: "queued" }), arrived(message(1, { author: "system", quick_replies: wayBack }))], wayBack],
    ["the bot asked before the line", [arrived(asking), heard({ type: "owner", owner: "queued" })], []],
    ["a person took over", [arrived(asking), heard({ type: "owner", owner: "agent", agent_name: "Mia" })], []],
  ])("choices when %s", (_, happenings, expected) => {
    expect(openChoices(run(happenings))).toEqual(expected);
  });

  test("typing ends with the message, with the connection and with a change of owner", () => {
    const typing = run([heard({ type: "typing", author: "bot", on: true })]);
    const ends = [
      arrived(message(1)),
      { type: "link", link: { phase: "waiting", attempt: 1 } } as const,
      heard({ type: "owner", owner: "queued" }),
      heard({ type: "typing", author: "bot", on: false }),
    ];

    expect([typing.typing, ...ends.map((end) => reduce(typing, end).typing)]).toEqual(["bot", null, null, null, null]);
  });

  test("only others' messages that nobody has looked at are unread", () => {
    const state = run([arrived(message(1)), { type: "looked" }, arrived(own("a", 2)), arrived(message(3)), arrived(message(4, { author: "system" }))]);

    expect([unread(state), unread(reduce(state, { type: "looked" }))]).toEqual([1, 0]);
  });

  test("the owner and the agent's name follow the server", () => {
    const state = run([heard({ type: "owner", owner: "agent", agent_name: "Mia" })]);
    const back = reduce(state, heard({ type: "owner", owner: "bot" }));

    expect([state.owner, state.agentName, back.owner, back.agentName]).toEqual(["agent", "Mia", "bot", null]);
  });
});
