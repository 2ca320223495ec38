// The agents' side. Any password but "wrong" signs in.
import { panelFor } from "./catalogue.mjs";
import { changed, conversations, deskListeners, open, post, receive, setOwner, summary, typingToCustomer } from "./chat.mjs";

const mia = { id: "1", name: "Mia Albers", role: "agent" };
const ben = { id: "2", name: "Ben Okafor", role: "agent" };
const CSRF = "mock-csrf";

const VIEWS = {
  queued: ({ owner }) => owner === "queued",
  mine: ({ owner, agent }) => owner === "agent" && agent?.id === mia.id,
  bot: ({ owner }) => owner === "bot",
  closed: ({ owner }) => owner === "closed",
  all: ({ owner, messages }) => owner !== "closed" && messages.length > 0,
};

const signedIn = (headers) => (headers.cookie ?? "").includes("desk=mia");

/** Only for agents, and for writes only with the right header. */
const guarded = (handle, writes = true) => (context) => {
  if (!signedIn(context.headers)) return [401, "Please sign in."];
  if (writes && context.headers["x-csrf-token"] !== CSRF) return [403, "The page is out of date. Reload it."];
  const conversation = context.params.id ? conversations.get(context.params.id) : null;
  if (context.params.id && !conversation) return [404, "There is no such conversation."];
  return handle({ ...context, conversation });
};

const owned = (handle) =>
  guarded((context) => {
    const { agent } = context.conversation;
    return agent?.id === mia.id ? handle(context) : [409, agent ? `${agent.name} has this conversation.` : "Nobody has taken this conversation."];
  });

export const deskRoutes = {
  "POST /desk/api/session": ({ body }) =>
    body.password === "wrong" || !body.email
      ? [401, "This e-mail address and password do not fit together."]
      : [200, { agent: mia, csrf: CSRF }, { "Set-Cookie": "desk=mia; HttpOnly; SameSite=Strict; Path=/desk" }],
  "GET /desk/api/session": guarded(() => [200, { agent: mia, csrf: CSRF }], false),
  "DELETE /desk/api/session": guarded(() => [204, null, { "Set-Cookie": "desk=; Path=/desk; Max-Age=0" }]),
  "GET /desk/api/conversations": guarded(({ query }) => [200, { conversations: [...conversations.values()].filter(VIEWS[query.get("view")]).map(summary) }], false),
  "GET /desk/api/conversations/:id": guarded(
    ({ conversation }) => [200, { conversation: summary(conversation), messages: conversation.messages, customer: panelFor(conversation.reference), handovers: conversation.handovers }],
    false,
  ),
  "POST /desk/api/conversations/:id/take": guarded(({ conversation }) => {
    if (conversation.agent && conversation.agent.id !== mia.id) return [409, `${conversation.agent.name} has this conversation.`];
    setOwner(conversation, "agent", mia, "taken");
    post(conversation, { author: "system", text: "Mia Albers has joined the conversation." });
    return [200, { conversation: summary(conversation) }];
  }),
  "POST /desk/api/conversations/:id/messages": owned(({ conversation, body }) => [201, { message: post(conversation, { client_message_id: body.client_message_id, author: "agent", author_name: mia.name, text: body.text }) }]),
  "POST /desk/api/conversations/:id/hand-back": owned(({ conversation, body }) => {
    setOwner(conversation, "bot", null, "handed_back");
    conversation.handovers.at(-1).note = body.note;
    post(conversation, { author: "system", text: "You are talking to the assistant again." });
    return [200, { conversation: summary(conversation) }];
  }),
  "POST /desk/api/conversations/:id/close": owned(({ conversation }) => {
    setOwner(conversation, "closed", null, "closed");
    return [200, { conversation: summary(conversation) }];
  }),
};

export function deskSocket(socket) {
  deskListeners.add(socket);
  socket.on("close", () => deskListeners.delete(socket));
  socket.on("message", (data) => {
    const event = JSON.parse(data);
    if (event.type === "ping") socket.send(JSON.stringify({ type: "pong" }));
    const conversation = conversations.get(event.conversation_id);
    if (event.type === "typing" && conversation) typingToCustomer(conversation, event.on);
  });
}

function furnish() {
  const say = (conversation, text, number) => receive(conversation, { client_message_id: `seed-${number}`, text });
  const waiting = open("C-1002");
  say(waiting, "My parcel is late again and the box was open. This is the worst service", 1);
  setOwner(waiting, "queued", null, "frustration");
  waiting.waitingSince = new Date(Date.now() - 6 * 60_000).toISOString();
  const second = open(null);
  say(second, "i want to speak to a human please", 2);
  setOwner(second, "queued", null, "asked_for_person");
  const taken = open("C-1003");
  say(taken, "Hello, can the lamp be repaired?", 3);
  setOwner(taken, "agent", ben, "stepped_in");
  const easy = open("C-1001");
  say(easy, "Can you recommend something for my sister?", 4);
  changed(easy);
}
furnish();
