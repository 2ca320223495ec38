import type { request } from "../shared/http";
import type { Message } from "../shared/protocol";
import type { Surroundings } from "../shared/socket";
import type { Shelf } from "./contents";

/** What chatting needs from outside; tests pass their own. */
export interface ChatOptions {
  storage?: Storage | null;
  surroundings?: Surroundings;
  address?: string;
  request?: typeof request;
  files?(): Promise<Shelf>;
  /** The shop's token was refused: the host page should identify the customer anew. */
  onIdentityRefused?(detail: string): void;
  onMessage?(message: Message): void;
}
