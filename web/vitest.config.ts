import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["**/tests/*.test.{ts,mjs}"],
    exclude: ["node_modules", "dist"],
    environment: "happy-dom",
    environmentOptions: { happyDOM: { url: "https://attune.example/widget/frame" } },
  },
});
