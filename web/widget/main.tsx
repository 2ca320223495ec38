import { render } from "preact";
import "../shared/styles/tokens.css";
import "../shared/styles/base.css";
import "./styles/frame.css";
import "./styles/menu.css";
import "./styles/messages.css";
import "./styles/extras.css";
import "./styles/cards.css";
import { createStore } from "../shared/store";
import type { HostMessage } from "./bridge";
import { Chat } from "./chat";
import { App } from "./components/app";
import { unread } from "./conversation";
import { firstLanguage, framed, listen, tell } from "./host";
import { invite } from "./invitation";
import { consider, nudge } from "./nudging";
import { HOLD_STYLES, PANEL_STYLES } from "./panel_styles";
import { preferences } from "./preferences";
import { guest, identityOf } from "./session";
import { firstState, reduceShell } from "./shell";
import { chooseLanguage, direction, language, speak, t } from "./texts";
import { dress } from "./theme";

const shell = createStore(reduceShell, firstState(!framed));
const chat = new Chat({
  onIdentityRefused: (detail) => tell({ type: "event", name: "identity-refused", detail }),
  onMessage(message) {
    tell({ type: "event", name: "message", detail: message.author });
    const { sound, notify } = preferences.get();
    const inView = shell.get().open && !document.hidden;
    if (inView || message.author === "customer" || (!sound && !notify)) return;
    void import("./alerts").then(({ call }) => call(message, preferences.get(), tell));
  },
});

function hear(message: HostMessage): void {
  switch (message.type) {
    case "hello":
      dress(message.look);
      shell.dispatch({ type: "context", context: message.context });
      if (message.open) shell.dispatch({ type: "opened" });
      return identify(message.token);
    case "opened":
    case "closed":
    case "context":
      return shell.dispatch(message);
    case "permission":
      preferences.dispatch({ notify: message.state === "granted" });
      return shell.dispatch(message);
    case "look":
      return dress(message.look);
    case "identify":
      return identify(message.token);
    case "logout":
      chat.logout();
      return shell.dispatch({ type: "identified", token: null });
  }
}

function identify(token: string | null): void {
  shell.dispatch({ type: "identified", token });
  chat.begin(token ? identityOf(token) : guest);
}

/** Everything that follows from where the customer is and what they see. */
function follow(): void {
  const { open, context, token, greeted } = shell.get();
  const wanted = chooseLanguage([String(context["language"] ?? ""), firstLanguage, ...navigator.languages]);
  if (wanted !== language.get()) void speak(wanted);
  if (open) chat.looked();
  report();
  if (!greeted) return;
  const page = String(context["page"] ?? "/");
  invite({ token, page, language: wanted });
  const { messages, outbox } = chat.store.get();
  consider({ page, basketMinor: Number(context["basketMinor"] ?? 0) || 0, busy: open || messages.length + outbox.length > 0 });
}

let reported = "";
/** Tells the launcher what to say of itself. */
function report(): void {
  const { open } = shell.get();
  const count = open ? 0 : unread(chat.store.get());
  const label = open ? t("close") : count > 0 ? t("openUnread", { count }) : t("openChat");
  const face = { type: "face", label, title: t("frameTitle"), dir: direction(), count } as const;
  if (JSON.stringify(face) === reported) return;
  reported = JSON.stringify(face);
  tell(face);
}

function draw(): void {
  const root = document.documentElement;
  root.lang = language.get();
  root.dir = direction();
  document.title = t("frameTitle");
  report();
  render(<App chat={chat} shell={shell} framed={framed} tell={tell} />, document.getElementById("app")!);
}

shell.subscribe(follow);
chat.store.subscribe(follow);
language.subscribe(draw);
nudge.subscribe(() => nudge.get() && tell({ type: "event", name: "proactive", detail: nudge.get()!.id }));
addEventListener("storage", () => chat.resume());
listen(hear);

tell({ type: "ready", panel: PANEL_STYLES, page: HOLD_STYLES });
void speak(chooseLanguage([firstLanguage, ...navigator.languages])).then(() => {
  draw();
  if (!framed) hear({ type: "hello", token: null, open: true, context: {}, look: {} });
});
