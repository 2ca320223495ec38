/** The gateway refuses longer messages; it counts code points, as we do. */
export const LONGEST_MESSAGE = 10_000;
/** From here on the customer sees how much room is left. */
export const COUNT_FROM = 9_000;

export function lengthOf(text: string): number {
  return text.length < COUNT_FROM ? text.length : Array.from(text).length;
}

export const LARGEST_FILE_MB = 5;
export const MOST_FILES = 5;
export const FILE_TYPES = ["image/png", "image/jpeg", "image/webp", "image/gif", "application/pdf"];

export type Fault = "file.type" | "file.size" | "file.empty" | "file.tooMany";

/** Divides chosen files into those that the gateway will take and what is wrong with the others. */
export function sift(chosen: File[], already: number): { taken: File[]; faults: { fault: Fault; name: string }[] } {
  const taken: File[] = [];
  const faults: { fault: Fault; name: string }[] = [];
  for (const file of chosen) {
    const fault = faultOf(file) ?? (already + taken.length >= MOST_FILES ? "file.tooMany" : null);
    if (fault) faults.push({ fault, name: file.name });
    else taken.push(file);
  }
  return { taken, faults };
}

function faultOf({ type, size }: File): Fault | null {
  if (!FILE_TYPES.includes(type)) return "file.type";
  if (size === 0) return "file.empty";
  return size > LARGEST_FILE_MB * 1024 * 1024 ? "file.size" : null;
}
