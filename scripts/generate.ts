import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { main, type Outcome } from "./command/command.ts";
import { readActions } from "./command/iam-data.ts";
import { actionTable } from "./generate/action-table.ts";
import { controlsPage } from "./generate/controls-page.ts";
import { observerPolicy } from "./generate/observer-policy.ts";
import { onCallPolicy } from "./generate/on-call-policy.ts";
import { recordsPage } from "./generate/records-page.ts";
import { rulesPage } from "./generate/rules-page.ts";
import { schemaFiles } from "./generate/schemas.ts";
import { settingsPage } from "./generate/settings-page.ts";

/** `npm run generate`: writes what is made from the tables. Needs nothing outside; permissions: none. */
await main({
  name: "generate",
  summary:
    "Writes the generated files: JSON Schemas for editors, the references of records, settings, rules, checks and controls, the IAM policies of observer and on-call, the table of AWS's actions.",
  options: { check: { help: "write nothing; fail when a file is stale" } },
  exits: { clean: "everything is current", findings: "with --check: something is stale", error: "something could not be written" },
  examples: ["npm run generate", "npm run generate -- --check"],
  async run({ options }): Promise<Outcome> {
    const files = new Map([
      ...schemaFiles(),
      [".github/reference/controls.md", controlsPage()],
      [".github/reference/records.md", recordsPage()],
      [".github/reference/rules.md", rulesPage()],
      [".github/reference/settings.md", settingsPage()],
      [".github/reference/observer-policy.json", observerPolicy()],
      [".github/reference/on-call-policy.json", onCallPolicy()],
      ["stacks/iam/actions.json", actionTable(await readActions())],
    ]);
    const stale = [...files].filter(([path, text]) => !existsSync(path) || readFileSync(path, "utf8") !== text);
    if (options.check)
      return {
        result: stale.length > 0 ? "findings" : "clean",
        output: stale.map(([path]) => `stale: ${path} (npm run generate)`).join("\n"),
      };
    for (const [path, text] of stale) {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    }
    return { result: "clean", output: `${files.size} files, ${stale.length} written` };
  },
});
