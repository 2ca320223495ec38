// Builds the four bundles. Each folder under dist/ mirrors the addresses it is served at
// (see README.md), so the gateway needs no table of files.
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";

/** Where `npm run build` leaves the pages. */
const DIST = "./dist";
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const common = { configFile: false, publicDir: false, logLevel: "warn" };

/** An HTML page with hashed assets under /assets/NAME/. */
function page(out, name, html) {
  return build({
    ...common,
    root: here(`./${name}`),
    build: {
      outDir: join(out, name),
      emptyOutDir: false,
      assetsDir: `assets/${name}`,
      // A data: address for a script or a style would be refused by the content security policy.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      target: "es2022",
      // Two years of browsers: what older ones do not know of CSS is written out for them.
      cssTarget: ["chrome111", "firefox113", "safari16.4"],
      rolldownOptions: { input: here(`./${name}/${html}`) },
    },
  });
}

/** The one file that a host page includes: no modules, no hashed name, no imports. */
function loader(out) {
  return build({
    ...common,
    root: here("./widget"),
    build: {
      outDir: join(out, "widget"),
      emptyOutDir: false,
      target: "es2020",
      lib: {
        entry: here("./widget/loader.ts"),
        formats: ["iife"],
        name: "AttuneLoader",
        fileName: () => "loader.js",
      },
    },
  });
}

/**
 * Builds everything into `out`, which is emptied first.
 *
 * @returns the widget's parts as Vite made them, each with what it imports.
 */
export async function buildAll(out) {
  await rm(out, { recursive: true, force: true });
  const { output } = await page(out, "widget", "frame.html");
  await loader(out);
  await page(out, "desk", "index.html");
  await page(out, "shop", "index.html");
  await page(out, "shop", "mailbox.html");
  return { widget: output };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildAll(here(DIST));
