import { h, render } from "preact";
import { expect, test } from "vitest";
import { Problem } from "../../shared/http";
import { SignIn } from "../components/sign_in";
import type { Desk } from "../desk";

const settled = () => new Promise((resolve) => setTimeout(resolve, 20));

/** A page with the sign-in, and a server that refuses with one problem after the other. */
function page(...problems: string[]) {
  const tried: (string | undefined)[][] = [];
  const signIn = async (...given: (string | undefined)[]): Promise<void> => {
    tried.push(given);
    const code = problems.shift();
    if (code) throw new Problem(401, "Unauthorized", `refused: ${code}`, code);
  };
  const root = document.createElement("div");
  document.body.append(root);
  render(h(SignIn, { desk: { signIn } as unknown as Desk, notice: null }), root);
  const field = (name: string) => root.querySelector<HTMLInputElement>(`[data-testid=desk-${name}]`);
  const type = (name: string, text: string) => {
    field(name)!.value = text;
    field(name)!.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const submit = async () => {
    await settled();
    root.querySelector("form")!.dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }));
    await settled();
  };
  const failure = () => root.querySelector("[role=alert]")?.textContent ?? null;
  type("email", "ana@shop.example");
  type("password", "correct horse");
  return { tried, field, type, submit, failure };
}

test("nobody is asked for a code who needs none", async () => {
  const { tried, field, submit } = page();
  await submit();

  expect(tried).toEqual([["ana@shop.example", "correct horse", undefined]]);
  expect(field("code")).toBeNull();
});

test("a second factor is asked for when the server wants it, without a word of failure", async () => {
  const { tried, field, type, submit, failure } = page("second_factor_needed");
  await submit();
  expect([failure(), document.activeElement]).toEqual([null, field("code")]);
  await submit();
  expect(failure()).toContain("code");
  type("code", " 123 456 ");
  await submit();

  expect(tried).toEqual([
    ["ana@shop.example", "correct horse", undefined],
    ["ana@shop.example", "correct horse", "123 456"],
  ]);
});

test("a wrong code is told and emptied for the next one", async () => {
  const { field, type, submit, failure } = page("second_factor_needed", "second_factor_wrong");
  await submit();
  type("code", "000000");
  await submit();

  expect(failure()).toContain("second_factor_wrong");
  expect(field("code")!.value).toBe("");
});
