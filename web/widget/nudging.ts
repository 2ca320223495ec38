import { createStore } from "../shared/store";
import { invitation } from "./invitation";
import { keep, kept } from "./kept";
import { current, dismissed, memoryFrom, nextNudge, shown, type Memory, type Rule } from "./proactive";

const PLACE = "attune:proactive";

/** The proactive message on show beside the launcher. */
export const nudge = createStore((_: Rule | null, next: Rule | null) => next, null);

/** Where the customer is; `busy` while they need no invitation. */
export interface Here {
  page: string;
  basketMinor: number;
  busy: boolean;
}

let here: Here = { page: "", basketMinor: 0, busy: true };
let since = Date.now();
let timer: ReturnType<typeof setTimeout> | undefined;

const memory = (): Memory => current(memoryFrom(kept(PLACE)), new Date());

/** Something changed that decides whether and when to speak first. */
export function consider(next: Here = here): void {
  if (next.page !== here.page) since = Date.now();
  here = next;
  clearTimeout(timer);
  if (here.busy) return nudge.dispatch(null);
  const { proactive, proactive_cap } = invitation.get();
  if (nudge.get() || proactive.length === 0) return;
  const situation = { ...here, secondsOnPage: (Date.now() - since) / 1_000 };
  const now = memory();
  const found = nextNudge(proactive, proactive_cap, now, situation);
  keep(PLACE, now);
  if (!found) return;
  timer = setTimeout(() => show(found.rule), found.wait * 1_000);
}

function show(rule: Rule): void {
  // Another tab may have shown it meanwhile.
  const { proactive, proactive_cap } = invitation.get();
  const now = memory();
  const due = nextNudge(proactive, proactive_cap, now, { ...here, secondsOnPage: Infinity });
  if (due?.rule.id !== rule.id) return;
  keep(PLACE, shown(now, rule.id));
  nudge.dispatch(rule);
}

/** The customer has answered it by opening the chat, or does not want it: it does not come again. */
export function settle(): void {
  const rule = nudge.get();
  if (!rule) return;
  keep(PLACE, dismissed(memory(), rule.id));
  nudge.dispatch(null);
}

invitation.subscribe(() => consider());
