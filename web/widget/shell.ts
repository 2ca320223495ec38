import type { Context } from "./bridge";

/** What the shop's page and the browser have said: all that is around the conversation. */
export interface Shell {
  open: boolean;
  /** The page has said who and where the customer is. */
  greeted: boolean;
  token: string | null;
  context: Context;
  /** What the browser said when it was asked whether the page may notify; empty before. */
  permission: string;
}

export type ShellEvent =
  | { type: "opened" }
  | { type: "closed" }
  | { type: "identified"; token: string | null }
  | { type: "context"; context: Context }
  | { type: "permission"; state: string };

export const firstState = (open: boolean): Shell => ({
  open,
  greeted: false,
  token: null,
  context: {},
  permission: "",
});

export function reduceShell(state: Shell, event: ShellEvent): Shell {
  switch (event.type) {
    case "opened":
      return state.open ? state : { ...state, open: true };
    case "closed":
      return state.open ? { ...state, open: false } : state;
    case "identified":
      return { ...state, greeted: true, token: event.token };
    case "context":
      return { ...state, context: event.context };
    case "permission":
      return { ...state, permission: event.state };
  }
}
