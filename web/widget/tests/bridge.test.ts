import { expect, test } from "vitest";
import { fromFrame, fromHost, seal } from "../bridge";

const SHOP = "https://shop.example";
const HOME = "https://attune.example";
const host = {} as Window;
const frame = {} as Window;
const stranger = {} as Window;

const event = (data: unknown, origin: string, source: Window | null) => ({ data, origin, source });

test("each side hears the other", () => {
  const identify = seal({ type: "identify", token: "t" });
  const face = seal({ type: "face", label: "Chat", title: "Chat", dir: "ltr", count: 2 });

  expect([fromHost(event(identify, SHOP, host), SHOP, host), fromFrame(event(face, HOME, frame), HOME, frame)]).toEqual([
    identify,
    face,
  ]);
});

test.each<[string, unknown, string, Window | null]>([
  ["another origin", seal({ type: "logout" }), "https://evil.example", host],
  ["an origin that only begins alike", seal({ type: "logout" }), `${SHOP}.evil.example`, host],
  ["an opaque origin", seal({ type: "logout" }), "null", host],
  ["another window of the same origin", seal({ type: "logout" }), SHOP, stranger],
  ["no window", seal({ type: "logout" }), SHOP, null],
  ["an unmarked message", { type: "logout" }, SHOP, host],
  ["text", "logout", SHOP, host],
  ["nothing", null, SHOP, host],
  ["an unknown type", { mark: "attune", type: "obey" }, SHOP, host],
  ["an inherited name", { mark: "attune", type: "toString" }, SHOP, host],
  ["a frame's message", seal({ type: "ask" }), SHOP, host],
  ["a token that is no text", { mark: "attune", type: "identify", token: 7 }, SHOP, host],
  ["a hello with parts missing", { mark: "attune", type: "hello", open: true }, SHOP, host],
])("the frame turns away %s", (_, data, origin, source) => {
  expect(fromHost(event(data, origin, source), SHOP, host)).toBeNull();
});

test.each<[string, unknown, string, Window | null]>([
  ["another origin", seal({ type: "close" }), SHOP, frame],
  ["another frame", seal({ type: "close" }), HOME, stranger],
  ["a host's message", seal({ type: "identify", token: "t" }), HOME, frame],
  ["a count that is no number", { mark: "attune", type: "face", label: "", title: "", dir: "ltr", count: "2" }, HOME, frame],
  ["a link without an address", { mark: "attune", type: "link", product: null }, HOME, frame],
])("the host page turns away %s", (_, data, origin, source) => {
  expect(fromFrame(event(data, origin, source), HOME, frame)).toBeNull();
});

test("a frame that is not loaded yet has no window to be mistaken for", () => {
  expect(fromFrame(event(seal({ type: "close" }), HOME, null), HOME, null)).toBeNull();
});
