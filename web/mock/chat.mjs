// Conversations in memory, and the customer's side of them.
import { randomUUID } from "node:crypto";
import { answer } from "./bot.mjs";
import { panelFor } from "./catalogue.mjs";

export const conversations = new Map();
export const deskListeners = new Set();
const LIMIT = 10_000;

export function open(reference) {
  const conversation = {
    id: randomUUID(),
    token: randomUUID(),
    reference: reference ?? null,
    owner: "bot",
    agent: null,
    messages: [],
    handovers: [],
    waitingSince: null,
    reason: null,
    mood: null,
    sockets: new Set(),
  };
  conversations.set(conversation.id, conversation);
  return conversation;
}

export function summary(conversation) {
  const last = conversation.messages.at(-1);
  const panel = panelFor(conversation.reference);
  return {
    id: conversation.id,
    owner: conversation.owner,
    agent_id: conversation.agent?.id ?? null,
    agent_name: conversation.agent?.name ?? null,
    customer: panel && { name: panel.name, segment: panel.segment, value_band: panel.value_band, churn_risk: panel.churn_risk },
    last_text: last?.text ?? "",
    last_author: last?.author ?? "",
    last_at: last?.sent_at ?? new Date().toISOString(),
    waiting_since: conversation.waitingSince,
    handover_reason: conversation.reason,
    sentiment: conversation.mood?.sentiment ?? null,
    frustration: conversation.mood?.frustration ?? 0,
    messages: conversation.messages.length,
  };
}

const toCustomer = (conversation, event) => conversation.sockets.forEach((socket) => socket.send(JSON.stringify(event)));
const toDesk = (event) => deskListeners.forEach((socket) => socket.send(JSON.stringify(event)));
export const changed = (conversation) => toDesk({ type: "conversation", conversation: summary(conversation) });

export function post(conversation, fields) {
  const message = { seq: conversation.messages.length + 1, client_message_id: randomUUID(), quick_replies: [], cards: [], sent_at: new Date().toISOString(), ...fields };
  conversation.messages.push(message);
  const { reading, why, ...shown } = message;
  toCustomer(conversation, { type: "message", message: shown });
  toDesk({ type: "message", conversation_id: conversation.id, message });
  changed(conversation);
  return message;
}

export function setOwner(conversation, owner, agent, reason) {
  const from = conversation.owner;
  Object.assign(conversation, { owner, agent, reason: reason ?? conversation.reason });
  conversation.waitingSince = owner === "queued" ? new Date().toISOString() : null;
  conversation.handovers.push({ from, to: owner, reason, agent_name: agent?.name ?? null, at: new Date().toISOString() });
  toCustomer(conversation, { type: "owner", owner, agent_name: agent?.name ?? null });
  changed(conversation);
}

export const typingToCustomer = (conversation, on) => toCustomer(conversation, { type: "typing", author: "agent", on });

export function receive(conversation, { client_message_id, text }) {
  const known = conversation.messages.find((message) => message.client_message_id === client_message_id);
  if (known) return known;
  const { reading, replies, wantsPerson } = answer(text);
  conversation.mood = { sentiment: reading.sentiment, frustration: reading.frustration };
  const message = post(conversation, { client_message_id, author: "customer", text, reading });
  if (conversation.owner === "closed") setOwner(conversation, "bot", null, "customer_wrote");
  if (conversation.owner === "bot") reply(conversation, replies, wantsPerson);
  return message;
}

function reply(conversation, replies, wantsPerson) {
  toCustomer(conversation, { type: "typing", author: "bot", on: true });
  setTimeout(() => {
    if (conversation.owner !== "bot") return;
    if (wantsPerson) {
      post(conversation, { author: "bot", text: "I am bringing in a colleague. They will see everything you wrote here." });
      return setOwner(conversation, "queued", null, "asked_for_person");
    }
    for (const one of replies) post(conversation, { author: "bot", ...one });
  }, 700);
}

const PROACTIVE = [
  { id: "basket", text: "Shipping is free from €50. May I check when your basket could be with you?", page: "/basket*", after_seconds: 5, basket_minor: 5_000 },
  { id: "hesitating", text: "Looking for something for somebody? I can suggest a few things.", page: "*", after_seconds: 20, basket_minor: null },
];

const opening = ({ body }) => [
  200,
  {
    greeting: body.customer_token ? "Welcome back! What can we do for you?" : null,
    starters: [],
    support: { open: false, opens: "Monday at 08:00" },
    proactive: PROACTIVE,
    proactive_cap: { per_visit: 1, per_day: 2 },
  },
];

export const customerRoutes = {
  "POST /api/v1/widget/opening": opening,
  "POST /api/v1/conversations": ({ body }) => {
    const claims = body.customer_token ? JSON.parse(Buffer.from(body.customer_token.split(".")[1], "base64url")) : {};
    const conversation = open(claims.sub);
    changed(conversation);
    return [201, { conversation_id: conversation.id, token: conversation.token, owner: "bot" }];
  },
  "GET /api/v1/conversations/:id/messages": ({ params, query }) => {
    const conversation = conversations.get(params.id);
    return [200, { messages: conversation.messages.filter(({ seq }) => seq > Number(query.get("after") ?? 0)), owner: conversation.owner }];
  },
};

export function customerSocket(socket) {
  let conversation = null;
  const send = (event) => socket.send(JSON.stringify(event));
  socket.on("close", () => conversation?.sockets.delete(socket));
  socket.on("message", (data) => {
    const event = JSON.parse(data);
    if (event.type === "hello") {
      conversation = [...conversations.values()].find(({ token }) => token === event.token) ?? null;
      if (!conversation) return send({ type: "error", code: "token_invalid", detail: "The token is not valid; get a new one." });
      conversation.sockets.add(socket);
      const messages = conversation.messages.filter(({ seq }) => seq > event.after);
      return send({ type: "welcome", conversation_id: conversation.id, owner: conversation.owner, agent_name: conversation.agent?.name ?? null, messages });
    }
    if (event.type === "ping") return send({ type: "pong" });
    if (event.type === "typing") return toDesk({ type: "typing", conversation_id: conversation.id, author: "customer", on: event.on });
    if (event.type !== "message") return undefined;
    const { client_message_id } = event;
    if (event.text.length > LIMIT) return send({ type: "error", code: "too_long", detail: "The message is too long.", client_message_id });
    return send({ type: "ack", client_message_id, seq: receive(conversation, event).seq });
  });
}
