/** What a form card asks, as reckoning: which values are wrong, and the text that they make. */
import type { FormCard, FormField } from "../shared/protocol";

export type Answers = Record<string, string>;
export type FieldFault = "missing" | "invalid" | "long";

const LONGEST = 500;

export const longestOf = (field: FormField): number => field.longest ?? LONGEST;

/** What is wrong with one value, if anything. */
export function faultOf(field: FormField, value: string): FieldFault | null {
  const given = value.trim();
  if (given === "") return field.required ? "missing" : null;
  if (Array.from(given).length > longestOf(field)) return "long";
  if (field.type === "choice" && !field.options?.some((option) => option.value === given)) return "invalid";
  return field.pattern && !matches(field.pattern, given) ? "invalid" : null;
}

function matches(pattern: string, value: string): boolean {
  try {
    return new RegExp(`^(?:${pattern})$`, "u").test(value);
  } catch {
    // A pattern that this browser cannot read is left to the server to check.
    return true;
  }
}

/** Each field that is wrong, in the order of the form. */
export function faultsOf(form: FormCard, answers: Answers): Map<string, FieldFault> {
  const found = new Map<string, FieldFault>();
  for (const field of form.fields) {
    const fault = faultOf(field, answers[field.name] ?? "");
    if (fault) found.set(field.name, fault);
  }
  return found;
}

/** The form's template with the answers in it; an empty one takes its punctuation along. */
export function fill(form: FormCard, answers: Answers): string {
  const named = new Set(form.fields.map(({ name }) => name));
  return form.template
    .replace(/\{(\w+)\}/g, (whole, name: string) => (named.has(name) ? (answers[name] ?? "").trim() : whole))
    .replace(/\s+([,;])/g, "$1")
    .replace(/([,;])(?:\s*[,;])+/g, "$1")
    .replace(/[ \t]{2,}/g, " ")
    .replace(/^[\s,;]+|[\s,;]+$/g, "");
}
