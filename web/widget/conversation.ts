/**
 * What the customer sees of a conversation, as a pure function of what happened.
 *
 * `messages` are those the server has numbered; `outbox` holds the customer's own until the server
 * acknowledged them. Either side may report the same message more than once and in any order.
 */
import type { Attachment, CustomerEvent, Message, Owner, QueuePlace, RatingAsk, Standing } from "../shared/protocol";
import { stopped, type Link } from "../shared/link";

/** A file of the customer's own, from its choice until its message is acknowledged. */
export interface PendingFile {
  /** Names the content in this browser. */
  key: string;
  name: string;
  media_type: string;
  size: number;
  /** What the server calls it, once it has the content. */
  id?: string;
}

export interface Pending {
  client_message_id: string;
  text: string;
  created_at: string;
  files?: PendingFile[];
  /** Why the server refused it; a refused message is sent again only when the customer asks. */
  refusal?: string;
}

export interface Conversation {
  messages: Message[];
  outbox: Pending[];
  /** Every message up to this number is known; a reconnection asks for what follows. */
  synced: number;
  /** The highest number that was on show while the panel was open. */
  seen: number;
  owner: Owner;
  agentName: string | null;
  /** Where a waiting customer stands; null when nobody waits or nobody has said yet. */
  queue: QueuePlace | null;
  /** The closing that the customer is asked to rate. */
  rating: RatingAsk | null;
  /** The customer has just rated: thank them until the conversation goes on. */
  thanked: boolean;
  /** How much of each file has gone up, from 0 to 1, by the file's key. */
  uploads: Record<string, number>;
  typing: "bot" | "agent" | null;
  link: Link;
  /** What stops the conversation as a whole, in words for the customer. */
  trouble: string | null;
}

export type Happening =
  | { type: "began"; outbox: Pending[]; seen: number }
  | { type: "adopted"; outbox: Pending[] }
  | { type: "link"; link: Link }
  | { type: "wrote"; pending: Pending }
  | { type: "retried"; id: string }
  | { type: "withdrew"; id: string }
  | { type: "refused"; id: string; why: string }
  | { type: "uploading"; key: string; share: number }
  | { type: "uploaded"; id: string; key: string; attachment: string }
  | { type: "rated"; thanked: boolean }
  | { type: "heard"; event: CustomerEvent }
  | { type: "replayed"; messages: Message[] }
  | { type: "looked" }
  | { type: "trouble"; words: string | null };

export const empty: Conversation = {
  messages: [],
  outbox: [],
  synced: 0,
  seen: 0,
  owner: "bot",
  agentName: null,
  queue: null,
  rating: null,
  thanked: false,
  uploads: {},
  typing: null,
  link: stopped,
  trouble: null,
};

export function reduce(state: Conversation, happening: Happening): Conversation {
  switch (happening.type) {
    case "began":
      return { ...empty, outbox: happening.outbox, seen: happening.seen };
    case "adopted":
      return adopt(state, happening.outbox);
    case "link":
      return { ...state, link: happening.link, typing: happening.link.phase === "ready" ? state.typing : null };
    case "wrote":
      return { ...state, outbox: [...state.outbox, happening.pending], trouble: null };
    case "retried":
      return { ...state, outbox: state.outbox.map((p) => (p.client_message_id === happening.id ? unrefused(p) : p)) };
    case "withdrew":
      return { ...state, outbox: without(state.outbox, happening.id) };
    case "refused":
      return refuse(state, happening.why, happening.id);
    case "uploading":
      return { ...state, uploads: { ...state.uploads, [happening.key]: happening.share } };
    case "uploaded":
      return uploaded(state, happening);
    case "rated":
      return { ...state, rating: null, thanked: happening.thanked };
    case "replayed":
      return caughtUp(state, happening.messages);
    case "looked":
      return lastSeq(state) > state.seen ? { ...state, seen: lastSeq(state) } : state;
    case "trouble":
      return { ...state, trouble: happening.words };
    case "heard":
      return hear(state, happening.event);
  }
}

function hear(state: Conversation, event: CustomerEvent): Conversation {
  switch (event.type) {
    case "welcome":
      return { ...caughtUp(state, event.messages), ...held(state, event), trouble: null };
    case "message":
      return { ...merge(state, [event.message]), typing: event.message.author === "customer" ? state.typing : null };
    case "ack":
      return acknowledge(state, event.client_message_id, event.seq);
    case "typing":
      return { ...state, typing: event.on ? event.author : null };
    case "owner":
      return { ...state, ...held(state, event), typing: null };
    case "queue":
      return { ...state, queue: event.queue };
    case "error":
      return refuse(state, event.detail, event.client_message_id ?? null);
    case "pong":
      return state;
  }
}

function held(state: Conversation, event: Standing) {
  const { owner, agent_name, queue, rating } = event;
  return {
    owner,
    agentName: agent_name ?? null,
    queue: queue ?? null,
    rating: rating ?? null,
    thanked: state.thanked && owner === "closed" && !rating,
  };
}

/** Takes over what other tabs have written and left; what is here already stays as it is. */
function adopt(state: Conversation, outbox: Pending[]): Conversation {
  const known = new Set(state.outbox.map((pending) => pending.client_message_id));
  for (const { client_message_id } of state.messages) if (client_message_id) known.add(client_message_id);
  const fresh = outbox.filter((pending) => !known.has(pending.client_message_id));
  if (fresh.length === 0) return state;
  const all = [...state.outbox, ...fresh].sort((a, b) => a.created_at.localeCompare(b.created_at));
  return { ...state, outbox: all };
}

function uploaded(state: Conversation, { id, key, attachment }: { id: string; key: string; attachment: string }): Conversation {
  const named = (file: PendingFile) => (file.key === key ? { ...file, id: attachment } : file);
  const outbox = state.outbox.map((p) => (p.client_message_id === id ? { ...p, files: (p.files ?? []).map(named) } : p));
  const { [key]: _, ...uploads } = state.uploads;
  return { ...state, outbox, uploads };
}

/** Adds messages: one for each number, one for each client id, in the order of the numbers. */
function merge(state: Conversation, incoming: Message[]): Conversation {
  const bySeq = new Map(state.messages.map((message) => [message.seq, message]));
  for (const message of incoming) bySeq.set(message.seq, message);
  const seen = new Set<string>();
  const messages = [...bySeq.values()]
    .sort((a, b) => a.seq - b.seq)
    .filter((message) => {
      const id = message.client_message_id;
      if (!id) return true;
      return !seen.has(id) && seen.add(id);
    });
  const outbox = state.outbox.filter((pending) => !seen.has(pending.client_message_id));
  return { ...state, messages, outbox, synced: contiguous(messages, state.synced) };
}

function contiguous(messages: Message[], synced: number): number {
  for (const { seq } of messages) if (seq === synced + 1) synced = seq;
  return synced;
}

/** A welcome or a replay holds all that follows `synced`: whatever number is missing does not exist. */
function caughtUp(state: Conversation, messages: Message[]): Conversation {
  const next = merge(state, messages);
  const last = messages.reduce((highest, { seq }) => Math.max(highest, seq), state.synced);
  return { ...next, synced: contiguous(next.messages, Math.max(next.synced, last)) };
}

function acknowledge(state: Conversation, id: string, seq: number): Conversation {
  const pending = state.outbox.find((one) => one.client_message_id === id);
  if (!pending) return state;
  const { text, created_at } = pending;
  const message: Message = { seq, client_message_id: id, author: "customer", text, sent_at: created_at };
  if (pending.files) message.attachments = pending.files.map(attachmentOf);
  return merge(state, [message]);
}

function attachmentOf({ id = "", name, media_type, size }: PendingFile): Attachment {
  return { id, name, media_type, size };
}

function refuse(state: Conversation, detail: string, id: string | null): Conversation {
  if (id === null) return { ...state, trouble: detail };
  const outbox = state.outbox.map((p) => (p.client_message_id === id ? { ...p, refusal: detail } : p));
  // Only one message's files go up at a time, and these have come to an end.
  return { ...state, outbox, uploads: {} };
}

function unrefused({ refusal: _, ...pending }: Pending): Pending {
  return pending;
}

/** The same message for another conversation, which knows none of the files that were uploaded. */
export function withoutUploads(pending: Pending): Pending {
  if (!pending.files) return pending;
  return { ...pending, files: pending.files.map(({ id: _, ...file }) => file) };
}

function without(outbox: Pending[], id: string): Pending[] {
  return outbox.filter((pending) => pending.client_message_id !== id);
}

/** A number was skipped, so something is still under way or was lost. */
export function hasGap(state: Conversation): boolean {
  return lastSeq(state) > state.synced;
}

function lastSeq(state: Conversation): number {
  return state.messages[state.messages.length - 1]?.seq ?? 0;
}

/** How many answers came in while the panel was closed. */
export function unread(state: Conversation): number {
  const fromOthers = (message: Message) => message.author === "bot" || message.author === "agent";
  return state.messages.filter((message) => message.seq > state.seen && fromOthers(message)).length;
}

/** The choices under the newest message, gone as soon as anything follows it. */
export function openChoices(state: Conversation) {
  const last = state.messages[state.messages.length - 1];
  // Who waits for a person is shown the way back to the assistant, and nothing that it asked before.
  const asker = state.owner === "queued" ? "system" : "bot";
  const open = state.owner === "bot" || state.owner === "queued";
  return open && last?.author === asker && state.outbox.length === 0 ? (last.quick_replies ?? []) : [];
}

/** The number of the message whose form may still be filled in: gone as soon as anybody but the bot goes on. */
export function openForm(state: Conversation): number | null {
  if (state.owner !== "bot" || state.outbox.length > 0) return null;
  const { messages } = state;
  for (let at = messages.length - 1; messages[at]?.author === "bot"; at -= 1) {
    if (messages[at]!.cards?.some(({ kind }) => kind === "form")) return messages[at]!.seq;
  }
  return null;
}
