/** The shapes that the gateway and the pages exchange, as JSON over HTTP and the sockets. */

export type Owner = "bot" | "queued" | "agent" | "closed";
export type Author = "customer" | "bot" | "agent" | "system";

/** An amount in minor units (cents) of an ISO 4217 currency; `text` is the server's rendering. */
export interface Money {
  minor: number;
  currency: string;
  text?: string;
}

export interface QuickReply {
  title: string;
  text: string;
}

export interface ProductCard {
  kind: "product";
  id: string | number;
  title: string;
  category?: string | null;
  price: Money;
  image?: string | null;
  stock?: "in_stock" | "low" | "out" | null;
  url?: string | null;
  why?: string | null;
}

export interface OrderCard {
  kind: "order";
  number: string;
  status: string;
  status_text?: string | null;
  placed_at?: string | null;
  total?: Money | null;
  items?: { title: string; quantity: number }[];
  steps?: { title: string; done: boolean }[];
}

/** Asks for several things at once; what is filled in is sent as one text, made from `template`. */
export interface FormCard {
  kind: "form";
  /** What it is for: "return_reason", "address", "one_time_code". */
  name: string;
  title: string;
  submit: string;
  fields: FormField[];
  /** Such as "{street}, {postcode} {city}, {country}"; an empty optional field leaves nothing. */
  template: string;
}

export interface FormField {
  name: string;
  label: string;
  type: "text" | "choice" | "code";
  required: boolean;
  /** A regular expression that the whole value must match. */
  pattern?: string | null;
  /** What to say when it does not. */
  hint?: string | null;
  longest?: number;
  /** The browser's `autocomplete` token. */
  autocomplete?: string | null;
  options?: { value: string; label: string }[];
}

export type Card = ProductCard | OrderCard | FormCard;

/** A file that goes with a message; its content is fetched with the conversation's token. */
export interface Attachment {
  id: string;
  name: string;
  media_type: string;
  /** In bytes. */
  size: number;
}

/** Where a waiting customer stands in the line, honestly: no minutes when nobody can tell. */
export interface QueuePlace {
  place: number;
  minutes?: number | null;
  /** Whether people answer now. */
  open: boolean;
  /** When they do next, in words, when they do not now. */
  opens?: string | null;
  /** The same as a time. */
  opens_at?: string | null;
}

export interface Message {
  seq: number;
  client_message_id?: string | null;
  author: Author;
  author_name?: string | null;
  text: string;
  quick_replies?: QuickReply[];
  cards?: Card[];
  attachments?: Attachment[];
  sent_at: string;
}

export interface Credentials {
  conversation_id: string;
  token: string;
}

/** Who has a conversation, and what goes with that. */
export interface Standing {
  owner: Owner;
  agent_name?: string | null;
  queue?: QueuePlace | null;
  /** The closing that the customer may still rate; nothing when there is none or it was asked. */
  rating?: RatingAsk | null;
}

/** The question how satisfied the customer is, one for each closing of a conversation. */
export interface RatingAsk {
  closing: number;
}

export interface Welcome extends Standing {
  conversation_id: string;
  messages: Message[];
}

/** What the gateway may say to a customer's socket. */
export type CustomerEvent =
  | ({ type: "welcome" } & Welcome)
  | { type: "ack"; client_message_id: string; seq: number }
  | { type: "message"; message: Message }
  | { type: "typing"; author: "bot" | "agent"; on: boolean }
  | ({ type: "owner" } & Standing)
  | { type: "queue"; queue: QueuePlace }
  | { type: "pong" }
  | { type: "error"; code: string; detail: string; client_message_id?: string | null };

/** What a customer's page may say to the gateway. */
export type CustomerCommand =
  | { type: "hello"; token: string; after: number }
  | { type: "message"; client_message_id: string; text: string; attachments?: string[] }
  | { type: "typing"; on: boolean }
  | { type: "ping" };
