import { join } from "node:path";
import { folder } from "../stacks/files/tree.ts";
import type { Declared } from "../stacks/model/declared.ts";
import { type Problem, printProblem, RecordError } from "../stacks/model/errors.ts";
import { main, type Outcome } from "./command/command.ts";
import { fixRecords } from "./command/fix-records.ts";
import { COMMON } from "./command/options.ts";
import { readRecords } from "./command/records.ts";

/** `npm run validate`: reads all records and lists all errors. Needs nothing outside; permissions: none. */
await main({
  name: "validate",
  summary: "Reads every record, the directory and the settings, and lists all errors at once.",
  details:
    "With --fix it first repairs what is surely a slip of the pen: keys that are nearly right, moments in another time zone or form, account ids without\nquotes, white space, the line that names the schema. Whatever gives or takes access is left to people.",
  options: { fix: { help: "repair what is mechanical, and list the rest" }, root: COMMON.root, json: COMMON.json },
  exits: {
    clean: "everything is valid",
    findings: "there are errors, each printed as file:line: message",
    error: "the files could not be read at all",
  },
  examples: [
    "npm run validate",
    "npm run validate -- --fix",
    "npm run validate -- --json",
    "npm run validate -- --root ../identities/stacks",
  ],
  run({ options }): Outcome {
    const root = options.root ?? "stacks";
    const fixes = options.fix ? fixRecords(root, validate(root).problems) : [];
    const { declared, problems } = validate(root);
    const result = problems.length > 0 ? "findings" : "clean";
    if (options.json)
      return { result, output: JSON.stringify({ schema: "tenure/validate/1", valid: result === "clean", fixes, problems }, null, 2) };
    const repaired = fixes.map(({ file, line, what }) => `${join(root, file)}:${line}: fixed: ${what}`);
    return {
      result,
      output: [...repaired, ...(repaired.length > 0 ? [""] : []), declared ? summary(declared) : listing(root, problems)].join("\n"),
    };
  },
});

function validate(root: string): { declared?: Declared; problems: readonly Problem[] } {
  try {
    return { declared: readRecords(folder(root)), problems: [] };
  } catch (error) {
    if (error instanceof RecordError) return { problems: error.problems };
    throw error;
  }
}

function listing(root: string, problems: readonly Problem[]): string {
  const lines = problems.map((problem) => printProblem({ ...problem, file: join(root, problem.file) }));
  return `${lines.join("\n")}\n\n${problems.length} error${problems.length === 1 ? "" : "s"}`;
}

function summary({ accounts, directory }: Declared): string {
  const lines = [...accounts.values()].map((account) => {
    const byKind = Map.groupBy(account.records.values(), ({ kind }) => kind);
    const counts = [...byKind].map(([kind, records]) => `${records.length} ${kind}`).sort();
    return `${account.name} (${account.accountId}, ${account.environment}): ${[...counts, `${account.exceptions.length} exceptions`].join(", ")}`;
  });
  return [
    `valid: ${accounts.size} accounts, ${directory.people.size} people and ${directory.teams.size} teams in the directory`,
    ...lines,
  ].join("\n");
}
