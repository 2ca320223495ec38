import { fromFrame, seal, type FrameEventName, type FrameMessage, type HostMessage } from "./bridge";
import { buildView } from "./loader_view";

type EventName = "open" | "close" | "unread" | "link" | FrameEventName;
type Listener = (detail: unknown) => unknown;

/** The API that the host page finds as `window.Attune`. */
export interface AttuneApi {
  open(): void;
  close(): void;
  /** Tells who is signed in, by a token that the shop's own server has signed. */
  identify(token: string): void;
  /** The customer signed out: their conversation is removed from this browser. */
  logout(): void;
  /** Calls back on each event; returns the way to stop. A `link` listener that returns false keeps the page. */
  on(name: EventName, listener: Listener): () => void;
}

declare global {
  interface Window {
    Attune?: AttuneApi;
  }
}

function start(script: HTMLScriptElement): void {
  const home = new URL(script.src, location.href).origin;
  const accent = script.dataset["accent"] ?? null;
  const listeners = new Map<string, Set<Listener>>();
  let token: string | null = null;
  let open = false;
  let ready = false;

  const tell = (message: HostMessage) => {
    if (ready) view.frame.contentWindow?.postMessage(seal(message), home);
  };
  const emit = (name: EventName, detail: unknown = null): boolean =>
    [...(listeners.get(name) ?? [])].map((listener) => listener(detail)).every((result) => result !== false);

  const show = (wanted: boolean) => {
    if (wanted === open) return;
    open = wanted;
    view.show(open);
    tell({ type: open ? "opened" : "closed" });
    emit(open ? "open" : "close");
  };

  const view = buildView(() => show(!open), accent);

  const follow = (url: string, product: string | null) => {
    const target = new URL(url, home);
    // Anything but the web's own schemes could run code in the shop's page.
    if (!/^https?:$/.test(target.protocol)) return;
    if (emit("link", { url: target.href, product })) location.assign(target.href);
  };

  const hear = (message: FrameMessage) => {
    if (message.type === "ready") {
      ready = true;
      tell({ type: "hello", token, open, accent });
    } else if (message.type === "close") {
      show(false);
    } else if (message.type === "unread") {
      view.unread(message.count);
      emit("unread", message.count);
    } else if (message.type === "link") {
      follow(message.url, message.product);
    } else {
      emit(message.name, message.detail);
    }
  };

  addEventListener("message", (event) => {
    const message = fromFrame(event, home, view.frame.contentWindow);
    if (message) hear(message);
  });

  window.Attune = {
    open: () => show(true),
    close: () => show(false),
    identify: (given) => {
      token = String(given);
      tell({ type: "identify", token });
    },
    logout: () => {
      token = null;
      tell({ type: "logout" });
    },
    on: (name, listener) => {
      const all = listeners.get(name) ?? new Set();
      listeners.set(name, all.add(listener));
      return () => void all.delete(listener);
    },
  };

  const mount = () => {
    document.body.append(view.root);
    view.frame.src = `${home}/widget/frame?host=${encodeURIComponent(location.origin)}`;
  };
  if (document.body) mount();
  else addEventListener("DOMContentLoaded", mount);
  dispatchEvent(new CustomEvent("attune:ready"));
}

const script = document.currentScript;
// A tag that a page includes twice must not put up two launchers.
if (script instanceof HTMLScriptElement && !window.Attune) start(script);
