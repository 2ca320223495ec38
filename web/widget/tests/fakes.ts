import type { CustomerEvent, Message } from "../../shared/protocol";
import { Problem, type request } from "../../shared/http";
import type { Parcel, Shelf } from "../contents";

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
  /** Refuses to join a guest's conversation to a customer with this. */
  joinFailure: Problem | null = null;
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
    const joining = (body as Record<string, string> | undefined)?.["conversation_token"];
    if (joining && this.joinFailure) throw this.joinFailure;
    if (joining) return { conversation_id: joining.replace("t-", "c-"), token: `${joining}-joined`, owner: "bot" };
    this.opened += 1;
    return { conversation_id: `c-${this.opened}`, token: `t-${this.opened}`, owner: "bot" };
  }) as typeof request;

  get last(): FakeSocket {
    return this.sockets[this.sockets.length - 1]!;
  }
}

/** What the browser keeps of files, and a gateway that takes them as the test says. */
export class FakeShelf implements Shelf {
  kept = new Map<string, Blob>();
  parcels: Parcel[] = [];
  /** One for each upload, in turn; a missing one lets it succeed. */
  failures: (Error | undefined)[] = [];

  async keep(key: string, content: Blob) {
    this.kept.set(key, content);
  }
  async find(key: string) {
    return this.kept.get(key) ?? null;
  }
  async drop(keys: string[]) {
    for (const key of keys) this.kept.delete(key);
  }
  async upload(parcel: Parcel) {
    this.parcels.push(parcel);
    const failure = this.failures.shift();
    if (failure) throw failure;
    const { name, content } = parcel;
    return { id: `a-${this.parcels.length}`, name, media_type: content.type, size: content.size };
  }
}
