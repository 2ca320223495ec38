/**
 * What one browser remembers between page loads: for each identity (a signed-in customer's
 * reference, or the guest) the conversation's credentials and the messages not yet acknowledged.
 */
import type { Credentials } from "../shared/protocol";
import type { Pending } from "./conversation";

export interface Identity {
  /** Names the place in the storage. */
  key: string;
  /** The shop's signed token for the customer; null for a guest. */
  token: string | null;
}

export const guest: Identity = { key: "guest", token: null };

/** The identity that a shop's token names. The gateway verifies it; here it only picks a drawer. */
export function identityOf(token: string): Identity {
  const subject = subjectOf(token);
  // Encoded, so that no reference can reach into another's drawer by containing our separator.
  return { key: `customer:${encodeURIComponent(subject ?? token.slice(-24))}`, token };
}

function subjectOf(token: string): string | null {
  try {
    const payload = token.split(".")[1]!.replace(/-/g, "+").replace(/_/g, "/");
    const bytes = Uint8Array.from(atob(payload), (character) => character.charCodeAt(0));
    const claims: unknown = JSON.parse(new TextDecoder().decode(bytes));
    const subject = (claims as Record<string, unknown>)["sub"];
    return typeof subject === "string" && subject !== "" ? subject : null;
  } catch {
    return null;
  }
}

/** Reads and writes one identity's drawer; a browser without storage remembers until the page goes. */
export class Session {
  private readonly memory = new Map<string, string>();

  constructor(
    public identity: Identity,
    private readonly storage: Storage | null = availableStorage(),
  ) {}

  get credentials(): Credentials | null {
    const value = this.read("conversation");
    const fields = (typeof value === "object" && value !== null ? value : {}) as Record<string, unknown>;
    const { conversation_id, token } = fields;
    if (typeof conversation_id !== "string" || typeof token !== "string") return null;
    return { conversation_id, token };
  }

  set credentials(value: Credentials | null) {
    this.write("conversation", value);
  }

  /** The highest message number that the customer has had on show. */
  get seen(): number {
    const value = this.read("seen");
    return typeof value === "number" ? value : 0;
  }

  set seen(value: number) {
    this.write("seen", value > 0 ? value : null);
  }

  /** The messages not yet acknowledged, in the order they were written. */
  get outbox(): Pending[] {
    return this.names("outbox:")
      .map((name) => this.read(name))
      .filter(isPending)
      .sort((a, b) => a.created_at.localeCompare(b.created_at));
  }

  /** Names of the files whose content this browser keeps for the outbox. */
  get files(): string[] {
    const value = this.read("files");
    return Array.isArray(value) ? value.filter((key): key is string => typeof key === "string") : [];
  }

  set files(value: string[]) {
    this.write("files", value.length > 0 ? value : null);
  }

  /** One drawer a message, so that two tabs never overwrite each other's. */
  keep(pending: Pending): void {
    this.write(`outbox:${pending.client_message_id}`, pending);
  }

  drop(id: string): void {
    this.write(`outbox:${id}`, null);
  }

  /** Takes over what another identity wrote and did not get rid of: a guest who signs in keeps their words. */
  inherit(from: Session): void {
    for (const pending of from.outbox) {
      this.keep(pending);
      from.drop(pending.client_message_id);
    }
    if (from.files.length > 0) this.files = [...new Set([...this.files, ...from.files])];
    from.files = [];
  }

  /** Leaves nothing behind on a device that others may use. */
  forget(): void {
    for (const name of this.names("")) this.write(name, null);
  }

  private name(drawer: string): string {
    return `attune:${this.identity.key}:${drawer}`;
  }

  private names(start: string): string[] {
    const prefix = this.name(start);
    const stored = this.storage ? Object.keys(this.storage) : [];
    const all = new Set([...stored, ...this.memory.keys()]);
    const own = this.name("").length;
    return [...all].filter((name) => name.startsWith(prefix)).map((name) => name.slice(own));
  }

  private read(drawer: string): unknown {
    const name = this.name(drawer);
    try {
      return JSON.parse(this.storage?.getItem(name) ?? this.memory.get(name) ?? "null");
    } catch {
      return null;
    }
  }

  private write(drawer: string, value: unknown): void {
    const name = this.name(drawer);
    if (value === null) {
      this.memory.delete(name);
      this.storage?.removeItem(name);
      return;
    }
    const text = JSON.stringify(value);
    // What lies in the storage lies nowhere else: other tabs may take it away.
    this.memory.delete(name);
    try {
      if (this.storage) return this.storage.setItem(name, text);
    } catch {
      // Full or forbidden: the copy in memory serves until the page is left.
    }
    this.memory.set(name, text);
  }
}

function isPending(value: unknown): value is Pending {
  const fields = (typeof value === "object" && value !== null ? value : {}) as Record<string, unknown>;
  return ["client_message_id", "text", "created_at"].every((name) => typeof fields[name] === "string");
}

function availableStorage(): Storage | null {
  try {
    return globalThis.localStorage ?? null;
  } catch {
    return null;
  }
}
