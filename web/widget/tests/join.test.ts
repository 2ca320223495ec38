import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Problem } from "../../shared/http";
import type { Message } from "../../shared/protocol";
import { Chat } from "../chat";
import { guest, identityOf, Session } from "../session";
import { FakeGateway } from "./fakes";

const amelia = identityOf("e30.eyJzdWIiOiJDLTEwMDEifQ.s");
const message = (seq: number): Message => ({ seq, author: "bot", text: `text ${seq}`, sent_at: "2026-11-22T10:00:00Z" });

let gateway: FakeGateway;

function newChat(): Chat {
  const { surroundings, request } = gateway;
  return new Chat({ surroundings, request, address: "ws://x" });
}

const pass = (milliseconds = 0) => vi.advanceTimersByTimeAsync(milliseconds);
const shown = (chat: Chat) => chat.store.get();

/** A tab of a guest whose first message is answered. */
async function guestTab(): Promise<Chat> {
  const chat = newChat();
  chat.begin(guest);
  chat.say("Hello");
  await pass();
  const { client_message_id } = shown(chat).outbox[0]!;
  gateway.last.welcome();
  gateway.last.say({ type: "ack", client_message_id, seq: 1 });
  gateway.last.say({ type: "message", message: message(2) });
  return chat;
}

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
  gateway = new FakeGateway();
});
afterEach(() => {
  vi.useRealTimers();
});

test("a guest who signs in keeps the conversation on show, and it becomes the customer's", async () => {
  const chat = await guestTab();
  chat.begin(amelia);
  const meanwhile = shown(chat).messages.length;
  await pass();

  expect([meanwhile, gateway.asked[1]?.[2], gateway.last.readyState, new Session(amelia).credentials, new Session(guest).credentials]).toEqual([
    2,
    { customer_token: amelia.token, conversation_token: "t-1" },
    0,
    { conversation_id: "c-1", token: "t-1-joined" },
    null,
  ]);
});

test("a page that is loaded as a customer joins what the guest had before", async () => {
  new Session(guest).credentials = { conversation_id: "c-7", token: "t-7" };
  const chat = newChat();
  chat.begin(amelia);
  await pass();
  gateway.last.welcome([message(1)]);

  expect([gateway.last.sent[0], shown(chat).messages.length]).toEqual([{ type: "hello", token: "t-7-joined", after: 0 }, 1]);
});

test("the words that a guest could not send are sent in the customer's name", async () => {
  gateway.failure = new Problem(0, "No answer", "");
  const chat = newChat();
  chat.begin(guest);
  chat.say("as a guest");
  await pass();
  gateway.failure = null;
  chat.begin(amelia);
  await pass();
  gateway.last.welcome();

  expect([gateway.last.texts(), new Session(guest).outbox]).toEqual([["as a guest"], []]);
});

test("a guest's conversation that cannot join leaves the customer's own in peace", async () => {
  new Session(guest).credentials = { conversation_id: "c-7", token: "t-7" };
  new Session(amelia).credentials = { conversation_id: "c-9", token: "t-9" };
  gateway.joinFailure = new Problem(401, "Unauthorized", "The token has expired.", "token_expired");
  const chat = newChat();
  chat.begin(amelia);
  await pass();
  gateway.last.accept();

  expect([gateway.last.sent[0], new Session(guest).credentials, shown(chat).trouble]).toEqual([
    { type: "hello", token: "t-9", after: 0 },
    null,
    null,
  ]);
});

test("nobody is asked again while there is neither a conversation nor a word", async () => {
  new Session(guest).credentials = { conversation_id: "c-7", token: "t-7" };
  gateway.joinFailure = new Problem(403, "Refused", "No.");
  const chat = newChat();
  chat.begin(amelia);
  await pass(60_000);

  expect([gateway.asked.length, gateway.sockets.length]).toEqual([1, 0]);
});

test("a conversation begun in one tab is shown in the other", async () => {
  const other = newChat();
  other.begin(guest);
  await guestTab();
  other.resume();
  gateway.last.accept();

  expect([gateway.asked.length, gateway.last.sent[0]]).toEqual([1, { type: "hello", token: "t-1", after: 0 }]);
});

test("what was signed out or begun anew in one tab is gone from the other", async () => {
  const chat = await guestTab();
  new Session(guest).forget();
  chat.resume();
  const left = shown(chat).messages.length;
  new Session(guest).credentials = { conversation_id: "c-8", token: "t-8" };
  chat.resume();
  gateway.last.accept();

  expect([left, gateway.last.sent[0]]).toEqual([0, { type: "hello", token: "t-8", after: 0 }]);
});

test("words that a closed tab has left are sent by the one that is open", async () => {
  await guestTab();
  const closed = { client_message_id: "m-9", text: "left behind", created_at: "2026-11-22T10:00:09Z" };
  new Session(guest).keep(closed);
  gateway.last.drop();
  await pass(1_000);
  gateway.last.welcome();

  expect(gateway.last.texts()).toEqual(["left behind"]);
});

test("words that another tab has delivered are waited for no more", async () => {
  const chat = newChat();
  chat.begin(guest);
  chat.say("Hello");
  const [pending] = shown(chat).outbox;
  new Session(guest).drop(pending!.client_message_id);
  chat.resume();

  expect(shown(chat).outbox).toEqual([]);
});
