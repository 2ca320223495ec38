import { expect, test } from "vitest";
import type { Room, Session, Summary } from "../../shared/desk_protocol";
import { Problem } from "../../shared/http";
import { Connection } from "../../shared/socket";
import { FakeGateway } from "../../widget/tests/fakes";
import { DeskApi } from "../api";
import { Desk } from "../desk";

/** A desk's interface that answers with a session until it has ended. */
class FakeApi extends DeskApi {
  ended: Problem | null = null;
  rooms: Room[] = [];
  override async session(): Promise<Session> {
    if (this.ended) throw this.ended;
    return { agent: { id: "1", name: "Mia", role: "agent" }, csrf: "x" };
  }
  override async room(): Promise<Room> {
    return this.rooms.shift()!;
  }
  override async signOut(): Promise<void> {}
  override async list(): Promise<Summary[]> {
    return [{ id: "c", owner: "queued", customer: null }];
  }
}

const settled = () => new Promise((resolve) => setTimeout(resolve));

test.each<[string, Problem | null, boolean]>([
  ["its session has ended", new Problem(401, "not_signed_in", "sign in at the desk first"), false],
  ["the network was lost", new Problem(0, "unreachable", "no answer"), true],
  ["the service was restarted", null, true],
])("a desk whose socket closes because %s", async (_, ended, stays) => {
  const { surroundings, sockets } = new FakeGateway();
  const api = new FakeApi();
  const desk = new Desk(api, (options) => new Connection({ ...options, url: "ws://x", surroundings }));
  await desk.start();
  sockets[0]!.accept();
  await settled();
  api.ended = ended;
  sockets[0]!.drop();
  await settled();
  const { agent, summaries } = desk.store.get();
  await desk.signOut();

  expect([!!agent, "c" in summaries]).toEqual([stays, stays]);
});

test("a guest who signs in is shown as the customer at once", async () => {
  const { surroundings, sockets } = new FakeGateway();
  const api = new FakeApi();
  const guest: Summary = { id: "c", owner: "bot", customer: null };
  const joined: Summary = { ...guest, customer: { name: "Amelia" } };
  const empty = { messages: [], handovers: [] };
  api.rooms = [
    { ...empty, conversation: guest, customer: null },
    { ...empty, conversation: joined, customer: { name: "Amelia" } as Room["customer"] },
  ];
  const desk = new Desk(api, (options) => new Connection({ ...options, url: "ws://x", surroundings }));
  await desk.start();
  sockets[0]!.accept();
  desk.select("c");
  await settled();
  const before = desk.store.get().room?.customer;
  sockets[0]!.say({ type: "conversation", conversation: joined } as never);
  await settled();
  const after = desk.store.get().room?.customer?.name;
  await desk.signOut();

  expect([before, after]).toEqual([null, "Amelia"]);
});
