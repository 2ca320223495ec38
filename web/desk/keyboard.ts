export type Command =
  | { type: "move"; step: 1 | -1 }
  | { type: "take" }
  | { type: "reply" }
  | { type: "hand-back" }
  | { type: "help" }
  | { type: "leave" }
  | { type: "view"; index: number };

interface Press {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
}

const COMMANDS = new Map<string, Command>([
  ["j", { type: "move", step: 1 }],
  ["k", { type: "move", step: -1 }],
  ["t", { type: "take" }],
  ["r", { type: "reply" }],
  ["h", { type: "hand-back" }],
  ["?", { type: "help" }],
]);

/**
 * What a key press asks for, or null.
 *
 * @param writing a field has the focus: letters belong to it, and Escape leaves it
 */
export function commandFor({ key, ctrlKey, metaKey, altKey }: Press, writing: boolean): Command | null {
  if (ctrlKey || metaKey || altKey) return null;
  if (writing) return key === "Escape" ? { type: "leave" } : null;
  if (/^[1-4]$/.test(key)) return { type: "view", index: Number(key) - 1 };
  return COMMANDS.get(key) ?? null;
}

export const SHEET = [
  ["j", "key.next"],
  ["k", "key.previous"],
  ["t", "key.take"],
  ["r", "key.reply"],
  ["h", "key.handBack"],
  ["1 – 4", "key.views"],
  ["Esc", "key.leave"],
  ["?", "key.help"],
] as const;
