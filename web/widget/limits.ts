/** The gateway refuses longer messages; it counts code points, as we do. */
export const LONGEST_MESSAGE = 10_000;
/** From here on the customer sees how much room is left. */
export const COUNT_FROM = 9_000;

export function lengthOf(text: string): number {
  return text.length < COUNT_FROM ? text.length : Array.from(text).length;
}
