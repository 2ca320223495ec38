import { backoff, nextLink, stopped, type Link, type LinkEvent } from "./link";

/** The part of the browser that a connection needs; tests pass their own. */
export interface Surroundings {
  open(url: string): WebSocket;
  random(): number;
}

export interface ConnectionOptions {
  url: string;
  /** The socket is open: say hello. */
  onOpen(): void;
  /** One JSON message from the server. */
  onEvent(event: { type: string } & Record<string, unknown>): void;
  onLink(link: Link): void;
  surroundings?: Surroundings;
}

const PING_EVERY = 20_000;
const SILENCE_LIMIT = 45_000;
const OPEN_LIMIT = 10_000;

const browser: Surroundings = {
  open: (url) => new WebSocket(url),
  random: Math.random,
};

/** A WebSocket that comes back by itself and notices when the other side has gone quiet. */
export class Connection {
  private link: Link = stopped;
  private socket: WebSocket | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private pings: ReturnType<typeof setInterval> | undefined;
  private heardAt = 0;
  private readonly surroundings: Surroundings;
  private readonly retryNow = () => this.step("due");
  /** The browser says that the network is gone: say so at once, rather than when the silence has lasted. */
  private readonly cut = () => this.step("lost");

  constructor(private readonly options: ConnectionOptions) {
    this.surroundings = options.surroundings ?? browser;
  }

  start(): void {
    globalThis.addEventListener?.("online", this.retryNow);
    globalThis.addEventListener?.("offline", this.cut);
    this.step("start");
  }

  stop(): void {
    globalThis.removeEventListener?.("online", this.retryNow);
    globalThis.removeEventListener?.("offline", this.cut);
    this.step("stop");
  }

  /** Try again at once instead of after the wait. */
  retry(): void {
    this.step("due");
  }

  /** The server has greeted us: later losses start again from the shortest wait. */
  ready(): void {
    this.step("ready");
  }

  /** Drop this socket and come back by the usual way. */
  restart(): void {
    this.step("lost");
  }

  /** Sends one message; false when there is no open socket to take it. */
  send(message: object): boolean {
    if (this.socket?.readyState !== 1) return false;
    this.socket.send(JSON.stringify(message));
    return true;
  }

  private step(event: LinkEvent): void {
    const before = this.link;
    this.link = nextLink(before, event);
    if (this.link === before) return;
    if (this.link.phase !== before.phase) this.enter(this.link);
    this.options.onLink(this.link);
  }

  private enter(link: Link): void {
    clearTimeout(this.timer);
    if (link.phase === "connecting") this.connect();
    if (link.phase === "open") this.watch();
    if (link.phase === "waiting") {
      this.discard();
      this.timer = setTimeout(() => this.step("due"), backoff(link.attempt, this.surroundings.random()));
    }
    if (link.phase === "stopped") this.discard();
  }

  private connect(): void {
    const socket = this.surroundings.open(this.options.url);
    this.socket = socket;
    this.timer = setTimeout(() => this.step("lost"), OPEN_LIMIT);
    // A socket that was replaced may still report its end; it must not end its successor.
    const current = (act: () => void) => () => {
      if (this.socket === socket) act();
    };
    socket.onopen = current(() => {
      this.step("opened");
      this.options.onOpen();
    });
    socket.onclose = current(() => this.step("lost"));
    socket.onmessage = (event) => current(() => this.hear(event.data))();
  }

  private hear(data: unknown): void {
    this.heardAt = Date.now();
    let event: unknown;
    try {
      event = JSON.parse(String(data));
    } catch {
      return;
    }
    if (typeof event === "object" && event !== null && "type" in event) {
      this.options.onEvent(event as { type: string } & Record<string, unknown>);
    }
  }

  private watch(): void {
    this.heardAt = Date.now();
    clearInterval(this.pings);
    this.pings = setInterval(() => {
      if (Date.now() - this.heardAt > SILENCE_LIMIT) this.step("lost");
      else this.send({ type: "ping" });
    }, PING_EVERY);
  }

  private discard(): void {
    clearInterval(this.pings);
    const socket = this.socket;
    this.socket = null;
    socket?.close();
  }
}

/** The ws: or wss: address of a path on the page's own origin. */
export function socketAddress(path: string, page: Location = location): string {
  return `${page.protocol === "https:" ? "wss:" : "ws:"}//${page.host}${path}`;
}
