import { createHash } from "node:crypto";
import { CATALOGUE } from "../../policies/catalogue.ts";
import type { Severity } from "../../policies/rule.ts";
import type { GateViolation, Verdict } from "../gate/verdict.ts";

/** Numbers by which GitHub sorts (`security-severity`, docs.github.com "SARIF support for code scanning"). */
const SCORES: Readonly<Record<Severity, string>> = { critical: "9.5", high: "8.0", medium: "5.5", low: "3.0" };

/** The verdicts as SARIF 2.1.0. Fingerprints do not depend on lines, so that a result is the same one after the file has moved on. */
export function sarif(verdicts: readonly Verdict[], prefix: string): string {
  const results = verdicts.flatMap((verdict) => verdict.violations.map((violation) => result(verdict.stack, violation, prefix)));
  const others = [...new Set(results.map(({ ruleId }) => ruleId))].filter((id) => !CATALOGUE.some(({ name }) => name === id)).sort();
  const rules = [
    ...CATALOGUE.map(({ name, description, remediation, url, severity }) => ({
      id: name,
      shortDescription: { text: description },
      help: { text: remediation.replace("{file}", "the record") },
      helpUri: url,
      properties: { "security-severity": SCORES[severity], tags: ["identity"] },
    })),
    ...others.map((id) => ({ id, shortDescription: { text: "A requirement on the change itself." } })),
  ];
  const log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [{ tool: { driver: { name: "tenure", rules } }, results }],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function result(stack: string, { rule, subject, level, message, file, line, exception, standing }: GateViolation, prefix: string) {
  const fingerprint = createHash("sha256").update([stack, rule, subject, message].join("\n")).digest("hex").slice(0, 32);
  const justification = exception !== null ? `exception ${exception}` : standing ? "stands on base" : undefined;
  return {
    ruleId: rule,
    level: level === "mandatory" ? "error" : "note",
    message: { text: message },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: `${prefix}${file ?? `accounts/${stack}/account.yaml`}` },
          region: { startLine: line ?? 1 },
        },
      },
    ],
    partialFingerprints: { "tenure/v1": fingerprint },
    ...(justification === undefined ? {} : { suppressions: [{ kind: "external", justification }] }),
  };
}
