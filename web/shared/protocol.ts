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

export type Card = ProductCard | OrderCard;

export interface Message {
  seq: number;
  client_message_id?: string | null;
  author: Author;
  author_name?: string | null;
  text: string;
  quick_replies?: QuickReply[];
  cards?: Card[];
  sent_at: string;
}

export interface Credentials {
  conversation_id: string;
  token: string;
}

export interface Welcome {
  conversation_id: string;
  owner: Owner;
  agent_name?: string | null;
  messages: Message[];
}

/** What the gateway may say to a customer's socket. */
export type CustomerEvent =
  | ({ type: "welcome" } & Welcome)
  | { type: "ack"; client_message_id: string; seq: number }
  | { type: "message"; message: Message }
  | { type: "typing"; author: "bot" | "agent"; on: boolean }
  | { type: "owner"; owner: Owner; agent_name?: string | null }
  | { type: "pong" }
  | { type: "error"; code: string; detail: string; client_message_id?: string | null };

/** What a customer's page may say to the gateway. */
export type CustomerCommand =
  | { type: "hello"; token: string; after: number }
  | { type: "message"; client_message_id: string; text: string }
  | { type: "typing"; on: boolean }
  | { type: "ping" };
