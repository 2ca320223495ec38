import { version } from "../package.json";
import { fromFrame, seal, type Context, type FrameEventName, type FrameMessage, type HostMessage, type Look } from "./bridge";
import { buildView } from "./loader_view";

type EventName = "open" | "close" | "unread" | "link" | FrameEventName;
type Listener = (detail: unknown) => unknown;
type Call = [name: keyof AttuneApi, ...given: unknown[]] | ((attune: AttuneApi) => unknown);

/** The API that the host page finds as `window.Attune`. */
export interface AttuneApi {
  readonly version: string;
  open(): void;
  close(): void;
  toggle(): void;
  /** Shows the launcher, or takes it away for a page that has a button of its own. */
  show(): void;
  hide(): void;
  /** Tells who is signed in, by a token that the shop's own server has signed. */
  identify(token: string): void;
  /** The customer signed out: their conversation is removed from this browser. */
  logout(): void;
  /** Tells where the customer is and what they have: `page`, `basketMinor`, `currency`, `language`. */
  setContext(context: Context): void;
  /** Changes the look: `accent`, `mode`, `radius`, `font`, `position`, `offsetX`, `title` and more. */
  theme(values: Record<string, unknown>): void;
  /** Calls back on each event; returns the way to stop. A `link` listener that returns false keeps the page. */
  on(name: EventName, listener: Listener): () => void;
  /** Carries out a call, given as in the queue that a page may fill before this script is here. */
  push(call: Call): void;
}

declare global {
  interface Window {
    Attune?: AttuneApi;
  }
}

/** A page that takes our element away gets it back this often; then it is left in peace. */
const RETURNS = 5;
/** A frame that has come and says nothing for so long, in milliseconds, is not ours. */
const PATIENCE = 1_500;
/** All other texts come with the frame; a shop gives its own words, and another way to reach it, in `data-sorry`. */
const SORRY = "Sorry, the chat is not available right now.";
const LOOKS = ["accent", "font", "mode", "position", "radius"];

function start(script: HTMLScriptElement): void {
  const home = new URL(script.src, location.href).origin;
  const given = script.dataset;
  const events = new EventTarget();
  const hold = new CSSStyleSheet();
  let context: Context = { page: location.pathname, language: given["language"] ?? "", title: given["title"] ?? "" };
  let direction = "";
  let token: string | null = null;
  let open = false;
  let ready = false;
  let returns = RETURNS;

  const tell = (message: HostMessage) => {
    if (ready) view.frame.contentWindow!.postMessage(seal(message), home);
  };

  const emit = (name: EventName, detail: unknown = null): boolean =>
    events.dispatchEvent(new CustomEvent(name, { detail, cancelable: true }));

  const judge = () => {
    if (ready) return;
    view.set("failed", true);
    view.failure.textContent = given["sorry"] ?? SORRY;
    console.warn(`Attune: ${home} is not shown: see ATTUNE_ALLOWED_ORIGINS, frame-src`);
  };

  /** Asks for the frame, once; it comes after what the page itself needs, or when it is wanted. */
  const fetchFrame = () => {
    if (view.frame.src || !view.root.isConnected) return;
    view.frame.onload = () => setTimeout(judge, PATIENCE);
    view.frame.src = `${home}/widget/frame?${new URLSearchParams({ host: location.origin, language: String(context["language"]) })}`;
  };

  const show = (wanted: boolean) => {
    if (wanted === open) return;
    open = wanted;
    fetchFrame();
    view.show(open);
    hold.disabled = !open;
    tell({ type: open ? "opened" : "closed" });
    emit(open ? "open" : "close");
  };

  const view = buildView(() => show(!open));

  /** The look as the page's style sheets and this script's own values have it together. */
  const look = (): Look => {
    const styles = getComputedStyle(view.root);
    const found: Look = {};
    for (const name of LOOKS) found[name] = styles.getPropertyValue(`--attune-${name}`).trim();
    view.frame.style.colorScheme = found["mode"]!;
    // The side is the end of the reading direction, unless the shop wants another.
    view.root.dir = { left: "rtl", right: "ltr" }[found["position"]!] ?? direction;
    return found;
  };

  const hear = (message: FrameMessage) => {
    if (message.type === "ready") {
      ready = true;
      view.set("failed", false);
      view.rest.replaceSync(message.panel);
      hold.replaceSync(message.page);
      tell({ type: "hello", token, open, context, look: look() });
    } else if (message.type === "face") {
      const { count } = message;
      direction = message.dir;
      look();
      view.face(message.label, message.title, count);
      if (given["titleCount"] != null) document.title = (count > 0 ? `(${count}) ` : "") + document.title.replace(/^\(\d+\) /, "");
      emit("unread", count);
    } else if (message.type === "peek") {
      view.peek(open ? 0 : message.height);
    } else if (message.type === "link") {
      const url = new URL(message.url, home).href;
      // Anything but the web's own schemes could run code in the shop's page.
      if (/^https?:/.test(url) && emit("link", { url, product: message.product })) location.assign(url);
    } else if (message.type === "notify") {
      new Notification(message.title, { body: message.body, tag: "attune" }).onclick = () => {
        focus();
        show(true);
      };
    } else if (message.type === "ask") {
      void Notification.requestPermission().then((state) => tell({ type: "permission", state }));
    } else if (message.type === "event") {
      emit(message.name, message.detail);
    } else {
      show(message.type === "open");
    }
  };

  addEventListener("message", (event) => {
    const message = fromFrame(event, home, view.frame.contentWindow);
    if (message) hear(message);
  });

  const api: AttuneApi = {
    version,
    open: () => show(true),
    close: () => show(false),
    toggle: () => show(!open),
    show: () => void view.set("bare", false),
    hide: () => void view.set("bare", true),
    identify(signed) {
      token = String(signed);
      tell({ type: "identify", token });
    },
    logout() {
      token = null;
      tell({ type: "logout" });
    },
    setContext(more) {
      // What cannot be sent to another window is refused here, where its author sees it.
      context = structuredClone({ ...context, ...more });
      tell({ type: "context", context });
    },
    theme(values) {
      for (const name of Object.keys(values)) {
        const value = String(values[name] ?? "");
        if (name !== "accent" || !value || CSS.supports("color", value)) view.style(`attune-${name}`, value);
      }
      tell({ type: "look", look: look() });
    },
    on(name, listener) {
      const heard = (event: Event) => {
        if (listener((event as CustomEvent).detail) === false) event.preventDefault();
      };
      events.addEventListener(name, heard);
      return () => events.removeEventListener(name, heard);
    },
    push(call) {
      if (typeof call === "function") return void call(api);
      const [name, ...values] = call;
      (api[name] as (...values: unknown[]) => void)(...values);
    },
  };

  /** A keyboard on the screen covers the lower part of a panel that does not know of it. */
  const fit = () => {
    const { height, offsetTop, scale } = visualViewport!;
    // Whoever magnifies the page with two fingers wants the panel magnified as well.
    if (scale !== 1) return;
    view.style("h", `${height}px`);
    view.style("t", `${offsetTop}px`);
  };

  const mount = () => {
    if (view.root.isConnected || returns-- === 0) return;
    // A frame that is put in again begins anew.
    ready = false;
    document.documentElement.append(view.root);
    look();
    if (open || document.readyState === "complete") fetchFrame();
  };
  const begin = () => {
    mount();
    new MutationObserver(mount).observe(document.documentElement, { childList: true });
  };

  hold.disabled = true;
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, hold];
  visualViewport?.addEventListener("resize", fit);
  addEventListener("load", fetchFrame);
  const waiting: unknown = window.Attune;
  window.Attune = api;
  api.theme({ ...given, mode: given["theme"] });
  view.set("bare", given["launcher"] === "hidden");
  if (document.body) begin();
  else addEventListener("DOMContentLoaded", begin);
  if (Array.isArray(waiting)) for (const call of waiting as Call[]) api.push(call);
  dispatchEvent(new CustomEvent("attune:ready"));
}

const own = document.currentScript;
const tag = own instanceof HTMLScriptElement ? own : document.querySelector<HTMLScriptElement>('script[src*="/widget/loader.js"]');
// A tag that a page includes twice must not put up two launchers; an element named Attune is no API.
if (tag && !window.Attune?.version) start(tag);
