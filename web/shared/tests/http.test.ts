// @vitest-environment node
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Problem, request } from "../http";

const ANSWERS: Record<string, [status: number, body: string]> = {
  "/full": [200, '{"a": 1}'],
  "/empty": [204, ""],
  "/taken": [409, '{"title": "Conflict", "detail": "Ben has this conversation."}'],
  "/bare": [404, "[]"],
  "/page": [502, "<html>bad gateway</html>"],
};

let server: Server;
let home: string;
let asked: { method: string; headers: Record<string, unknown>; body: string };

beforeAll(async () => {
  server = createServer(async (incoming, outgoing) => {
    const parts: string[] = [];
    for await (const part of incoming) parts.push(String(part));
    asked = { method: incoming.method!, headers: incoming.headers, body: parts.join("") };
    const [status, body] = ANSWERS[incoming.url!]!;
    outgoing.writeHead(status).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  home = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

const failure = (path: string): Promise<unknown> => request("GET", path).catch((error: unknown) => error);

test("an answer is decoded, and an empty one is null", async () => {
  const answers = [await request("GET", `${home}/full`), await request("DELETE", `${home}/empty`)];

  expect(answers).toEqual([{ a: 1 }, null]);
});

test("a body goes out as JSON beside the caller's headers", async () => {
  await request("POST", `${home}/full`, { body: { text: "é" }, headers: { "X-CSRF-Token": "t" } });
  const { "content-type": type, "x-csrf-token": token } = asked.headers;

  expect([asked.method, type, token, asked.body]).toEqual(["POST", "application/json", "t", '{"text":"é"}']);
});

test.each([
  ["/taken", 409, "Ben has this conversation."],
  ["/bare", 404, "Not Found"],
  ["/page", 502, "The server's answer could not be read."],
])("a refusal of %s carries status %i and words", async (path, status, words) => {
  const problem = (await failure(home + path)) as Problem;

  expect([problem.status, problem.message]).toEqual([status, words]);
});

test("no answer at all is a problem of status 0", async () => {
  expect(await failure("http://127.0.0.1:1/")).toMatchObject({ name: "Problem", status: 0 });
});
