import { useEffect, useState } from "preact/hooks";

/** One place where a page's state lives; changed by dispatching what happened. */
export interface Store<State, Event> {
  get(): State;
  dispatch(event: Event): void;
  /** Calls back after each change; returns the way to stop. */
  subscribe(listener: () => void): () => void;
}

export function createStore<State, Event>(
  reduce: (state: State, event: Event) => State,
  initial: State,
): Store<State, Event> {
  let state = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => state,
    dispatch(event) {
      const next = reduce(state, event);
      if (next === state) return;
      state = next;
      for (const listener of [...listeners]) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Renders again whenever the store changes. */
export function useStore<State, Event>(store: Store<State, Event>): State {
  const [, redraw] = useState({});
  const shown = store.get();
  useEffect(() => {
    // What changed between the drawing and this moment was told to nobody.
    if (store.get() !== shown) redraw({});
    return store.subscribe(() => redraw({}));
  }, [store]);
  return shown;
}

/** The present time, renewed every `milliseconds`, for spans that grow while one looks. */
export function useNow(milliseconds: number): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), milliseconds);
    return () => clearInterval(timer);
  }, [milliseconds]);
  return now;
}
