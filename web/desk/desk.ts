import type { DeskEvent, HandBackFacts } from "../shared/desk_protocol";
import { Problem } from "../shared/http";
import { newId } from "../shared/ids";
import { Connection, socketAddress, type ConnectionOptions } from "../shared/socket";
import { createStore, type Store } from "../shared/store";
import { DeskApi } from "./api";
import { initial, neighbour, reduce, type DeskHappening, type DeskState, type View } from "./state";

const TYPING_LASTS = 8_000;

export type DeskConnection = Omit<ConnectionOptions, "url">;

/** Carries out what agents do at the desk: the only place of the desk with I/O. */
export class Desk {
  readonly store: Store<DeskState, DeskHappening> = createStore(reduce, initial);
  private connection: Connection | null = null;
  private typingEnds: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly api = new DeskApi(),
    private readonly connect = (options: DeskConnection) => new Connection({ ...options, url: socketAddress("/desk/api/socket") }),
  ) {}

  /** Finds out whether somebody is signed in already. */
  async start(): Promise<void> {
    try {
      this.welcome((await this.api.session()).agent);
    } catch (error) {
      this.store.dispatch({ type: "signed-out" });
      if (!(error instanceof Problem && error.status === 401)) this.notice(error);
    }
  }

  /** @throws Problem when the server refuses */
  async signIn(email: string, password: string, code?: string): Promise<void> {
    this.welcome((await this.api.signIn(email, password, code)).agent);
  }

  async signOut(): Promise<void> {
    await this.api.signOut().catch(() => undefined);
    this.leave();
  }

  view(view: View): void {
    this.store.dispatch({ type: "viewed", view });
    void this.load(view);
  }

  async load(view: View = this.store.get().view): Promise<void> {
    try {
      this.store.dispatch({ type: "listed", view, summaries: await this.api.list(view) });
    } catch (error) {
      if (!this.signedOutBy(error)) this.store.dispatch({ type: "list-failed", why: wordsOf(error) });
    }
  }

  select(id: string): void {
    this.store.dispatch({ type: "selected", id });
    this.watch();
    void this.enter(id);
  }

  move(step: 1 | -1): void {
    const id = neighbour(this.store.get(), step);
    if (id) this.select(id);
  }

  async enter(id: string): Promise<void> {
    try {
      this.store.dispatch({ type: "entered", room: await this.api.room(id) });
    } catch (error) {
      if (!this.signedOutBy(error)) this.store.dispatch({ type: "room-failed", id, why: wordsOf(error) });
    }
  }

  /** What one has taken is found under Mine from then on. */
  async take(): Promise<void> {
    if (await this.act((id) => this.api.take(id))) this.view("mine");
  }

  handBack(note: string, facts: HandBackFacts = {}): Promise<boolean> {
    return this.act((id) => this.api.handBack(id, note, facts));
  }

  close(): Promise<boolean> {
    return this.act((id) => this.api.close(id));
  }

  /** Sends a reply; the same `id` again is the same reply and is stored once. */
  async say(text: string, id: string = newId()): Promise<void> {
    const conversation = this.store.get().selected;
    if (!conversation) return;
    this.store.dispatch({ type: "drafted", draft: { id, conversation, text } });
    try {
      const message = await this.api.say(conversation, id, text);
      if (message) this.hear({ type: "message", conversation_id: conversation, message });
      this.store.dispatch({ type: "draft-dropped", id });
      if (!message) await this.enter(conversation);
    } catch (error) {
      if (!this.signedOutBy(error)) this.store.dispatch({ type: "draft-failed", id, why: wordsOf(error) });
    }
  }

  drop(id: string): void {
    this.store.dispatch({ type: "draft-dropped", id });
  }

  typing(on: boolean): void {
    const conversation_id = this.store.get().selected;
    if (conversation_id) this.connection?.send({ type: "typing", conversation_id, on });
  }

  private async act(what: (id: string) => Promise<unknown>): Promise<boolean> {
    const id = this.store.get().selected;
    if (!id) return false;
    this.store.dispatch({ type: "noticed", words: null });
    try {
      await what(id);
      return true;
    } catch (error) {
      // A conflict names who has the conversation; what is on show was out of date.
      this.notice(error);
      return false;
    } finally {
      if (this.store.get().agent) await this.enter(id);
    }
  }

  private welcome(agent: { id: string; name: string; role: string }): void {
    this.store.dispatch({ type: "signed-in", agent });
    this.connection?.stop();
    const connection = this.connect({
      onOpen: () => {
        connection.send({ type: "ping" });
        this.refresh();
      },
      onEvent: (event) => {
        connection.ready();
        this.hear(event as unknown as DeskEvent);
      },
      onLink: (link) => {
        this.store.dispatch({ type: "link", link });
        if (link.phase === "waiting") void this.stillSignedIn();
      },
    });
    this.connection = connection;
    connection.start();
    this.refresh();
  }

  /** A socket also closes because its session has ended; then nothing may stay on the page. */
  private async stillSignedIn(): Promise<void> {
    try {
      await this.api.session();
    } catch (error) {
      this.signedOutBy(error);
    }
  }

  /** What was missed while there was no connection is fetched again. */
  private refresh(): void {
    const { view, selected } = this.store.get();
    for (const one of new Set<View>(["queued", "mine", view])) void this.load(one);
    this.watch();
    if (selected) void this.enter(selected);
  }

  private watch(): void {
    const conversation_id = this.store.get().selected;
    if (conversation_id) this.connection?.send({ type: "watch", conversation_id });
  }

  private hear(event: DeskEvent): void {
    const shown = this.store.get().room?.conversation;
    this.store.dispatch({ type: "heard", event });
    if (event.type === "conversation" && event.conversation.id === shown?.id) {
      // A guest has signed in: what is known of the customer belongs beside the conversation.
      const joined = !shown.customer && event.conversation.customer;
      // A rating brings the customer's words with it.
      const rated = (event.conversation.rating ?? null) !== (shown.rating ?? null);
      if (joined || rated) void this.enter(shown.id);
    }
    if (event.type !== "typing" || !event.on) return;
    // A customer who leaves in the middle of a word never says that they stopped.
    clearTimeout(this.typingEnds);
    this.typingEnds = setTimeout(() => this.hear({ ...event, on: false }), TYPING_LASTS);
  }

  private notice(error: unknown): void {
    if (!this.signedOutBy(error)) this.store.dispatch({ type: "noticed", words: wordsOf(error) });
  }

  private signedOutBy(error: unknown): boolean {
    const gone = error instanceof Problem && error.status === 401;
    if (gone && this.store.get().agent) this.leave();
    return gone;
  }

  private leave(): void {
    this.connection?.stop();
    this.connection = null;
    this.store.dispatch({ type: "signed-out" });
  }
}

function wordsOf(error: unknown): string {
  if (error instanceof Problem && error.status === 0) return "the server did not answer";
  return error instanceof Error ? error.message : String(error);
}
