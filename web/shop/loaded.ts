/** Data of a page: kept for whoever comes back, asked for anew when it has grown old. */
import { useEffect, useRef, useState } from "preact/hooks";
import { Problem, request } from "../shared/http";

const MOST_KEPT = 60;
const FRESH = 30_000;

interface Kept {
  value: unknown;
  at: number;
}

const kept = new Map<string, Kept>();

function keep(key: string, value: unknown): void {
  kept.delete(key);
  kept.set(key, { value, at: Date.now() });
  if (kept.size > MOST_KEPT) kept.delete(kept.keys().next().value!);
}

export interface Loaded<T> {
  value: T | null;
  failure: Problem | null;
  /** Whether what is shown belongs to an earlier question. */
  stale: boolean;
  retry(): void;
}

/**
 * Loads what lies at a path of the service; nothing while there is none.
 *
 * @param key - what the answer is kept under, where the path alone does not decide it
 */
export function useLoaded<T>(
  path: string | null,
  load: () => Promise<T> = () => request<T>("GET", path!),
  key = path,
): Loaded<T> {
  const [answer, setAnswer] = useState<{ key: string | null; value: T | null; failure: Problem | null }>(() => ({
    key,
    value: (key !== null && (kept.get(key)?.value as T)) || null,
    failure: null,
  }));
  const [attempt, setAttempt] = useState(0);
  const latest = useRef(key);
  latest.current = key;

  useEffect(() => {
    if (key === null) return setAnswer({ key, value: null, failure: null });
    const known = kept.get(key);
    if (known) setAnswer({ key, value: known.value as T, failure: null });
    if (known && Date.now() - known.at < FRESH && attempt === 0) return;
    load().then(
      (value) => {
        keep(key, value);
        if (latest.current === key) setAnswer({ key, value, failure: null });
      },
      (error: unknown) => {
        // What is known already is better than a message; but what is gone is gone.
        if (latest.current !== key || (known && !(error instanceof Problem && error.status === 404))) return;
        const failure = error instanceof Problem ? error : new Problem(0, String(error), "");
        setAnswer({ key, value: null, failure });
      },
    );
  }, [key, attempt]);

  return {
    value: answer.value,
    failure: answer.key === key ? answer.failure : null,
    stale: answer.key !== key,
    retry: () => {
      setAnswer({ key, value: null, failure: null });
      setAttempt((count) => count + 1);
    },
  };
}
