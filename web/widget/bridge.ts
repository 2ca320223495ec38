/**
 * The messages between the host page's loader and the framed app. Both sides take a message only
 * from the window and the origin that they expect, and only in one of these shapes.
 */

export type HostMessage =
  | { type: "hello"; token: string | null; open: boolean; accent: string | null }
  | { type: "opened" }
  | { type: "closed" }
  | { type: "identify"; token: string }
  | { type: "logout" };

export type FrameMessage =
  | { type: "ready" }
  | { type: "close" }
  | { type: "unread"; count: number }
  | { type: "link"; url: string; product: string | null }
  | { type: "event"; name: FrameEventName; detail: string | null };

export type FrameEventName = "message" | "owner" | "identity-refused";

/** Marks our messages among all others that a page may exchange. */
const MARK = "attune";

export function seal<Message extends HostMessage | FrameMessage>(message: Message): Message & { mark: string } {
  return { ...message, mark: MARK };
}

type Incoming = Pick<MessageEvent, "data" | "origin" | "source">;

function unseal(event: Incoming, origin: string, source: unknown): Record<string, unknown> | null {
  if (event.origin !== origin || event.source !== source || !source) return null;
  const data: unknown = event.data;
  if (typeof data !== "object" || data === null) return null;
  const fields = data as Record<string, unknown>;
  return fields["mark"] === MARK ? fields : null;
}

const isText = (value: unknown): value is string => typeof value === "string";
const isTextOrNull = (value: unknown): value is string | null => value === null || isText(value);

const HOST_SHAPES: Record<HostMessage["type"], (fields: Record<string, unknown>) => boolean> = {
  hello: (f) => isTextOrNull(f["token"]) && typeof f["open"] === "boolean" && isTextOrNull(f["accent"]),
  opened: () => true,
  closed: () => true,
  identify: (f) => isText(f["token"]),
  logout: () => true,
};

const FRAME_SHAPES: Record<FrameMessage["type"], (fields: Record<string, unknown>) => boolean> = {
  ready: () => true,
  close: () => true,
  unread: (f) => Number.isInteger(f["count"]),
  link: (f) => isText(f["url"]) && isTextOrNull(f["product"]),
  event: (f) => isText(f["name"]) && isTextOrNull(f["detail"]),
};

function check<Message>(fields: Record<string, unknown> | null, shapes: Record<string, (f: Record<string, unknown>) => boolean>) {
  const type = fields?.["type"];
  if (!fields || !isText(type) || !Object.hasOwn(shapes, type) || !shapes[type]!(fields)) return null;
  return fields as Message;
}

/** What the host page says to the frame; null for anything else. */
export function fromHost(event: Incoming, origin: string, host: unknown): HostMessage | null {
  return check<HostMessage>(unseal(event, origin, host), HOST_SHAPES);
}

/** What the frame says to the host page; null for anything else. */
export function fromFrame(event: Incoming, origin: string, frame: unknown): FrameMessage | null {
  return check<FrameMessage>(unseal(event, origin, frame), FRAME_SHAPES);
}
