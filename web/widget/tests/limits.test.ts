import { expect, test } from "vitest";
import { LARGEST_FILE_MB, MOST_FILES, sift } from "../limits";

const file = (name: string, type: string, size: number) => {
  const made = new File(["x"], name, { type });
  Object.defineProperty(made, "size", { value: size });
  return made;
};
const MB = 1024 * 1024;

test.each([
  ["image/png", 1, undefined],
  ["application/pdf", LARGEST_FILE_MB * MB, undefined],
  ["application/pdf", LARGEST_FILE_MB * MB + 1, "file.size"],
  ["image/svg+xml", 1, "file.type"],
  ["text/html", 1, "file.type"],
  ["", 1, "file.type"],
  ["image/gif", 0, "file.empty"],
])("a file of %j with %i bytes: %s", (type, size, fault) => {
  const { taken, faults } = sift([file("it", type, size)], 0);

  expect([taken.length, faults[0]?.fault]).toEqual([fault ? 0 : 1, fault]);
});

test("what is too many is named, and the others are taken", () => {
  const { taken, faults } = sift([1, 2, 3].map((n) => file(`${n}.png`, "image/png", 1)), MOST_FILES - 2);

  expect([taken.map(({ name }) => name), faults]).toEqual([
    ["1.png", "2.png"],
    [{ fault: "file.tooMany", name: "3.png" }],
  ]);
});
