import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readActions } from "../../scripts/command/iam-data.ts";
import { actionTable } from "../../scripts/generate/action-table.ts";
import { controlsPage } from "../../scripts/generate/controls-page.ts";
import { observerPolicy } from "../../scripts/generate/observer-policy.ts";
import { onCallPolicy } from "../../scripts/generate/on-call-policy.ts";
import { recordsPage } from "../../scripts/generate/records-page.ts";
import { rulesPage } from "../../scripts/generate/rules-page.ts";
import { schemaFiles } from "../../scripts/generate/schemas.ts";
import { settingsPage } from "../../scripts/generate/settings-page.ts";
import { REPOSITORY, readText } from "../support/sources.ts";

const GENERATED = new Map([
  ...schemaFiles(),
  [".github/reference/controls.md", controlsPage()] as const,
  [".github/reference/records.md", recordsPage()] as const,
  [".github/reference/rules.md", rulesPage()] as const,
  [".github/reference/settings.md", settingsPage()] as const,
  [".github/reference/observer-policy.json", observerPolicy()] as const,
  [".github/reference/on-call-policy.json", onCallPolicy()] as const,
  ["stacks/iam/actions.json", actionTable(await readActions())] as const,
]);

describe("test/conformance/generated", () => {
  it.each([...GENERATED])("%s is current (npm run generate)", (path, text) => {
    expect(existsSync(join(REPOSITORY, path)) && readText(path)).toBe(text);
  });

  it("nothing is left of what is generated no more", () => {
    const there = ["stacks/schemas", ".github/reference"].flatMap((folder) =>
      readdirSync(join(REPOSITORY, folder)).map((name) => `${folder}/${name}`),
    );
    expect(there.filter((path) => !GENERATED.has(path))).toEqual([]);
  });
});
