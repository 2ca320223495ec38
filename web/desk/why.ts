import type { Summary } from "../shared/desk_protocol";
import { humanise } from "../shared/format";

/** The reasons behind a reply as pairs of words, whatever the server recorded. */
export function facts(why: Record<string, unknown>): [name: string, value: string][] {
  return Object.entries(why).flatMap(([name, value]): [string, string][] => {
    // What a rule saw is told beside the rule, not wrapped up in it.
    if (isRecord(value)) return facts(value);
    const text = words(value);
    return text === "" ? [] : [[humanise(name), text]];
  });
}

const CODE = /^[a-z]+(_[a-z0-9]+)+$/;

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function words(value: unknown): string {
  if (value === null || value === undefined || value === "") return "";
  if (Array.isArray(value)) return value.map(words).filter(Boolean).join(", ");
  if (isRecord(value)) return facts(value).map(([name, inner]) => `${name.toLowerCase()} ${inner}`).join(", ");
  if (typeof value === "number") return String(Math.round(value * 100) / 100);
  if (typeof value === "boolean") return value ? "yes" : "no";
  const text = String(value);
  return CODE.test(text) ? text.replaceAll("_", " ") : text;
}

/** Why a conversation stands where it stands in the line, what weighs most first: "waits 4 min, high customer value". */
export function scoreWords({ score }: Summary): string {
  return (score?.parts ?? []).map(({ words }) => words).join(", ");
}

/** The same with the points of each, for who wants to know it exactly. */
export function scoreSheet({ score }: Summary): string {
  if (!score) return "";
  const lines = score.parts.map(({ points, words }) => `${points > 0 ? "+" : ""}${points} ${words}`);
  return [...lines, `= ${score.points}`].join("\n");
}
