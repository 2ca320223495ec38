// @vitest-environment node
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildAll } from "../build.mjs";

const LOADER_LIMIT = 3 * 1024;
const APP_LIMIT = 35 * 1024;

const LANGUAGES = ["ar", "de", "es", "fr", "zh"];

let out;
let parts;
beforeAll(async () => {
  out = await mkdtemp(join(tmpdir(), "attune-web-"));
  parts = new Map((await buildAll(out)).widget.map((part) => [part.fileName, part]));
}, 120_000);
afterAll(() => rm(out, { recursive: true, force: true }));

const weight = async (path) => gzipSync(await readFile(join(out, path)), { level: 9 }).length;

async function assets(name) {
  const files = await readdir(join(out, name, "assets", name));
  return files.map((file) => `${name}/assets/${name}/${file}`);
}

test("the loader costs the shop's page at most 3 KB", async () => {
  expect(await weight("widget/loader.js")).toBeLessThanOrEqual(LOADER_LIMIT);
});

/** Everything that a browser asks for together with these scripts: what they import, and the styles of all. */
function together(names, found = new Set()) {
  for (const name of names) {
    if (found.has(name)) continue;
    found.add(name);
    const { imports = [], viteMetadata } = parts.get(name);
    together([...imports, ...(viteMetadata?.importedCss ?? [])], found);
  }
  return found;
}

test.each(LANGUAGES)("what a browser loads before the first message can be written in %s comes in at most 35 KB", async (language) => {
  const entry = [...parts.values()].find(({ isEntry }) => isEntry).fileName;
  const texts = [...parts.values()].find(({ facadeModuleId }) => facadeModuleId?.endsWith(`/texts/${language}.ts`)).fileName;
  const loaded = [...together([entry, texts])];
  const weights = await Promise.all(["frame.html", ...loaded].map((name) => weight(`widget/${name}`)));

  expect([loaded.length >= 3, weights.reduce((sum, one) => sum + one) <= APP_LIMIT]).toEqual([true, true]);
});

test.each([
  ["widget", "frame.html"],
  ["desk", "index.html"],
  ["shop", "index.html"],
])("the %s page needs no inline code and finds its files at their own addresses", async (name, html) => {
  const page = await readFile(join(out, name, html), "utf8");
  const inline = page.match(/<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=/g);
  const wanted = [...page.matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)].map((found) => `${name}/${found[1]}`);
  const built = new Set(await assets(name));

  expect([inline, wanted.length >= 2, wanted.filter((path) => !built.has(path))]).toEqual([null, true, []]);
});

test("every asset carries a hash in its name, so that it may be cached for ever", async () => {
  const all = (await Promise.all(["widget", "desk", "shop"].map(assets))).flat();

  expect(all.filter((path) => !/-[\w-]{8}\.\w+$/.test(path))).toEqual([]);
});

test("the lock file names no address of a registry", async () => {
  const lock = JSON.parse(await readFile(new URL("../package-lock.json", import.meta.url), "utf8"));

  expect(Object.entries(lock.packages).filter(([, entry]) => "resolved" in entry)).toEqual([]);
});
