import { Problem, request } from "../shared/http";
import { newId } from "../shared/ids";
import { backoff, type Link } from "../shared/link";
import type { Credentials, CustomerEvent, Message } from "../shared/protocol";
import { Connection, socketAddress, type Surroundings } from "../shared/socket";
import { createStore, type Store } from "../shared/store";
import { empty, hasGap, reduce, type Conversation, type Happening, type Pending } from "./conversation";
import { guest, Session, type Identity } from "./session";

const REPLAY_AFTER = 1_500;
const ACKNOWLEDGED_WITHIN = 10_000;
/** The server no longer takes the stored token: this conversation cannot be continued. */
const LOST_CONVERSATION = new Set(["token_invalid", "token_expired", "no_conversation"]);

/** What chatting needs from outside; tests pass their own. */
export interface ChatOptions {
  storage?: Storage | null;
  surroundings?: Surroundings;
  address?: string;
  request?: typeof request;
  /** The shop's token was refused: the host page should identify the customer anew. */
  onIdentityRefused?(detail: string): void;
  onMessage?(message: Message): void;
}

/** Carries out what the conversation's state asks for: the only place of the widget with I/O. */
export class Chat {
  readonly store: Store<Conversation, Happening> = createStore(reduce, empty);
  private session: Session;
  private readonly request: typeof request;
  private connection: Connection | null = null;
  private opening = false;
  private tries = 0;
  private opener: ReturnType<typeof setTimeout> | undefined;
  private replay: ReturnType<typeof setTimeout> | undefined;
  private overdue: ReturnType<typeof setTimeout> | undefined;
  /** The outbox as the storage has it. */
  private kept: Pending[] = [];

  constructor(private readonly options: ChatOptions = {}) {
    this.session = this.drawer(guest);
    this.request = options.request ?? request;
    this.store.subscribe(() => this.remember());
  }

  /** Shows this identity's conversation from here on; connects when there is one to continue. */
  begin(identity: Identity): void {
    if (this.connection && identity.key === this.session.identity.key) {
      // The same customer with a fresh token: nothing on show changes.
      this.session.identity = identity;
      return;
    }
    this.disconnect();
    this.session = this.drawer(identity);
    this.kept = this.session.outbox;
    this.store.dispatch({ type: "began", outbox: this.kept, seen: this.session.seen });
    if (this.session.credentials || this.kept.length > 0) this.connect();
  }

  /** Another tab has begun a conversation: show it here as well. */
  resume(): void {
    if (this.session.credentials) this.connect();
  }

  /** The customer signed out: their conversation is removed from this browser. */
  logout(): void {
    this.disconnect();
    if (this.session.identity.key !== guest.key) this.session.forget();
    this.begin(guest);
  }

  /** Leaves a closed conversation and begins an empty one. */
  startAnew(): void {
    this.disconnect();
    this.session.forget();
    this.begin(this.session.identity);
  }

  say(text: string): void {
    const created_at = new Date().toISOString();
    const pending = { client_message_id: newId(), text, created_at };
    this.store.dispatch({ type: "wrote", pending });
    if (!this.transmit(pending)) this.connect();
  }

  retry(id: string): void {
    this.store.dispatch({ type: "retried", id });
    const pending = this.store.get().outbox.find((one) => one.client_message_id === id);
    if (pending && !this.transmit(pending)) this.connect();
  }

  withdraw(id: string): void {
    this.store.dispatch({ type: "withdrew", id });
  }

  reconnect(): void {
    this.store.dispatch({ type: "trouble", words: null });
    this.tries = 0;
    this.connect();
    this.connection?.retry();
  }

  /** The panel is open and its newest message on show. */
  looked(): void {
    this.store.dispatch({ type: "looked" });
  }

  typing(on: boolean): void {
    if (this.store.get().link.phase === "ready") this.connection?.send({ type: "typing", on });
  }

  private drawer(identity: Identity): Session {
    return this.options.storage === undefined ? new Session(identity) : new Session(identity, this.options.storage);
  }

  private remember(): void {
    const { outbox, seen } = this.store.get();
    if (seen !== this.session.seen) this.session.seen = seen;
    if (outbox === this.kept) return;
    const ids = new Set(outbox.map((pending) => pending.client_message_id));
    for (const pending of outbox) if (!this.kept.includes(pending)) this.session.keep(pending);
    for (const { client_message_id } of this.kept) if (!ids.has(client_message_id)) this.session.drop(client_message_id);
    this.kept = outbox;
  }

  private transmit(pending: { client_message_id: string; text: string }): boolean {
    if (this.store.get().link.phase !== "ready") return false;
    const { client_message_id, text } = pending;
    this.overdue ??= setTimeout(() => this.expectAcknowledged(), ACKNOWLEDGED_WITHIN);
    return this.connection?.send({ type: "message", client_message_id, text }) ?? false;
  }

  /** A socket that takes messages and never acknowledges them is not working: come back by a new one. */
  private expectAcknowledged(): void {
    this.overdue = undefined;
    if (this.store.get().outbox.some((pending) => !pending.refusal)) this.connection?.restart();
  }

  private connect(): void {
    clearTimeout(this.opener);
    if (this.connection || this.opening) return;
    const credentials = this.session.credentials;
    if (credentials) this.openSocket(credentials);
    else void this.openConversation();
  }

  private async openConversation(): Promise<void> {
    const session = this.session;
    this.opening = true;
    this.show({ phase: "connecting", attempt: this.tries });
    const body = session.identity.token ? { customer_token: session.identity.token } : {};
    try {
      const opened = await this.request<Credentials>("POST", "/api/v1/conversations", { body });
      if (session !== this.session) return;
      // Another tab may have been quicker: one customer, one conversation.
      const credentials = session.credentials ?? { conversation_id: opened.conversation_id, token: opened.token };
      session.credentials = credentials;
      this.opening = false;
      this.tries = 0;
      this.openSocket(credentials);
    } catch (error) {
      if (session === this.session) this.notOpened(error);
    }
  }

  private notOpened(error: unknown): void {
    this.opening = false;
    const problem = error instanceof Problem ? error : new Problem(0, "", String(error));
    const refused = problem.status >= 400 && problem.status < 500 && problem.status !== 429;
    if (refused) {
      this.show({ phase: "stopped", attempt: 0 });
      this.store.dispatch({ type: "trouble", words: problem.message });
      if (problem.status === 401) this.options.onIdentityRefused?.(problem.message);
      return;
    }
    this.tries += 1;
    this.show({ phase: "waiting", attempt: this.tries });
    this.opener = setTimeout(() => this.connect(), backoff(this.tries, (this.options.surroundings ?? Math).random()));
  }

  private openSocket(credentials: Credentials): void {
    const { surroundings, address } = this.options;
    const connection = new Connection({
      url: address ?? socketAddress("/api/v1/socket"),
      onOpen: () => connection.send({ type: "hello", token: credentials.token, after: this.store.get().synced }),
      onEvent: (event) => this.hear(event as unknown as CustomerEvent),
      onLink: (link) => this.show(link),
      ...(surroundings ? { surroundings } : {}),
    });
    this.connection = connection;
    connection.start();
  }

  private hear(event: CustomerEvent): void {
    const greeted = this.store.get().link.phase === "ready";
    if (event.type === "error" && !greeted && LOST_CONVERSATION.has(event.code)) return this.replaceConversation();
    const known = this.store.get().messages.length;
    this.store.dispatch({ type: "heard", event });
    if (event.type === "welcome") this.welcomed();
    if (event.type === "message" && this.store.get().messages.length > known) this.options.onMessage?.(event.message);
    if (hasGap(this.store.get())) this.replay ??= setTimeout(() => void this.fillGap(), REPLAY_AFTER);
  }

  private welcomed(): void {
    this.connection?.ready();
    for (const pending of this.store.get().outbox) if (!pending.refusal) this.transmit(pending);
  }

  /** The unacknowledged messages move over to the new conversation; nothing the customer wrote is lost. */
  private replaceConversation(): void {
    this.session.credentials = null;
    const { outbox } = this.store.get();
    this.disconnect();
    this.store.dispatch({ type: "began", outbox, seen: 0 });
    if (outbox.length > 0) this.connect();
  }

  private async fillGap(): Promise<void> {
    this.replay = undefined;
    const { session } = this;
    const credentials = session.credentials;
    if (!credentials || !hasGap(this.store.get())) return;
    const path = `/api/v1/conversations/${encodeURIComponent(credentials.conversation_id)}/messages`;
    const headers = { Authorization: `Bearer ${credentials.token}` };
    try {
      const after = this.store.get().synced;
      const { messages } = await this.request<{ messages: Message[] }>("GET", `${path}?after=${after}`, { headers });
      if (session === this.session) this.store.dispatch({ type: "replayed", messages });
    } catch {
      // A new socket brings the same replay with its welcome.
      if (session === this.session) this.connection?.restart();
    }
  }

  private show(link: Link): void {
    this.store.dispatch({ type: "link", link });
  }

  private disconnect(): void {
    clearTimeout(this.opener);
    clearTimeout(this.replay);
    clearTimeout(this.overdue);
    this.replay = this.overdue = undefined;
    this.opening = false;
    this.tries = 0;
    this.connection?.stop();
    this.connection = null;
  }
}
