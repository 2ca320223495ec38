import type { Contents } from "./contents";
import type { Conversation, Pending } from "./conversation";
import { guest, Session, type Identity } from "./session";

/** What this browser remembers: a drawer for each identity, one of them open. */
export class Drawers {
  /** One for each identity of this page, so that a browser without storage forgets nothing on the way. */
  private readonly known = new Map<string, Session>();
  /** The outbox as the open drawer has it. */
  private kept: Pending[] = [];
  current: Session;

  constructor(
    private readonly storage: Storage | null | undefined,
    private readonly contents: Contents,
  ) {
    this.current = this.of(guest);
  }

  of(identity: Identity): Session {
    const known = this.known.get(identity.key);
    const drawer = known ?? (this.storage === undefined ? new Session(identity) : new Session(identity, this.storage));
    drawer.identity = identity;
    this.known.set(identity.key, drawer);
    return drawer;
  }

  open(identity: Identity): void {
    this.current = this.of(identity);
  }

  /** Looks at the drawer anew: what lies in it now is what was kept. */
  look(): void {
    this.kept = this.current.outbox;
  }

  get isEmpty(): boolean {
    return this.kept.length === 0;
  }

  /** The ids of what was kept and lies there no longer: another tab has sent or dropped it. */
  gone(outbox: Pending[]): string[] {
    const still = new Set(outbox.map((pending) => pending.client_message_id));
    return this.kept.map(({ client_message_id }) => client_message_id).filter((id) => !still.has(id));
  }

  /** Writes down what changed of the outbox and of what was seen. */
  remember({ outbox, seen }: Pick<Conversation, "outbox" | "seen">): void {
    const drawer = this.current;
    if (seen !== drawer.seen) drawer.seen = seen;
    if (outbox === this.kept) return;
    const ids = new Set(outbox.map((pending) => pending.client_message_id));
    for (const pending of outbox) if (!this.kept.includes(pending)) drawer.keep(pending);
    const gone = this.kept.filter(({ client_message_id }) => !ids.has(client_message_id));
    for (const { client_message_id } of gone) drawer.drop(client_message_id);
    this.kept = outbox;
    const keys = new Set(gone.flatMap(({ files = [] }) => files.map(({ key }) => key)));
    if (keys.size === 0) return;
    drawer.files = drawer.files.filter((key) => !keys.has(key));
    this.contents.drop([...keys]);
  }

  forget(): void {
    this.contents.clear(this.current.files);
    this.current.forget();
  }
}
