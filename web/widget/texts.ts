import { createStore } from "../shared/store";
import { translator, type SameTexts, type Values } from "../shared/texts";
import english from "./texts/en";

export type Texts = SameTexts<typeof english>;

/** Each language is a file of its own, fetched when it is wanted; English is always at hand. */
const OTHERS: Record<string, () => Promise<{ default: Texts }>> = {
  ar: () => import("./texts/ar"),
  de: () => import("./texts/de"),
  es: () => import("./texts/es"),
  fr: () => import("./texts/fr"),
  zh: () => import("./texts/zh"),
};
const RIGHT_TO_LEFT = new Set(["ar"]);

type Key = Parameters<ReturnType<typeof translator<typeof english>>>[0];
let say: (key: Key, values?: Values) => string = translator(english);

/** The language on show; subscribe to it to draw anew when it changes. */
export const language = createStore((_: string, next: string) => next, "en");

export const t = (key: Key, values?: Values): string => say(key, values);

export const direction = (of = language.get()): "ltr" | "rtl" => (RIGHT_TO_LEFT.has(of) ? "rtl" : "ltr");

/** The first of these tags ("de-AT", "zh") that there are texts for. */
export function chooseLanguage(wanted: readonly (string | null | undefined)[]): string {
  const spoken = wanted.map((tag) => tag?.toLowerCase().split(/[-_]/)[0] ?? "");
  return spoken.find((one) => one === "en" || Object.hasOwn(OTHERS, one)) ?? "en";
}

let latest = "en";

/** Brings the texts of a language; what is spoken stays when they cannot be had. */
export async function speak(wanted: string): Promise<void> {
  latest = wanted;
  try {
    const table = wanted === "en" ? english : (await OTHERS[wanted]!()).default;
    if (wanted !== latest) return;
    say = translator(table as typeof english, wanted);
    language.dispatch(wanted);
  } catch {
    // Without its file the language cannot be spoken, and the words on show stay readable.
  }
}

/**
 * What people ask most, offered before anything was said: the title in the customer's language, the
 * text in the assistant's.
 */
export function starters(): { title: string; text: string }[] {
  return (["order", "return", "advice"] as const).map((about) => ({
    title: t(`starter.${about}`),
    text: english[`starter.${about}`],
  }));
}

/** How a customer asks the assistant for a person, in the assistant's language. */
export const PERSON_TEXT = "I want to talk to a person";
