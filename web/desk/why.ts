import { humanise } from "../shared/format";

/** The reasons behind a reply as pairs of words, whatever the server recorded. */
export function facts(why: Record<string, unknown>): [name: string, value: string][] {
  return Object.entries(why)
    .map(([name, value]): [string, string] => [humanise(name), words(value)])
    .filter(([, value]) => value !== "");
}

function words(value: unknown): string {
  if (value === null || value === undefined || value === "") return "";
  if (Array.isArray(value)) return value.map(words).filter(Boolean).join(", ");
  if (typeof value === "object") {
    return facts(value as Record<string, unknown>)
      .map(([name, inner]) => `${name.toLowerCase()}: ${inner}`)
      .join(", ");
  }
  if (typeof value === "number") return String(Math.round(value * 100) / 100);
  if (typeof value === "boolean") return value ? "yes" : "no";
  return String(value);
}
