import { createStore } from "../shared/store";
import { keep, kept } from "./kept";

/** How this customer wants to be called; nothing of it unless they say so. */
export interface Preferences {
  sound: boolean;
  notify: boolean;
  /** A notification shows what was written, for others to see as well. */
  words: boolean;
}

const PLACE = "attune:preferences";

function remembered(): Preferences {
  try {
    const found = JSON.parse(kept(PLACE) ?? "{}") as Partial<Record<keyof Preferences, unknown>>;
    return { sound: found.sound === true, notify: found.notify === true, words: found.words === true };
  } catch {
    return { sound: false, notify: false, words: false };
  }
}

export const preferences = createStore((before: Preferences, change: Partial<Preferences>) => ({ ...before, ...change }), remembered());

preferences.subscribe(() => keep(PLACE, preferences.get()));
