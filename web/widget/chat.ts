import { fetchContent, request, type Problem } from "../shared/http";
import { newId } from "../shared/ids";
import type { Link } from "../shared/link";
import type { Credentials, CustomerEvent, Message } from "../shared/protocol";
import { Connection, socketAddress } from "../shared/socket";
import { createStore, type Store } from "../shared/store";
import type { ChatOptions } from "./chat_options";
import { Contents, type Door } from "./contents";
import { empty, hasGap, reduce, withoutUploads, type Conversation, type Happening, type Pending } from "./conversation";
import { Delivery } from "./delivery";
import { Drawers } from "./drawers";
import { Opening } from "./opening";
import { guest, type Identity, type Session } from "./session";

const REPLAY_AFTER = 1_500;
/** The server no longer takes the stored token: this conversation cannot be continued. */
const LOST_CONVERSATION = new Set(["token_invalid", "token_expired", "no_conversation"]);

/** Carries out what the conversation's state asks for: the only place of the widget with I/O. */
export class Chat {
  readonly store: Store<Conversation, Happening> = createStore(reduce, empty);
  private readonly drawers: Drawers;
  private readonly request: typeof request;
  private readonly contents: Contents;
  private readonly delivery: Delivery;
  private readonly opening: Opening;
  private connection: Connection | null = null;
  /** The conversation that the connection is for. */
  private connected: string | null = null;
  /** Counts the persons at this page: what one has typed is not shown to the next. */
  visit = 0;
  /** Counts the changes of identity and conversation: an answer to an older one comes too late. */
  private epoch = 0;
  /** The gateway would not join the guest's conversation to this customer. */
  private joinRefused = false;
  private replay: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly options: ChatOptions = {}) {
    this.request = options.request ?? request;
    this.contents = new Contents(options.files ?? (() => import("./files")));
    this.drawers = new Drawers(options.storage, this.contents);
    this.delivery = new Delivery({
      outbox: () => this.store.get().outbox,
      ready: () => this.store.get().link.phase === "ready",
      send: (command) => this.connection?.send(command) ?? false,
      upload: (file, share, signal) => this.contents.upload(file, this.door("attachments"), share, signal),
      happened: (happening) => this.store.dispatch(happening),
      onSilence: () => this.connection?.restart(),
      random: () => this.random(),
    });
    this.opening = new Opening({
      request: this.request,
      random: () => this.random(),
      tokens: () => ({ customer: this.session.identity.token, joining: this.joining }),
      onOpened: (credentials, joined) => this.opened(credentials, joined),
      onRefused: (problem, joining) => this.notOpened(problem, joining),
      onLink: (link) => this.link(link),
    });
    this.store.subscribe(() => this.drawers.remember(this.store.get()));
  }

  /** Shows this identity's conversation from here on; connects when there is one to continue. */
  begin(identity: Identity): void {
    if (this.connection && identity.key === this.session.identity.key) {
      // The same customer with a fresh token: nothing on show changes.
      this.session.identity = identity;
      return;
    }
    const wasGuest = this.session.identity.key === guest.key;
    if (!wasGuest && identity.key !== this.session.identity.key) this.visit += 1;
    this.disconnect();
    this.joinRefused = false;
    this.drawers.open(identity);
    if (identity.token) this.session.inherit(this.drawers.of(guest));
    // What a guest said stays on show while it becomes the customer's.
    if (this.joining && wasGuest) this.store.dispatch({ type: "adopted", outbox: this.session.outbox });
    else this.show(this.session.outbox, this.session.seen);
    if (this.session.credentials || this.joining || !this.drawers.isEmpty) this.connect();
  }

  /** Another tab has changed what is remembered: show the same here. */
  resume(): void {
    if (this.epoch === 0) return;
    const { credentials, outbox } = this.session;
    if (this.connected && credentials?.conversation_id !== this.connected) {
      // Left, begun anew or signed out elsewhere.
      this.disconnect();
      this.contents.clear([]);
      this.show(outbox, this.session.seen);
    }
    for (const id of this.drawers.gone(outbox)) this.store.dispatch({ type: "withdrew", id });
    if (credentials) this.connect();
  }

  /** The customer signed out: their conversation is removed from this browser. */
  logout(): void {
    this.disconnect();
    if (this.session.identity.key !== guest.key) this.forget();
    this.begin(guest);
  }

  /** Leaves a closed conversation and begins an empty one. */
  startAnew(): void {
    this.disconnect();
    this.forget();
    this.begin(this.session.identity);
  }

  say(text: string, contents: File[] = []): void {
    const pending: Pending = { client_message_id: newId(), text, created_at: new Date().toISOString() };
    if (contents.length > 0) {
      pending.files = contents.map(({ name, type, size }) => ({ key: newId(), name, media_type: type, size }));
      this.session.files = [...this.session.files, ...pending.files.map(({ key }) => key)];
      this.contents.keep(pending.files, contents);
    }
    this.store.dispatch({ type: "wrote", pending });
    this.deliver();
  }

  retry(id: string): void {
    this.store.dispatch({ type: "retried", id });
    this.delivery.retry(id);
    this.deliver();
  }

  withdraw(id: string): void {
    this.store.dispatch({ type: "withdrew", id });
    this.delivery.cancel(id);
  }

  /** The address of something of this conversation, and the header that opens it. */
  door(path: string): Door {
    const { conversation_id = "", token = "" } = this.session.credentials ?? {};
    const url = `/api/v1/conversations/${encodeURIComponent(conversation_id)}/${path}`;
    return { url, headers: { Authorization: `Bearer ${token}` } };
  }

  /** The content of a file: of the customer's own from here, of others' from the gateway. */
  async content(id: string): Promise<Blob> {
    const { url, headers } = this.door(`attachments/${encodeURIComponent(id)}`);
    return (await this.contents.find(id)) ?? fetchContent(url, headers);
  }

  reconnect(): void {
    this.store.dispatch({ type: "trouble", words: null });
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

  private get session(): Session {
    return this.drawers.current;
  }

  private forget(): void {
    this.drawers.forget();
    this.show([], 0);
  }

  private show(outbox: Pending[], seen: number): void {
    this.drawers.look();
    this.store.dispatch({ type: "began", outbox, seen });
  }

  private deliver(): void {
    if (this.store.get().link.phase === "ready") this.delivery.flush();
    else this.connect();
  }

  /** The token of a guest's conversation that is to become this customer's. */
  private get joining(): string | null {
    if (this.joinRefused || !this.session.identity.token) return null;
    return this.drawers.of(guest).credentials?.token ?? null;
  }

  private connect(): void {
    const { credentials } = this.session;
    if (this.connection) return;
    if (!credentials || this.joining) return this.opening.start();
    this.opening.stop();
    this.openSocket(credentials);
  }

  private opened(opened: Credentials, joined: boolean): void {
    const { session } = this;
    // Another tab may have been quicker: one customer, one conversation.
    const credentials = (joined ? null : session.credentials) ?? opened;
    session.credentials = credentials;
    if (joined) {
      const before = this.drawers.of(guest);
      const same = before.credentials?.conversation_id === opened.conversation_id;
      if (same) session.seen = Math.max(session.seen, before.seen);
      else this.show(this.store.get().outbox.map(withoutUploads), 0);
      before.forget();
    }
    this.openSocket(credentials);
  }

  private notOpened(problem: Problem, joining: boolean): void {
    this.link({ phase: "stopped", attempt: 0 });
    if (!joining) {
      this.store.dispatch({ type: "trouble", words: problem.message });
      if (problem.status === 401) this.options.onIdentityRefused?.(problem.message);
      return;
    }
    // The guest's conversation may be over; the customer's own must not fail for it.
    this.joinRefused = true;
    if (LOST_CONVERSATION.has(problem.code)) this.drawers.of(guest).forget();
    this.show(this.store.get().outbox.map(withoutUploads), this.session.seen);
    if (this.session.credentials || !this.drawers.isEmpty) this.connect();
  }

  private openSocket(credentials: Credentials): void {
    const { surroundings, address } = this.options;
    const connection = new Connection({
      url: address ?? socketAddress("/api/v1/socket"),
      onOpen: () => connection.send({ type: "hello", token: credentials.token, after: this.store.get().synced }),
      onEvent: (event) => this.hear(event as unknown as CustomerEvent),
      onLink: (link) => this.link(link),
      ...(surroundings ? { surroundings } : {}),
    });
    this.connection = connection;
    this.connected = credentials.conversation_id;
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
    this.contents.prepare();
    // Words that a tab wrote before it was closed are sent by whichever is left.
    const left = this.session.outbox.filter(({ files = [] }) => files.every(({ id }) => id));
    this.store.dispatch({ type: "adopted", outbox: left });
    this.delivery.again();
  }

  /** The unacknowledged messages move over to the new conversation; nothing the customer wrote is lost. */
  private replaceConversation(): void {
    this.session.credentials = null;
    const outbox = this.store.get().outbox.map(withoutUploads);
    this.disconnect();
    this.show(outbox, 0);
    if (outbox.length > 0) this.connect();
  }

  private async fillGap(): Promise<void> {
    this.replay = undefined;
    const { epoch } = this;
    if (!hasGap(this.store.get())) return;
    const { url, headers } = this.door(`messages?after=${this.store.get().synced}`);
    try {
      const { messages } = await this.request<{ messages: Message[] }>("GET", url, { headers });
      if (epoch === this.epoch) this.store.dispatch({ type: "replayed", messages });
    } catch {
      // A new socket brings the same replay with its welcome.
      if (epoch === this.epoch) this.connection?.restart();
    }
  }

  private link(link: Link): void {
    this.store.dispatch({ type: "link", link });
  }

  private random(): number {
    return (this.options.surroundings ?? Math).random();
  }

  private disconnect(): void {
    clearTimeout(this.replay);
    this.replay = undefined;
    this.delivery.stop();
    this.opening.stop();
    this.epoch += 1;
    this.connection?.stop();
    this.connection = null;
    this.connected = null;
  }
}
