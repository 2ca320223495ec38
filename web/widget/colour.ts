/** What colours look like beside each other, by the reckoning of WCAG 2. */

/** Red, green and blue from 0 to 255. */
export type Colour = readonly [number, number, number];

const WHITE: Colour = [255, 255, 255];
const BLACK: Colour = [0, 0, 0];
const STEPS = 25;

function luminance(colour: Colour): number {
  const [red, green, blue] = colour.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** From 1 (the same) to 21 (black on white). */
export function contrast(one: Colour, other: Colour): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

/** White or black, whichever is easier to read on this ground. */
export const textOn = (ground: Colour): Colour => (contrast(WHITE, ground) >= contrast(BLACK, ground) ? WHITE : BLACK);

/** The colour itself where it stands out from the ground, else the nearest darker or lighter one that does. */
export function standOut(colour: Colour, ground: Colour, wanted: number): Colour {
  const end = textOn(ground);
  for (let step = 0; step <= STEPS; step += 1) {
    const share = step / STEPS;
    const mixed = colour.map((part, index) => Math.round(part + (end[index]! - part) * share)) as unknown as Colour;
    if (contrast(mixed, ground) >= wanted) return mixed;
  }
  return end;
}

export const written = ([red, green, blue]: Colour): string => `rgb(${red} ${green} ${blue})`;
