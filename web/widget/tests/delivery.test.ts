import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Problem } from "../../shared/http";
import { Chat } from "../chat";
import { guest, Session } from "../session";
import { FakeGateway, FakeShelf } from "./fakes";

let gateway: FakeGateway;
let shelf: FakeShelf;

function newChat(): Chat {
  const { surroundings, request } = gateway;
  return new Chat({ surroundings, request, address: "ws://x", files: async () => shelf });
}

const pass = (milliseconds = 0) => vi.advanceTimersByTimeAsync(milliseconds);
const shown = (chat: Chat) => chat.store.get();
const picture = (name = "cup.png") => new File(["a picture"], name, { type: "image/png" });
const busy = new Problem(503, "Busy", "Try again later.");

/** What was sent on the newest socket: the words and the files that go with them. */
const sent = () =>
  gateway.last.sent.filter(({ type }) => type === "message").map(({ text, attachments }) => [text, attachments ?? null]);

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
  gateway = new FakeGateway();
  shelf = new FakeShelf();
});
afterEach(() => {
  vi.useRealTimers();
});

async function ready(): Promise<Chat> {
  const chat = newChat();
  chat.begin(guest);
  return chat;
}

test("files go up before their message, and what was written later waits for it", async () => {
  const chat = await ready();
  chat.say("one");
  chat.say("look", [picture("a.png"), picture("b.png")]);
  chat.say("three");
  await pass();
  gateway.last.welcome();
  const before = sent();
  await pass();

  expect([before, sent(), shelf.parcels.map(({ url, name }) => [url, name])]).toEqual([
    [["one", null]],
    [["one", null], ["look", ["a-1", "a-2"]], ["three", null]],
    [
      ["/api/v1/conversations/c-1/attachments", "a.png"],
      ["/api/v1/conversations/c-1/attachments", "b.png"],
    ],
  ]);
});

test("an acknowledged message shows its files, and the browser keeps nothing of them", async () => {
  const chat = await ready();
  chat.say("", [picture()]);
  await pass();
  gateway.last.welcome();
  await pass();
  const id = shown(chat).outbox[0]!.client_message_id;
  gateway.last.say({ type: "ack", client_message_id: id, seq: 1 });
  await pass();

  expect([shown(chat).messages[0]?.attachments, shelf.kept.size, new Session(guest).files]).toEqual([
    [{ id: "a-1", name: "cup.png", media_type: "image/png", size: 9 }],
    0,
    [],
  ]);
});

test("a file survives the page that it was chosen in", async () => {
  gateway.failure = new Problem(0, "No answer", "");
  const before = await ready();
  before.say("look", [picture()]);
  await pass();
  gateway.failure = null;
  const after = await ready();
  await pass();
  gateway.last.welcome();
  await pass();

  expect([shown(after).outbox.length, sent()]).toEqual([1, [["look", ["a-1"]]]]);
});

test("a file that the browser has lost is said to be lost, and holds nothing back", async () => {
  gateway.failure = new Problem(0, "No answer", "");
  const before = await ready();
  before.say("look", [picture()]);
  await pass();
  gateway.failure = null;
  shelf.kept.clear();
  const after = await ready();
  after.say("and this");
  await pass();
  gateway.last.welcome();
  await pass();

  expect([shown(after).outbox[0]?.refusal, sent()]).toEqual([
    expect.stringContaining("cup.png is no longer on this device"),
    [["and this", null]],
  ]);
});

test("a refused file stops its message until the customer asks again", async () => {
  shelf.failures = [new Problem(415, "Refused", "Only images and PDF files.")];
  const chat = await ready();
  chat.say("look", [picture()]);
  await pass();
  gateway.last.welcome();
  await pass();
  const { refusal, client_message_id } = shown(chat).outbox[0]!;
  const before = sent();
  chat.retry(client_message_id);
  await pass();

  expect([refusal, before, sent()]).toEqual(["Only images and PDF files.", [], [["look", ["a-2"]]]]);
});

test.each([
  ["two short failures are waited out", [busy, busy], 3, undefined],
  ["the third is told", [busy, busy, busy], 3, "Try again later."],
])("%s", async (_, failures, tries, refusal) => {
  shelf.failures = [...failures];
  const chat = await ready();
  chat.say("look", [picture()]);
  await pass();
  gateway.last.welcome();
  await pass(5_000);

  expect([shelf.parcels.length, shown(chat).outbox[0]?.refusal]).toEqual([tries, refusal]);
});

test("a message that is taken back ends its upload and lets the others go", async () => {
  const chat = await ready();
  shelf.upload = (parcel) => new Promise((_, reject) => parcel.signal.addEventListener("abort", () => reject(busy)));
  chat.say("look", [picture()]);
  chat.say("after");
  await pass();
  gateway.last.welcome();
  await pass();
  chat.withdraw(shown(chat).outbox[0]!.client_message_id);
  await pass();

  expect([sent(), shown(chat).outbox.map(({ text }) => text)]).toEqual([[["after", null]], ["after"]]);
});

test("a new conversation gets the files anew", async () => {
  const chat = await ready();
  chat.say("look", [picture()]);
  await pass();
  gateway.last.welcome();
  await pass();
  gateway.last.drop();
  await pass(1_000);
  gateway.last.accept();
  gateway.last.say({ type: "error", code: "no_conversation", detail: "Gone." });
  await pass();
  gateway.last.welcome();
  await pass();

  expect([sent(), shelf.parcels[1]?.url]).toEqual([[["look", ["a-2"]]], "/api/v1/conversations/c-2/attachments"]);
});

test("signing out takes the files with it", async () => {
  gateway.failure = new Problem(0, "No answer", "");
  const chat = newChat();
  chat.begin({ key: "customer:C-1", token: "t" });
  chat.say("look", [picture()]);
  await pass();
  chat.logout();
  await pass();

  expect([shelf.kept.size, localStorage.length]).toEqual([0, 0]);
});

test("a message is given ten seconds of its own to be acknowledged", async () => {
  const chat = await ready();
  chat.say("one");
  await pass();
  gateway.last.welcome();
  const id = shown(chat).outbox[0]!.client_message_id;
  gateway.last.say({ type: "ack", client_message_id: id, seq: 1 });
  await pass(9_000);
  chat.say("two");
  await pass(5_000);
  const early = gateway.sockets.length;
  await pass(6_000);

  expect([early, gateway.sockets.length]).toEqual([1, 2]);
});
