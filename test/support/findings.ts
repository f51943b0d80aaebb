import { createHash } from "node:crypto";
import { type Comparison, compare } from "../../scripts/compare/compare.ts";
import type { Finding } from "../../scripts/compare/finding.ts";
import type { Observation } from "../../scripts/observe/observation.ts";
import type { Declared } from "../../stacks/model/declared.ts";
import type { Instant } from "../../stacks/model/instant.ts";
import type { Subject } from "../../stacks/model/ref.ts";
import { observationOf } from "./observations.ts";
import { AS_OF } from "./small-organisation.ts";

/** The id that the contract asks for, worked out apart from the code: a hash of check, subject and facet and of nothing else. */
export function idOf(check: string, subject: string, facet: string | null = null): string {
  return createHash("sha256")
    .update(`${check}\n${subject}\n${facet ?? ""}`)
    .digest("hex")
    .slice(0, 16);
}

/** A finding as expected: in `prod`, without facet and differences unless stated. */
export function expectedFinding(
  finding: Pick<Finding, "check" | "subject" | "severity" | "message"> & Partial<Omit<Finding, "id">>,
): Finding {
  const facet = finding.facet ?? null;
  return {
    account: "prod",
    record: null,
    differences: [],
    ...finding,
    facet,
    id: idOf(finding.check, finding.subject, facet),
  };
}

/** A finding for tests that only need one. */
export function someFinding(more: Partial<Omit<Finding, "id">> = {}): Finding {
  return expectedFinding({
    check: "expired",
    subject: "arn:aws:iam::000000000000:user/exporter" as Subject,
    record: "service-accounts/exporter",
    severity: "high",
    message: "service-accounts/exporter ended 1 Nov 2026 00:00:00 UTC (23 days ago)",
    ...more,
  });
}

/** Compares `prod` as it would be observed, after it was disturbed. */
export function comparison(
  declared: Declared,
  disturb: (observation: Observation) => Observation = (observation) => observation,
  asOf: Instant = AS_OF,
): Comparison {
  return compare(declared, disturb(observationOf(declared, "prod")), asOf);
}

/** The same without what is said of lapsed exceptions themselves: what they excused once is what a test is about. */
export function withoutLapsed(compared: Comparison): Comparison {
  return { ...compared, findings: compared.findings.filter(({ check }) => check !== "exception-lapsed") };
}

/** The text of an exception of `prod`; put it at `accounts/prod/exceptions/<name>.yaml`. */
export function exceptionText(rule: string, subject: string, expires = "2027-01-31", facet?: string): string {
  return `rule: ${rule}\nsubject: ${subject}\n${facet === undefined ? "" : `facet: ${facet}\n`}reason: Known and planned for January\ncompensating: Watched by the team every day\napprovedBy: person/w3\nexpires: ${expires}\n`;
}
