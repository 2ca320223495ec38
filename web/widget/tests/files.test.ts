import { afterEach, expect, test, vi } from "vitest";
import { upload } from "../files";
import { speak } from "../texts";

/** A browser's request that is answered at once. */
function answering(status: number, body: object) {
  return class {
    upload = {};
    status = status;
    statusText = "";
    responseText = JSON.stringify(body);
    onload: (() => void) | null = null;
    open(): void {}
    setRequestHeader(): void {}
    abort(): void {}
    send(): void {
      this.onload?.();
    }
  };
}

function send(status: number, body: object) {
  vi.stubGlobal("XMLHttpRequest", answering(status, body));
  const content = new Blob(["<html>"], { type: "image/png" });
  return upload({ url: "/", headers: {}, name: "bild.png", content, share: () => undefined, signal: new AbortController().signal });
}

afterEach(() => vi.unstubAllGlobals());

test("a file that is not what its name says is refused in the customer's language", async () => {
  await speak("de");

  await expect(send(415, { detail: "this is no PNG file" })).rejects.toThrow("bild.png kann nicht gesendet werden");
});

test("other refusals are told in the gateway's words", async () => {
  await expect(send(413, { detail: "a file may have 5 MB" })).rejects.toThrow("a file may have 5 MB");
});
