/**
 * Brings the outbox to the gateway: in the order it was written, each message once on a connection,
 * and its files before the words that go with them.
 */
import { Problem } from "../shared/http";
import { backoff } from "../shared/link";
import type { Attachment } from "../shared/protocol";
import type { Happening, Pending, PendingFile } from "./conversation";

const ACKNOWLEDGED_WITHIN = 10_000;
/** A file that fails this often for no fault of its own is left for the customer to decide about. */
const UPLOAD_TRIES = 3;

/** What delivery needs of the chat around it. */
export interface Way {
  outbox(): Pending[];
  /** Whether the gateway has greeted us and takes messages. */
  ready(): boolean;
  send(command: object): boolean;
  upload(file: PendingFile, share: (share: number) => void, signal: AbortSignal): Promise<Attachment>;
  happened(happening: Happening): void;
  /** A message was taken and never acknowledged. */
  onSilence(): void;
  random(): number;
}

export class Delivery {
  /** When each message went out on the present connection. */
  private readonly sent = new Map<string, number>();
  private uploading: { id: string; abort: AbortController } | null = null;
  private overdue: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly way: Way) {}

  /** A new connection knows of nothing that the last one carried. */
  again(): void {
    this.sent.clear();
    this.flush();
  }

  /** Sends what can be sent; a message whose files are on their way holds back those after it. */
  flush(): void {
    if (!this.way.ready() || this.uploading) return;
    for (const pending of this.way.outbox()) {
      if (pending.refusal || this.sent.has(pending.client_message_id)) continue;
      if (pending.files?.some((file) => !file.id)) return void this.upload(pending);
      if (!this.way.send(commandOf(pending))) return;
      this.sent.set(pending.client_message_id, Date.now());
      this.overdue ??= setTimeout(() => this.expectAcknowledged(), ACKNOWLEDGED_WITHIN);
    }
  }

  /** The customer wants a refused message sent after all. */
  retry(id: string): void {
    this.sent.delete(id);
    this.flush();
  }

  /** The customer wants it no more: its upload, if it is the one under way, ends here. */
  cancel(id: string): void {
    if (this.uploading?.id === id) this.uploading.abort.abort();
  }

  stop(): void {
    clearTimeout(this.overdue);
    this.overdue = undefined;
    this.sent.clear();
    this.uploading?.abort.abort();
    this.uploading = null;
  }

  /** A socket that takes messages and never acknowledges them is not working. */
  private expectAcknowledged(): void {
    this.overdue = undefined;
    const awaited = this.way.outbox().filter(({ refusal }) => !refusal);
    const since = awaited.map(({ client_message_id }) => this.sent.get(client_message_id) ?? Infinity);
    const oldest = Math.min(...since);
    if (oldest === Infinity) return;
    const left = oldest + ACKNOWLEDGED_WITHIN - Date.now();
    if (left <= 0) this.way.onSilence();
    else this.overdue = setTimeout(() => this.expectAcknowledged(), left);
  }

  private async upload({ client_message_id: id, files = [] }: Pending): Promise<void> {
    const own = { id, abort: new AbortController() };
    this.uploading = own;
    const file = files.find((one) => !one.id)!;
    try {
      const share = (value: number) => this.uploading === own && this.way.happened({ type: "uploading", key: file.key, share: value });
      const attachment = await this.patiently(() => this.way.upload(file, share, own.abort.signal), own.abort.signal);
      if (this.uploading === own) this.way.happened({ type: "uploaded", id, key: file.key, attachment: attachment.id });
    } catch (error) {
      const lost = !this.way.ready() || own.abort.signal.aborted;
      // A connection that is gone is no fault of the file: the next one tries again.
      if (!lost) this.way.happened({ type: "refused", id, why: error instanceof Error ? error.message : String(error) });
    }
    if (this.uploading !== own) return;
    this.uploading = null;
    this.flush();
  }

  private async patiently<T>(act: () => Promise<T>, signal: AbortSignal): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await act();
      } catch (error) {
        const status = error instanceof Problem ? error.status : 400;
        const passing = status === 0 || status === 429 || status >= 500;
        if (!passing || attempt >= UPLOAD_TRIES || signal.aborted || !this.way.ready()) throw error;
        await new Promise((resolve) => setTimeout(resolve, backoff(attempt, this.way.random())));
      }
    }
  }
}

function commandOf({ client_message_id, text, files }: Pending): object {
  const command = { type: "message", client_message_id, text };
  return files ? { ...command, attachments: files.map(({ id }) => id) } : command;
}
