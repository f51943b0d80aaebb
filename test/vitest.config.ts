import { defineConfig } from "vitest/config";

// biome-ignore lint/style/noDefaultExport: vitest reads the default export
export default defineConfig({
  cacheDir: "../node_modules/.cache/vitest",
  test: {
    root: import.meta.dirname,
    include: ["**/*.test.ts"],
    globalSetup: ["./support/global-setup.ts"],
    reporters: ["default", "./support/reporter.ts"],
    // Real child processes on two cores: generous, and never the reason for a verdict.
    testTimeout: 60_000,
    hookTimeout: 180_000,
  },
});
