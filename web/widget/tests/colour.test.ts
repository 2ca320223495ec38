import { expect, test } from "vitest";
import { contrast, standOut, textOn, written, type Colour } from "../colour";

const PAPERS: Record<string, Colour> = { light: [255, 255, 255], dark: [25, 29, 28] };
const BRANDS: [string, Colour][] = [
  ["black", [0, 0, 0]],
  ["white", [255, 255, 255]],
  ["yellow", [255, 212, 0]],
  ["deep green", [47, 93, 74]],
  ["middle grey", [119, 119, 119]],
  ["pure red", [255, 0, 0]],
  ["navy", [0, 0, 80]],
];

test.each([
  [[0, 0, 0], [255, 255, 255], 21],
  [[255, 255, 255], [255, 255, 255], 1],
  [[118, 118, 118], [255, 255, 255], 4.54],
] as [Colour, Colour, number][])("%j beside %j differ by %f", (one, other, ratio) => {
  expect([contrast(one, other), contrast(other, one)].map((value) => Math.round(value * 100) / 100)).toEqual([ratio, ratio]);
});

test.each(BRANDS)("a shop whose colour is %s can be read, light and dark", (_, brand) => {
  const readable = Object.values(PAPERS).map((paper) => {
    const fill = standOut(brand, paper, 3);
    const ink = standOut(brand, paper, 4.5);
    return [contrast(fill, paper) >= 3, contrast(textOn(fill), fill) >= 4.5, contrast(ink, paper) >= 4.5, contrast(textOn(ink), ink) >= 4.5];
  });

  expect(readable.flat()).toEqual(Array(8).fill(true));
});

test("a colour that stands out already is left as it is", () => {
  expect(written(standOut([47, 93, 74], PAPERS["light"]!, 4.5))).toBe("rgb(47 93 74)");
});
