import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Link } from "../link";
import { Connection, socketAddress } from "../socket";

/** A socket whose other end is the test. */
class FakeSocket {
  readyState = 0;
  sent: unknown[] = [];
  closed = false;
  onopen: (() => void) | null = null;
  onclose: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  send(text: string) {
    this.sent.push(JSON.parse(text));
  }
  close() {
    this.closed = true;
    this.readyState = 3;
  }
  accept() {
    this.readyState = 1;
    this.onopen?.();
  }
  say(event: object) {
    this.onmessage?.({ data: JSON.stringify(event) });
  }
}

let sockets: FakeSocket[];
let phases: Link["phase"][];
let heard: object[];

function connect(): Connection {
  const connection = new Connection({
    url: "ws://shop.example/socket",
    onOpen: () => connection.send({ type: "hello" }),
    onEvent: (event) => heard.push(event),
    onLink: (link) => phases.push(link.phase),
    surroundings: {
      open: () => {
        const socket = new FakeSocket();
        sockets.push(socket);
        return socket as unknown as WebSocket;
      },
      random: () => 1,
    },
  });
  connection.start();
  return connection;
}

beforeEach(() => {
  vi.useFakeTimers();
  [sockets, phases, heard] = [[], [], []];
});
afterEach(() => {
  vi.useRealTimers();
});

test("a lost socket is replaced after the wait, and the new one is greeted", () => {
  connect();
  sockets[0]!.accept();
  sockets[0]!.onclose?.();
  vi.advanceTimersByTime(499);
  expect(sockets.length).toBe(1);
  vi.advanceTimersByTime(1);
  sockets[1]!.accept();

  expect([sockets.length, sockets[1]!.sent, phases]).toEqual([
    2,
    [{ type: "hello" }],
    ["connecting", "open", "waiting", "connecting", "open"],
  ]);
});

test("a replaced socket that reports its end late does not end its successor", () => {
  const connection = connect();
  sockets[0]!.accept();
  connection.restart();
  vi.advanceTimersByTime(500);
  sockets[1]!.accept();
  sockets[0]!.onclose?.();

  expect(phases.at(-1)).toBe("open");
});

test("a silent server is noticed although the socket stays open", () => {
  connect();
  sockets[0]!.accept();
  vi.advanceTimersByTime(61_000);

  expect([sockets[0]!.closed, sockets.length > 1]).toEqual([true, true]);
});

test("a server that answers pings keeps its socket", () => {
  connect();
  sockets[0]!.accept();
  for (let minute = 0; minute < 10; minute += 1) {
    vi.advanceTimersByTime(20_000);
    sockets[0]!.say({ type: "pong" });
  }

  expect(sockets.length).toBe(1);
});

test("the browser's return to the network ends the wait", () => {
  connect();
  sockets[0]!.onclose?.();
  dispatchEvent(new Event("online"));

  expect(sockets.length).toBe(2);
});

test("what cannot be read is passed over", () => {
  connect();
  sockets[0]!.accept();
  sockets[0]!.onmessage?.({ data: "{not json" });
  sockets[0]!.onmessage?.({ data: "42" });
  sockets[0]!.say({ type: "welcome" });

  expect(heard).toEqual([{ type: "welcome" }]);
});

test("a stopped connection stays stopped", () => {
  const connection = connect();
  connection.stop();
  vi.advanceTimersByTime(120_000);

  expect([sockets.length, connection.send({ type: "ping" })]).toEqual([1, false]);
});

test.each([
  ["https:", "wss://shop.example/s"],
  ["http:", "ws://shop.example/s"],
])("a page over %s connects to %s", (protocol, expected) => {
  expect(socketAddress("/s", { protocol, host: "shop.example" } as Location)).toBe(expected);
});
