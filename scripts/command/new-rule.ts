import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { CATALOGUE } from "../../policies/catalogue.ts";
import type { Outcome } from "./command.ts";
import { UsageError } from "./options.ts";

/** The repository whose rules these are. */
const REPOSITORY = join(import.meta.dirname, "../..");

/** The control under which a new rule stands until somebody chooses: permissions are defined in policy and enforced. */
const CONTROL = /id: "PR\.AA-05",[^[]*provenBy: \[\n/;

/**
 * Writes a rule that says nothing yet, its test with all four groups, and its lines in the catalogue and the controls.
 * Types, tests and the generated page are red until it is written, and say what is missing. Nothing is written over.
 * @throws UsageError for a name that is no `<facet>-<requirement>`, or is taken.
 */
export function newRule(name: string, dryRun: boolean, repository = REPOSITORY): Outcome {
  const facets = [...new Set(CATALOGUE.map(({ judges }) => judges as string)), "membership", "profile", "federation"].sort();
  const facet = facets.find((each) => name.startsWith(`${each}-`));
  if (facet === undefined || !/^[a-z]+(-[a-z0-9]+)+$/.test(name))
    throw new UsageError(`rule ${name}: expected <facet>-<requirement>, the facet one of ${facets.join(", ")}`);
  const stem = name.slice(facet.length + 1);
  const files = {
    [`policies/rules/${facet}/${stem}.ts`]: ruleText(name, facet),
    [`test/policies/rules/${facet}/${stem}.test.ts`]: testText(name, facet, stem),
  };
  const taken = Object.keys(files).find((path) => existsSync(join(repository, path)));
  if (taken !== undefined) throw new UsageError(`rule ${name}: ${taken} is there already`);
  const edited = {
    "policies/catalogue.ts": withRule(readFileSync(join(repository, "policies/catalogue.ts"), "utf8"), name, `./rules/${facet}/${stem}.ts`),
    "policies/controls/nist-csf.ts": readFileSync(join(repository, "policies/controls/nist-csf.ts"), "utf8").replace(
      CONTROL,
      (found) => `${found}        "${name}",\n`,
    ),
  };
  const all = { ...files, ...edited };
  if (!dryRun) {
    for (const [path, text] of Object.entries(all)) {
      mkdirSync(dirname(join(repository, path)), { recursive: true });
      writeFileSync(join(repository, path), text);
    }
  }
  const said = Object.keys(all).map((path) => `${dryRun ? "would write" : "wrote"} ${path}`);
  return { result: "clean", output: [...said, "Write the rule and its test, choose its controls, then: npm run generate"].join("\n") };
}

function camelCase(name: string): string {
  return name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}

/** The catalogue with one rule more, both tables in the order of names. */
function withRule(text: string, name: string, path: string): string {
  const later = CATALOGUE.find((rule) => rule.name > name)?.name;
  const [before, line] = later === undefined ? ["/** Every rule", "];"] : [`import { ${camelCase(later)} }`, `  ${camelCase(later)},`];
  const imported = `import { ${camelCase(name)} } from "${path}";\n`;
  return text.replace(before, () => `${imported}${before}`).replace(`\n${line}`, () => `\n  ${camelCase(name)},\n${line}`);
}

function ruleText(name: string, facet: string): string {
  const isRecord = facet === "record";
  const helper = isRecord ? "exampleRecord" : "exampleOf";
  const example = isRecord ? 'exampleRecord("service-accounts/billing-exporter")' : `{ ...OF, facet: "${facet}" }`;
  return `import { ${helper} } from "../../example.ts";
import { rule } from "../../rule.ts";
${isRecord ? "" : '\nconst OF = exampleOf("user", "billing-exporter", "service-accounts");\n'}
/** Why the organisation wants this, in one sentence. */
export const ${camelCase(name)} = rule({
  name: "${name}",
  description: "One sentence that says what is so when the rule is kept.",
  severity: "medium",
  level: "mandatory",
  judges: "${facet}",
  field: "purpose",
  remediation: "Change it in {file}.",
  url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/",
  violations() {
    return [];
  },
  compliant: { judged: ${example} },
  violating: { judged: ${example}, says: ["what is wrong, with the value"] },
});
`;
}

function testText(name: string, facet: string, stem: string): string {
  const group = (title: string, says: string) => `
  describe("${title}", () => {
    it("${says}", () => {
      expect(says(rule, rule.violating.judged)).toEqual(["to be written"]);
    });
  });
`;
  return `import { describe, expect, it } from "vitest";
import { ${camelCase(name)} as rule } from "../../../../policies/rules/${facet}/${stem}.ts";
import { says } from "../../judging.ts";

describe("policies/rules/${facet}/${stem}", () => {${[
    group("compliant", "has nothing to say about what keeps it"),
    group("violating", "says what is wrong"),
    group("not applicable", "has nothing to say about others"),
    group("unknown at preview", "lets what is not known surface"),
  ]
    .join("")
    .replace(/^\n/, "\n")}});
`;
}
