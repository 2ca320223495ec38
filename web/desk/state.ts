/** What the desk shows, as a pure function of what happened. */
import type { Agent, DeskEvent, Room, Summary, Turn } from "../shared/desk_protocol";
import { stopped, type Link } from "../shared/link";

export const VIEWS = ["queued", "mine", "bot", "all"] as const;
export type View = (typeof VIEWS)[number];
export type Dialog = "hand-back" | "close" | "shortcuts";

/** A reply that the server has not confirmed yet. */
export interface Draft {
  id: string;
  conversation: string;
  text: string;
  failure?: string;
}

export interface DeskState {
  /** Undefined until the server has said whether anybody is signed in. */
  agent: Agent | null | undefined;
  view: View;
  summaries: Record<string, Summary>;
  /** Who waits, in the order of help, as the server told it last. */
  line: string[];
  loaded: boolean;
  listFailure: string | null;
  selected: string | null;
  room: Room | null;
  roomFailure: string | null;
  customerTyping: boolean;
  drafts: Draft[];
  notice: string | null;
  dialog: Dialog | null;
  link: Link;
}

export type DeskHappening =
  | { type: "signed-in"; agent: Agent }
  | { type: "signed-out" }
  | { type: "viewed"; view: View }
  | { type: "listed"; view: View; summaries: Summary[] }
  | { type: "list-failed"; why: string }
  | { type: "selected"; id: string }
  | { type: "entered"; room: Room }
  | { type: "room-failed"; id: string; why: string }
  | { type: "heard"; event: DeskEvent }
  | { type: "drafted"; draft: Draft }
  | { type: "draft-failed"; id: string; why: string }
  | { type: "draft-dropped"; id: string }
  | { type: "noticed"; words: string | null }
  | { type: "dialog"; dialog: Dialog | null }
  | { type: "link"; link: Link };

export const initial: DeskState = {
  agent: undefined,
  view: "queued",
  summaries: {},
  line: [],
  loaded: false,
  listFailure: null,
  selected: null,
  room: null,
  roomFailure: null,
  customerTyping: false,
  drafts: [],
  notice: null,
  dialog: null,
  link: stopped,
};

export function reduce(state: DeskState, happening: DeskHappening): DeskState {
  switch (happening.type) {
    case "signed-in":
      return { ...initial, agent: happening.agent };
    case "signed-out":
      return { ...initial, agent: null };
    case "viewed":
      return { ...state, view: happening.view };
    case "listed":
      return listed(state, happening.view, happening.summaries);
    case "list-failed":
      return { ...state, loaded: true, listFailure: happening.why };
    case "selected":
      return select(state, happening.id);
    case "entered":
      return enter(state, happening.room);
    case "room-failed":
      return state.selected === happening.id ? { ...state, roomFailure: happening.why } : state;
    case "heard":
      return hear(state, happening.event);
    case "drafted":
      return { ...state, drafts: [...state.drafts.filter(({ id }) => id !== happening.draft.id), happening.draft] };
    case "draft-failed":
      return { ...state, drafts: state.drafts.map((d) => (d.id === happening.id ? { ...d, failure: happening.why } : d)) };
    case "draft-dropped":
      return { ...state, drafts: state.drafts.filter(({ id }) => id !== happening.id) };
    case "noticed":
      return { ...state, notice: happening.words };
    case "dialog":
      return { ...state, dialog: happening.dialog };
    case "link":
      return { ...state, link: happening.link };
  }
}

/** A fresh list also tells what is no longer in that view. */
function listed(state: DeskState, view: View, fresh: Summary[]): DeskState {
  const kept = Object.values(state.summaries).filter((summary) => !inView(summary, view, state.agent));
  const summaries = Object.fromEntries([...kept, ...fresh].map((summary) => [summary.id, summary]));
  const line = view === "queued" ? fresh.map(({ id }) => id) : state.line;
  return { ...state, summaries, line, loaded: true, listFailure: null };
}

function select(state: DeskState, id: string): DeskState {
  if (state.selected === id) return state;
  return { ...state, selected: id, room: null, roomFailure: null, customerTyping: false, notice: null };
}

function enter(state: DeskState, room: Room): DeskState {
  if (room.conversation.id !== state.selected) return state;
  const summaries = { ...state.summaries, [room.conversation.id]: room.conversation };
  const messages = mergeTurns(state.room?.messages ?? [], room.messages);
  return withoutSent({ ...state, summaries, roomFailure: null, room: { ...room, messages } });
}

function hear(state: DeskState, event: DeskEvent): DeskState {
  if (event.type === "conversation") {
    const { conversation } = event;
    const summaries = { ...state.summaries, [conversation.id]: conversation };
    const room = state.room?.conversation.id === conversation.id ? { ...state.room, conversation } : state.room;
    return { ...state, summaries, room };
  }
  if (event.type === "line") return { ...state, line: event.ids };
  if (event.type === "alert") {
    const name = state.summaries[event.conversation_id]?.customer?.name;
    return { ...state, notice: [name, event.words].filter(Boolean).join(": ") };
  }
  if (event.type === "message" && state.room && event.conversation_id === state.room.conversation.id) {
    const room = { ...state.room, messages: mergeTurns(state.room.messages, [event.message]) };
    const customerTyping = event.message.author === "customer" ? false : state.customerTyping;
    return withoutSent({ ...state, room, customerTyping });
  }
  if (event.type === "typing" && event.conversation_id === state.selected && (event.author ?? "customer") === "customer") {
    return { ...state, customerTyping: event.on };
  }
  return state;
}

/** One turn for each number, in their order; a later report of the same turn adds its reading. */
export function mergeTurns(known: Turn[], incoming: Turn[]): Turn[] {
  const bySeq = new Map(known.map((turn) => [turn.seq, turn]));
  for (const turn of incoming) bySeq.set(turn.seq, { ...bySeq.get(turn.seq), ...turn });
  return [...bySeq.values()].sort((a, b) => a.seq - b.seq);
}

function withoutSent(state: DeskState): DeskState {
  const sent = new Set(state.room?.messages.map((turn) => turn.client_message_id));
  return { ...state, drafts: state.drafts.filter(({ id }) => !sent.has(id)) };
}

export function inView(summary: Summary, view: View, agent: Agent | null | undefined): boolean {
  if (view === "all") return summary.owner !== "closed" && spoken(summary);
  if (view === "bot") return summary.owner === "bot" && spoken(summary);
  if (view === "mine") return isMine(summary, agent);
  return summary.owner === view;
}

/** A page that was opened and never written to is nobody's concern. */
function spoken(summary: Summary): boolean {
  return summary.messages !== 0;
}

export function isMine(summary: Summary, agent: Agent | null | undefined): boolean {
  return summary.owner === "agent" && !!agent && String(summary.agent_id) === String(agent.id);
}

/** The rows of a view: those who wait in the server's order of help, elsewhere the latest news first. */
export function rows(state: DeskState, view: View = state.view): Summary[] {
  const chosen = Object.values(state.summaries).filter((summary) => inView(summary, view, state.agent));
  const order =
    view === "queued"
      ? byPlace(new Map(state.line.map((id, place) => [id, place])))
      : (a: Summary, b: Summary) => (b.last_at ?? "").localeCompare(a.last_at ?? "");
  return chosen.sort((a, b) => order(a, b) || a.id.localeCompare(b.id));
}

/** Whoever has joined since the line was told last stands at the rank that came with them. */
function byPlace(places: Map<string, number>) {
  const place = ({ id, rank }: Summary) => places.get(id) ?? (rank ? rank - 1.5 : Infinity);
  return (a: Summary, b: Summary) => compare(place(a), place(b)) || (a.waiting_since ?? "").localeCompare(b.waiting_since ?? "");
}

/** Two without a place are equal, which their difference would not say. */
const compare = (a: number, b: number) => (a === b ? 0 : a - b);

/** The neighbour of the selected row, or the first when none of them is selected. */
export function neighbour(state: DeskState, step: 1 | -1): string | null {
  const ids = rows(state).map(({ id }) => id);
  const at = state.selected ? ids.indexOf(state.selected) : -1;
  if (at === -1) return ids[0] ?? null;
  return ids[Math.min(ids.length - 1, Math.max(0, at + step))] ?? null;
}
