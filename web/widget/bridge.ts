/**
 * The messages between the host page's loader and the framed app. Both sides take a message only
 * from the window and the origin that they expect, and only in one of these shapes.
 */

/** What a page tells about itself: where the customer is, what lies in the basket, which language. */
export type Context = Record<string, string | number | boolean | null>;
/** How the shop wants the widget to look; an empty text stands for "as it comes". */
export type Look = Record<string, string>;

export type HostMessage =
  | { type: "hello"; token: string | null; open: boolean; context: Context; look: Look }
  | { type: "opened" }
  | { type: "closed" }
  | { type: "identify"; token: string }
  | { type: "logout" }
  | { type: "context"; context: Context }
  | { type: "look"; look: Look }
  /** The browser's answer to the question whether this page may notify. */
  | { type: "permission"; state: string };

export type FrameMessage =
  /** The app is there; the styles are for the panel (inside the loader's shadow root) and the page that it covers. */
  | { type: "ready"; panel: string; page: string }
  | { type: "open" }
  | { type: "close" }
  /** What the launcher says of itself, in the customer's language. */
  | { type: "face"; label: string; title: string; dir: string; count: number }
  /** Shows that much of the frame beside the launcher; 0 for nothing. */
  | { type: "peek"; height: number }
  | { type: "link"; url: string; product: string | null }
  | { type: "notify"; title: string; body: string }
  /** Asks the browser for leave to notify. */
  | { type: "ask" }
  | { type: "event"; name: FrameEventName; detail: string | null };

export type FrameEventName = "message" | "identity-refused" | "proactive";

/** Marks our messages among all others that a page may exchange. */
const MARK = "attune";

export function seal<Message extends HostMessage | FrameMessage>(message: Message): Message & { mark: string } {
  return { ...message, mark: MARK };
}

type Incoming = Pick<MessageEvent, "data" | "origin" | "source">;
/** What a message must hold: for each field a value of the wanted type. */
type Shape = Record<string, unknown>;

const HOST_SHAPES: Record<HostMessage["type"], Shape> = {
  hello: { open: true, context: {}, look: {} },
  opened: {},
  closed: {},
  identify: { token: "" },
  logout: {},
  context: { context: {} },
  look: { look: {} },
  permission: { state: "" },
};

const FRAME_SHAPES: Record<FrameMessage["type"], Shape> = {
  ready: { panel: "", page: "" },
  open: {},
  close: {},
  face: { label: "", title: "", dir: "", count: 0 },
  peek: { height: 0 },
  link: { url: "" },
  notify: { title: "", body: "" },
  ask: {},
  event: { name: "" },
};

const alike = (value: unknown, wanted: unknown): boolean => typeof value === typeof wanted && value !== null;

function open<Message>(event: Incoming, origin: string, source: unknown, shapes: Record<string, Shape>): Message | null {
  const { data } = event as { data: Record<string, unknown> };
  if (event.origin !== origin || event.source !== source || !source || !alike(data, {}) || data["mark"] !== MARK) return null;
  const type = String(data["type"]);
  const shape = Object.hasOwn(shapes, type) && shapes[type];
  return shape && Object.keys(shape).every((field) => alike(data[field], shape[field])) ? (data as Message) : null;
}

/** What the host page says to the frame; null for anything else. */
export function fromHost(event: Incoming, origin: string, host: unknown): HostMessage | null {
  return open<HostMessage>(event, origin, host, HOST_SHAPES);
}

/** What the frame says to the host page; null for anything else. */
export function fromFrame(event: Incoming, origin: string, frame: unknown): FrameMessage | null {
  return open<FrameMessage>(event, origin, frame, FRAME_SHAPES);
}
