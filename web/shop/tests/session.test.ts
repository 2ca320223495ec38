import { expect, test } from "vitest";
import { GUEST, reduceSession, type Session } from "../session";

const signedIn = { type: "signed-in", reference: "anna", name: "Anna", token: "t1", ends: 5 } as const;
const anna: Session = { reference: "anna", name: "Anna", token: "t1", ends: 5, failed: false };

test("who is chosen is shown at once and signed in when the shop vouches for them", () => {
  const chosen = reduceSession(GUEST, { type: "chosen", reference: "anna", name: "Anna" });

  expect(chosen).toEqual({ ...GUEST, reference: "anna", name: "Anna" });
  expect(reduceSession(chosen, signedIn)).toEqual(anna);
});

test("a token for somebody who is no longer chosen is let go", () => {
  const other = reduceSession(anna, { type: "chosen", reference: "ben", name: "Ben" });

  expect(reduceSession(other, signedIn)).toBe(other);
  expect(reduceSession(other, { type: "failed", reference: "anna" })).toBe(other);
});

test("signing out forgets name and token", () => {
  expect(reduceSession(anna, { type: "chosen", reference: "", name: "" })).toEqual(GUEST);
});

test("a renewal that fails keeps what still holds; a first sign-in that fails says so", () => {
  const waiting = { ...GUEST, reference: "anna", name: "Anna" };

  expect(reduceSession(anna, { type: "failed", reference: "anna" })).toEqual(anna);
  expect(reduceSession(waiting, { type: "failed", reference: "anna" }).failed).toBe(true);
});

test("choosing the same person again changes nothing, unless their sign-in failed", () => {
  const again = { type: "chosen", reference: "anna", name: "Anna" } as const;

  expect(reduceSession(anna, again)).toBe(anna);
  expect(reduceSession({ ...anna, token: null, failed: true }, again).failed).toBe(false);
});
