import { beforeEach, expect, test } from "vitest";
import { guest, identityOf, Session } from "../session";

const token = (claims: object) => {
  const bytes = new TextEncoder().encode(JSON.stringify(claims));
  return `e30.${btoa(String.fromCharCode(...bytes)).replace(/=+$/, "")}.signature`;
};
const pending = (id: string, created_at: string) => ({ client_message_id: id, text: id, created_at });

beforeEach(() => localStorage.clear());

test.each([
  [token({ sub: "C-1001" }), "customer:C-1001"],
  [token({ sub: "Müller:1" }), "customer:M%C3%BCller%3A1"],
  [token({ sub: "" }), `customer:${token({ sub: "" }).slice(-24)}`],
  ["not.a.token", "customer:not.a.token"],
])("the token %j opens the drawer %j", (given, expected) => {
  expect(identityOf(given)).toEqual({ key: expected, token: given });
});

test("what one page stored the next one finds", () => {
  const first = new Session(guest);
  first.credentials = { conversation_id: "c", token: "t" };
  first.seen = 7;
  first.keep(pending("b", "2026-11-22T10:00:02Z"));
  first.keep(pending("a", "2026-11-22T10:00:01Z"));
  const second = new Session(guest);

  expect([second.credentials, second.seen, second.outbox.map((one) => one.text)]).toEqual([
    { conversation_id: "c", token: "t" },
    7,
    ["a", "b"],
  ]);
});

test("two tabs keep their messages beside each other", () => {
  const [left, right] = [new Session(guest), new Session(guest)];
  left.keep(pending("l", "2026-11-22T10:00:01Z"));
  right.keep(pending("r", "2026-11-22T10:00:02Z"));
  right.drop("r");

  expect(new Session(guest).outbox.map((one) => one.text)).toEqual(["l"]);
});

test("one identity never sees another's drawer, not even where one name begins the other", () => {
  const one = new Session(identityOf(token({ sub: "C-1" })));
  const other = new Session(identityOf(token({ sub: "C-1:outbox" })));
  one.credentials = { conversation_id: "c", token: "t" };
  other.keep(pending("x", "2026-11-22T10:00:01Z"));
  const seenByOne = one.outbox;
  other.forget();

  expect([seenByOne, one.credentials?.conversation_id, other.credentials, other.outbox]).toEqual([[], "c", null, []]);
});

test.each(["{broken", "null", "[]", '{"conversation_id": 4}', '"text"'])("a spoilt drawer %j reads as empty", (text) => {
  localStorage.setItem("attune:guest:conversation", text);
  localStorage.setItem("attune:guest:outbox:a", text);
  const session = new Session(guest);

  expect([session.credentials, session.outbox]).toEqual([null, []]);
});

test("without storage the page itself remembers", () => {
  const session = new Session(guest, null);
  session.credentials = { conversation_id: "c", token: "t" };
  session.keep(pending("a", "2026-11-22T10:00:01Z"));

  expect([session.credentials?.token, session.outbox.length]).toEqual(["t", 1]);
});
