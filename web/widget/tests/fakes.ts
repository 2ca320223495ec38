import type { CustomerEvent, Message } from "../../shared/protocol";
import { Problem, type request } from "../../shared/http";

/** One socket of the gateway, with the test at its other end. */
export class FakeSocket {
  readyState = 0;
  sent: Record<string, unknown>[] = [];
  onopen: (() => void) | null = null;
  onclose: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  send(text: string) {
    this.sent.push(JSON.parse(text) as Record<string, unknown>);
  }
  close() {
    this.readyState = 3;
  }
  accept() {
    this.readyState = 1;
    this.onopen?.();
  }
  drop() {
    this.readyState = 3;
    this.onclose?.();
  }
  say(event: CustomerEvent) {
    this.onmessage?.({ data: JSON.stringify(event) });
  }
  welcome(messages: Message[] = []) {
    this.accept();
    this.say({ type: "welcome", conversation_id: "c-1", owner: "bot", messages });
  }
  texts() {
    return this.sent.filter(({ type }) => type === "message").map(({ text }) => text);
  }
}

/** A gateway that opens conversations and answers replays as the test says. */
export class FakeGateway {
  sockets: FakeSocket[] = [];
  asked: [method: string, path: string, body: unknown][] = [];
  failure: Problem | null = null;
  replay: Message[] = [];
  private opened = 0;

  readonly surroundings = {
    open: () => {
      const socket = new FakeSocket();
      this.sockets.push(socket);
      return socket as unknown as WebSocket;
    },
    random: () => 0,
  };

  readonly request = (async (method: string, path: string, { body }: { body?: unknown } = {}) => {
    this.asked.push([method, path, body]);
    if (this.failure) throw this.failure;
    if (method === "GET") return { messages: this.replay };
    this.opened += 1;
    return { conversation_id: `c-${this.opened}`, token: `t-${this.opened}`, owner: "bot" };
  }) as typeof request;

  get last(): FakeSocket {
    return this.sockets[this.sockets.length - 1]!;
  }
}
