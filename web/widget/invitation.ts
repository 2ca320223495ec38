import { request } from "../shared/http";
import { createStore } from "../shared/store";
import type { Cap, Rule } from "./proactive";

/** What the shop says to whoever opens the chat here, and when it speaks first. */
export interface Invitation {
  greeting: string | null;
  starters: string[];
  /** Whether people answer now, and when they do next, in words. */
  support: { open: boolean; opens: string | null } | null;
  proactive: Rule[];
  proactive_cap: Cap;
}

export interface Arrival {
  token: string | null;
  page: string;
  language: string;
}

const none: Invitation = { greeting: null, starters: [], support: null, proactive: [], proactive_cap: { per_visit: 0, per_day: 0 } };

export const invitation = createStore((_: Invitation, next: Invitation) => next, none);

/** Pages of a single-page application follow each other quickly; the last one is asked about. */
const SETTLES = 300;
let asked = "";
let timer: ReturnType<typeof setTimeout> | undefined;

/** Asks the gateway how to greet this customer on this page; without an answer the widget's own words stay. */
export function invite({ token, page, language }: Arrival, ask = request): void {
  const body = { page, language, ...(token ? { customer_token: token } : {}) };
  const question = JSON.stringify(body);
  if (question === asked) return;
  asked = question;
  clearTimeout(timer);
  timer = setTimeout(async () => {
    try {
      const answer = await ask<Invitation>("POST", "/api/v1/widget/opening", { body });
      if (question === asked) invitation.dispatch({ ...none, ...answer });
    } catch {
      if (question === asked) asked = "";
    }
  }, SETTLES);
}
