/**
 * The life of one connection as a pure state machine: what to do next is read off the state, and
 * the driver in socket.ts only carries it out.
 *
 *     stopped --start--> connecting --opened--> open --ready--> ready
 *                            ^                    |               |
 *                            |                    +----- lost ----+
 *                            +--due-- waiting <---------+
 */
export type Phase = "stopped" | "connecting" | "open" | "ready" | "waiting";

export interface Link {
  phase: Phase;
  /** Tries since the last connection that was greeted; sets the length of the next wait. */
  attempt: number;
}

export type LinkEvent = "start" | "opened" | "ready" | "lost" | "due" | "stop";

export const stopped: Link = { phase: "stopped", attempt: 0 };

export function nextLink(link: Link, event: LinkEvent): Link {
  const { phase, attempt } = link;
  switch (event) {
    case "start":
      return phase === "stopped" ? { phase: "connecting", attempt: 0 } : link;
    case "opened":
      return phase === "connecting" ? { phase: "open", attempt } : link;
    case "ready":
      return phase === "open" ? { phase: "ready", attempt: 0 } : link;
    case "lost":
      return phase === "stopped" || phase === "waiting" ? link : { phase: "waiting", attempt: attempt + 1 };
    case "due":
      return phase === "waiting" ? { phase: "connecting", attempt } : link;
    case "stop":
      return stopped;
  }
}

const FIRST_WAIT = 500;
const LONGEST_WAIT = 20_000;

/**
 * Milliseconds to wait before try number `attempt` (1, 2, ...): exponential with equal jitter, so
 * that a restarted server is not met by all of its clients in the same instant.
 *
 * @param random a number in [0, 1)
 */
export function backoff(attempt: number, random: number): number {
  const ceiling = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** Math.max(0, attempt - 1));
  return Math.round(ceiling / 2 + (ceiling / 2) * random);
}
