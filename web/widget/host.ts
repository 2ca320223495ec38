import { fromHost, seal, type FrameMessage, type HostMessage } from "./bridge";

const given = new URLSearchParams(location.search);
const origin = given.get("host") ?? "";

/** Null when the page was opened by itself instead of inside a shop. */
const host = window.parent !== window && isOrigin(origin) ? window.parent : null;

/** What the loader knew of the language before the frame was there. */
export const firstLanguage = given.get("language");
export const framed = host !== null;

function isOrigin(text: string): boolean {
  return URL.canParse(text) && new URL(text).origin === text;
}

export function tell(message: FrameMessage): void {
  host?.postMessage(seal(message), origin);
}

/** Calls back with what the shop's page says, and with nothing that anyone else says. */
export function listen(hear: (message: HostMessage) => void): void {
  addEventListener("message", (event) => {
    const message = host && fromHost(event, origin, host);
    if (message) hear(message);
  });
}
