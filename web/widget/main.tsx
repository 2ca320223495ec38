import { render } from "preact";
import "../shared/styles/tokens.css";
import "../shared/styles/base.css";
import "./styles/frame.css";
import "./styles/messages.css";
import "./styles/cards.css";
import { App } from "./components/app";
import { fromHost, seal, type FrameMessage, type HostMessage } from "./bridge";
import { Chat } from "./chat";
import { unread } from "./conversation";
import { guest, identityOf } from "./session";
import { createStore } from "../shared/store";

const hostOrigin = new URLSearchParams(location.search).get("host");
/** Null when the page was opened by itself instead of inside a shop. */
const host = window.parent === window || !hostOrigin ? null : window.parent;

function tell(message: FrameMessage): void {
  if (host && hostOrigin) host.postMessage(seal(message), hostOrigin);
}

const panel = createStore((_: boolean, open: boolean) => open, host === null);
const chat = new Chat({
  onIdentityRefused: (detail) => tell({ type: "event", name: "identity-refused", detail }),
  onMessage: (message) => tell({ type: "event", name: "message", detail: message.author }),
});

function hear(message: HostMessage): void {
  switch (message.type) {
    case "hello":
      if (message.accent && CSS.supports("color", message.accent)) setAccent(message.accent);
      panel.dispatch(message.open);
      return chat.begin(message.token ? identityOf(message.token) : guest);
    case "opened":
      return panel.dispatch(true);
    case "closed":
      return panel.dispatch(false);
    case "identify":
      return chat.begin(identityOf(message.token));
    case "logout":
      return chat.logout();
  }
}

function setAccent(colour: string): void {
  const root = document.documentElement;
  root.style.setProperty("--brand", colour);
  root.classList.add("branded");
}

let reported = 0;
function report(): void {
  const open = panel.get();
  if (open) chat.looked();
  const count = open ? 0 : unread(chat.store.get());
  if (count === reported) return;
  reported = count;
  tell({ type: "unread", count });
}

chat.store.subscribe(report);
panel.subscribe(report);

addEventListener("message", (event) => {
  const message = hostOrigin ? fromHost(event, hostOrigin, host) : null;
  if (message) hear(message);
});
addEventListener("storage", () => chat.resume());

render(
  <App
    chat={chat}
    panel={panel}
    framed={host !== null}
    onClose={() => tell({ type: "close" })}
    onLink={(url, product) => {
      if (host) tell({ type: "link", url, product });
      else location.assign(url);
    }}
  />,
  document.getElementById("app")!,
);

if (host) tell({ type: "ready" });
else chat.begin(guest);
