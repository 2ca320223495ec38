// Builds the four bundles. Each folder under dist/ mirrors the addresses it is served at
// (see README.md), so the gateway needs no table of files.
import { rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const common = { configFile: false, publicDir: false, logLevel: "warn" };

/** An HTML page with hashed assets under /assets/NAME/. */
function page(name, html) {
  return build({
    ...common,
    root: here(`./${name}`),
    build: {
      outDir: here(`./dist/${name}`),
      emptyOutDir: false,
      assetsDir: `assets/${name}`,
      // A data: address for a script or a style would be refused by the content security policy.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      target: "es2022",
      rolldownOptions: { input: here(`./${name}/${html}`) },
    },
  });
}

/** The one file that a host page includes: no modules, no hashed name, no imports. */
function loader() {
  return build({
    ...common,
    root: here("./widget"),
    build: {
      outDir: here("./dist/widget"),
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

await rm(here("./dist"), { recursive: true, force: true });
await page("widget", "frame.html");
await loader();
await page("desk", "index.html");
await page("shop", "index.html");
