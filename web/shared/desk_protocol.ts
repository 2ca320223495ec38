/** The shapes that the agents' desk exchanges with the gateway. */

import type { Message, Money, Owner, ProductCard } from "./protocol";

export interface Agent {
  id: string;
  name: string;
  role: string;
}

export interface Session {
  agent: Agent;
  /** Names of crm/rights.py: what the signed-in agent may do at this moment. */
  rights?: string[];
  csrf: string;
}

export type SentimentLabel = "negative" | "neutral" | "positive";
export interface Sentiment {
  label: SentimentLabel;
  score: number;
}

export interface Reading {
  intent: string;
  confidence: number;
  ranking?: { intent: string; confidence: number }[];
  entities?: { entity: string; value: unknown; text?: string }[];
  sentiment?: Sentiment | null;
  frustration?: number | null;
  model_version?: string | null;
}

export type Why = Record<string, unknown>;

export interface Turn extends Message {
  reading?: Reading | null;
  why?: Why | null;
}

export interface SummaryCustomer {
  name?: string | null;
  segment?: string | null;
  value_band?: string | null;
  churn_risk?: number | string | null;
}

/** One reason for a place in the line; a point is a minute of waiting. */
export interface ScorePart {
  name: string;
  points: number;
  words: string;
}

/** By when a person must have answered, and the matter must be solved. */
export interface Due {
  first_answer: string | null;
  resolution: string | null;
  state: "fine" | "at_risk" | "breached";
}

export interface Summary {
  id: string;
  owner: Owner;
  agent_id?: string | null;
  agent_name?: string | null;
  customer: SummaryCustomer | null;
  last_text?: string | null;
  last_author?: string | null;
  last_at?: string | null;
  waiting_since?: string | null;
  handover_reason?: string | null;
  priority?: string | null;
  sentiment?: Sentiment | SentimentLabel | number | null;
  frustration?: number | null;
  messages?: number;
  /** The newest score that the customer gave, 1 to 5. */
  rating?: number | null;
  /** Place in the line, and why it stands there; nothing unless it waits. */
  rank?: number | null;
  score?: { points: number; parts: ScorePart[] } | null;
  due?: Due | null;
  topic?: string | null;
  language?: string | null;
}

export interface PanelOrder {
  number: string;
  status: string;
  placed_at?: string | null;
  total?: Money | null;
  items?: { title: string; quantity: number }[] | number | null;
}

export interface Panel extends SummaryCustomer {
  id: string;
  email?: string | null;
  phone?: string | null;
  city?: string | null;
  country?: string | null;
  since?: string | null;
  churn_reasons?: string[];
  lifetime_value?: Money | null;
  need_probability?: number | null;
  next_category?: string | null;
  loyalty?: { tier?: string | null; points?: number | null } | null;
  orders?: PanelOrder[];
  tickets?: Record<string, unknown>[];
  /** The newest first. */
  ratings?: Rating[];
  consents?: (string | Record<string, unknown>)[];
  recommended?: ProductCard[];
}

/** One change of a conversation's owner. */
export interface Handover {
  from: Owner;
  to: Owner;
  reason?: string | null;
  note?: string | null;
  /** What an agent wants the bot to go on from. */
  facts?: HandBackFacts | null;
  agent_name?: string | null;
  at: string;
}

export interface HandBackFacts {
  order?: string;
  agreed?: string;
}

/** How satisfied the customer was after a closing; no score: they skipped the question. */
export interface Rating {
  conversation_id: string;
  closing: number;
  score?: number | null;
  comment?: string | null;
  /** Who closed it. */
  agent_name?: string | null;
  at: string;
}

export interface Room {
  conversation: Summary;
  messages: Turn[];
  customer: Panel | null;
  handovers?: Handover[];
  /** Of the newest closing that was answered. */
  rating?: Rating | null;
}

export type DeskEvent =
  | { type: "conversation"; conversation: Summary }
  | { type: "message"; conversation_id: string; message: Turn }
  | { type: "typing"; conversation_id: string; author?: string; on: boolean }
  | { type: "line"; ids: string[] }
  | { type: "alert"; kind: string; conversation_id: string; words: string }
  | { type: "pong" }
  | { type: "error"; code: string; detail: string };
