/** Who is signed in at the demo shop, remembered over reloads, with a token that stays fresh. */
import { createStore } from "../shared/store";
import { signIn } from "./catalogue";
import { withAttune } from "./chat";

const KEY = "juniper:customer";
/** A token is renewed this long before it ends, in milliseconds. */
const AHEAD = 5 * 60_000;
/** A chat that keeps refusing must not make the page ask without end. */
const BETWEEN_RENEWALS = 20_000;

export interface Session {
  /** The shop's reference of the customer; empty for a guest. */
  reference: string;
  name: string;
  token: string | null;
  /** When the token ends, in milliseconds since 1970. */
  ends: number;
  failed: boolean;
}

export type SessionEvent =
  | { type: "chosen"; reference: string; name: string }
  | { type: "signed-in"; reference: string; name: string; token: string; ends: number }
  | { type: "failed"; reference: string };

export const GUEST: Session = { reference: "", name: "", token: null, ends: 0, failed: false };

/** What the session is after something happened; answers for somebody else come too late. */
export function reduceSession(session: Session, event: SessionEvent): Session {
  if (event.type === "chosen") {
    if (event.reference === session.reference && !session.failed) return session;
    return { ...GUEST, reference: event.reference, name: event.name };
  }
  if (event.reference !== session.reference) return session;
  if (event.type === "failed") return { ...session, failed: session.token === null };
  return { reference: event.reference, name: event.name, token: event.token, ends: event.ends, failed: false };
}

interface Remembered {
  reference: string;
  name: string;
}

function remembered(text: string | null): Remembered {
  try {
    const value = JSON.parse(text ?? "null") as Partial<Remembered> | null;
    if (typeof value?.reference === "string") return { reference: value.reference, name: String(value.name ?? "") };
  } catch {
    // Not what this page has written: nobody is signed in.
  }
  return { reference: "", name: "" };
}

function recall(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

function remember(session: Session): void {
  try {
    const { reference, name } = session;
    if (reference) localStorage.setItem(KEY, JSON.stringify({ reference, name }));
    else localStorage.removeItem(KEY);
  } catch {
    // It then holds for this page only.
  }
}

export const session = createStore<Session, SessionEvent>(reduceSession, { ...GUEST, ...remembered(recall()) });

let renewal: ReturnType<typeof setTimeout> | undefined;
let renewedAt = 0;

async function renew(): Promise<void> {
  const { reference } = session.get();
  if (!reference) return;
  clearTimeout(renewal);
  renewedAt = Date.now();
  try {
    const { customer_token: token, expires_in: seconds, customer } = await signIn(reference);
    const ends = Date.now() + seconds * 1000;
    session.dispatch({ type: "signed-in", reference, name: customer.name, token, ends });
    // Somebody else may have been chosen meanwhile.
    if (session.get().token !== token) return;
    remember(session.get());
    withAttune((attune) => attune.identify(token));
    renewal = setTimeout(() => void renew(), Math.max(BETWEEN_RENEWALS, seconds * 1000 - AHEAD));
  } catch {
    session.dispatch({ type: "failed", reference });
    renewal = setTimeout(() => void renew(), BETWEEN_RENEWALS);
  }
}

function becomes(reference: string, name: string): void {
  const before = session.get();
  session.dispatch({ type: "chosen", reference, name });
  if (session.get() === before) return;
  clearTimeout(renewal);
  if (before.reference && before.reference !== reference) withAttune((attune) => attune.logout());
  if (reference) void renew();
}

/** Signs a customer in, or out for an empty reference. */
export function choose(reference: string, name = ""): void {
  becomes(reference, name);
  remember(session.get());
}

/** Tries once more to sign in whom the page remembers. */
export function signInAgain(): void {
  void renew();
}

/** Signs in whom the browser remembers, and keeps that up. */
export function startSession(): void {
  withAttune((attune) =>
    attune.on("identity-refused", () => {
      if (Date.now() - renewedAt > BETWEEN_RENEWALS) void renew();
    }),
  );
  document.addEventListener("visibilitychange", () => {
    const { token, ends } = session.get();
    // Timers stand still while a laptop sleeps.
    if (document.visibilityState === "visible" && token && Date.now() > ends - AHEAD) void renew();
  });
  addEventListener("storage", ({ key, newValue }) => {
    if (key !== KEY) return;
    const { reference, name } = remembered(newValue);
    becomes(reference, name);
  });
  void renew();
}
