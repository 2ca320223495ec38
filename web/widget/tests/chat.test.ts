import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Problem } from "../../shared/http";
import type { Message } from "../../shared/protocol";
import { Chat } from "../chat";
import { guest, identityOf, Session } from "../session";
import { FakeGateway } from "./fakes";

const amelia = identityOf("e30.eyJzdWIiOiJDLTEwMDEifQ.s");
const message = (seq: number, more: Partial<Message> = {}): Message => ({
  seq,
  author: "bot",
  text: `text ${seq}`,
  sent_at: "2026-11-22T10:00:00Z",
  ...more,
});

let gateway: FakeGateway;
let refusals: string[];

function newChat(): Chat {
  const { surroundings, request } = gateway;
  return new Chat({ surroundings, request, address: "ws://x", onIdentityRefused: (detail) => refusals.push(detail) });
}

/** Lets what was promised happen, and the given milliseconds pass. */
const pass = (milliseconds = 0) => vi.advanceTimersByTimeAsync(milliseconds);
const shown = (chat: Chat) => chat.store.get();

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
  gateway = new FakeGateway();
  refusals = [];
});
afterEach(() => {
  vi.useRealTimers();
});

test("nobody is asked anything before the customer speaks", async () => {
  newChat().begin(guest);
  await pass(5_000);

  expect([gateway.asked, gateway.sockets]).toEqual([[], []]);
});

test("the first words open a conversation and go out once the gateway greets", async () => {
  const chat = newChat();
  chat.begin(amelia);
  chat.say("Hello");
  await pass();
  gateway.last.welcome();

  expect([gateway.asked, gateway.last.sent.map(({ type }) => type), gateway.last.texts()]).toEqual([
    [["POST", "/api/v1/conversations", { customer_token: amelia.token }]],
    ["hello", "message"],
    ["Hello"],
  ]);
});

test("what was not acknowledged is sent again under the same id, in order, and only that", async () => {
  const chat = newChat();
  chat.begin(guest);
  for (const text of ["one", "two", "three"]) chat.say(text);
  await pass();
  gateway.last.welcome();
  const ids = gateway.last.sent.filter(({ type }) => type === "message").map((sent) => sent["client_message_id"]);
  gateway.last.say({ type: "ack", client_message_id: String(ids[0]), seq: 1 });
  gateway.last.drop();
  await pass(1_000);
  gateway.last.welcome();
  const again = gateway.last.sent.filter(({ type }) => type === "message").map((sent) => sent["client_message_id"]);

  expect([again, gateway.last.sent[0]]).toEqual([ids.slice(1), { type: "hello", token: "t-1", after: 1 }]);
});

test("unacknowledged words and the conversation outlive the page", async () => {
  const before = newChat();
  before.begin(guest);
  before.say("Are you there?");
  await pass();
  gateway.last.accept();
  const after = newChat();
  after.begin(guest);
  gateway.last.welcome();

  expect([gateway.asked.length, gateway.last.texts()]).toEqual([1, ["Are you there?"]]);
});

test("a socket that never acknowledges is replaced and the message sent again", async () => {
  const chat = newChat();
  chat.begin(guest);
  chat.say("Hello");
  await pass();
  gateway.last.welcome();
  await pass(11_000);
  gateway.last.welcome();

  expect([gateway.sockets.length, gateway.last.texts()]).toEqual([2, ["Hello"]]);
});

test("a refused message is not sent again until the customer asks", async () => {
  const chat = newChat();
  chat.begin(guest);
  chat.say("x");
  await pass();
  gateway.last.welcome();
  const id = shown(chat).outbox[0]!.client_message_id;
  gateway.last.say({ type: "error", code: "too_fast", detail: "Slow down.", client_message_id: id });
  gateway.last.drop();
  await pass(1_000);
  gateway.last.welcome();
  const without = gateway.last.texts();
  chat.retry(id);

  expect([without, gateway.last.texts()]).toEqual([[], ["x"]]);
});

test("a gap in the numbers is filled from the history", async () => {
  const chat = newChat();
  chat.begin(guest);
  chat.say("x");
  await pass();
  gateway.last.welcome([message(1)]);
  gateway.replay = [message(2), message(3)];
  gateway.last.say({ type: "message", message: message(3) });
  await pass(2_000);

  expect([gateway.asked[1]?.slice(0, 2), shown(chat).messages.map(({ seq }) => seq)]).toEqual([
    ["GET", "/api/v1/conversations/c-1/messages?after=1"],
    [1, 2, 3],
  ]);
});

test("each identity has its own conversation, and signing out leaves nothing of the customer's behind", async () => {
  const chat = newChat();
  chat.begin(amelia);
  chat.say("as Amelia");
  await pass();
  chat.logout();
  const shownToGuest = shown(chat).outbox;
  chat.say("as a guest");
  await pass();
  const left = Object.keys(localStorage).filter((name) => name.includes("customer"));

  expect([shownToGuest, left, gateway.asked.map(([, , body]) => body)]).toEqual([
    [],
    [],
    [{ customer_token: amelia.token }, {}],
  ]);
});

test("a fresh token for the same customer changes nothing on show", async () => {
  const chat = newChat();
  chat.begin(amelia);
  chat.say("Hello");
  await pass();
  gateway.last.welcome([message(1)]);
  const before = shown(chat);
  chat.begin({ ...amelia, token: "renewed" });

  expect([shown(chat) === before, gateway.sockets.length]).toEqual([true, 1]);
});

test("a new conversation begins empty for the same identity", async () => {
  const chat = newChat();
  chat.begin(amelia);
  chat.say("Hello");
  await pass();
  gateway.last.welcome([message(1)]);
  chat.startAnew();
  const cleared = shown(chat).messages;
  chat.say("Again");
  await pass();

  expect([cleared, gateway.asked.length, new Session(amelia).credentials?.token]).toEqual([[], 2, "t-2"]);
});

test("a conversation opened for somebody who has left meanwhile is not theirs who came", async () => {
  const chat = newChat();
  chat.begin(amelia);
  chat.say("as Amelia");
  chat.logout();
  await pass();

  expect([gateway.sockets.length, new Session(amelia).credentials, new Session(guest).credentials]).toEqual([
    0,
    null,
    null,
  ]);
});

test("a conversation that the gateway no longer knows is replaced, and the waiting words move over", async () => {
  new Session(guest).credentials = { conversation_id: "old", token: "expired" };
  const chat = newChat();
  chat.begin(guest);
  chat.say("Hello");
  gateway.last.accept();
  gateway.last.say({ type: "error", code: "token_expired", detail: "Get a new one." });
  await pass();
  gateway.last.welcome();

  expect([new Session(guest).credentials?.token, gateway.last.texts()]).toEqual(["t-1", ["Hello"]]);
});

test("no answer is met by trying again, less and less often", async () => {
  gateway.failure = new Problem(0, "No answer", "");
  const chat = newChat();
  chat.begin(guest);
  chat.say("Hello");
  await pass(30_000);
  const tries = gateway.asked.length;
  gateway.failure = null;
  await pass(6_000);

  expect([tries, gateway.asked.length, gateway.sockets.length, shown(chat).outbox.length]).toEqual([8, 9, 1, 1]);
});

test("a refused identity is told to the shop and the customer instead of being tried for ever", async () => {
  gateway.failure = new Problem(401, "Unauthorized", "The token has expired.");
  const chat = newChat();
  chat.begin(amelia);
  chat.say("Hello");
  await pass(60_000);

  expect([gateway.asked.length, refusals, shown(chat).trouble, shown(chat).outbox.length]).toEqual([
    1,
    ["The token has expired."],
    "The token has expired.",
    1,
  ]);
});
