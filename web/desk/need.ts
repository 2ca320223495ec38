import type { Panel } from "../shared/desk_protocol";

/** How likely an order is soon and of what: "31% · Tea", or nothing when no model said so. */
export function needText({ need_probability: chance, next_category: category }: Panel): string {
  if (typeof chance !== "number") return "";
  return [`${Math.round(chance * 100)}%`, category].filter(Boolean).join(" · ");
}
