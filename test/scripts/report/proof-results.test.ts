import { describe, expect, it } from "vitest";
import { nextEntry } from "../../../scripts/ledger/entry.ts";
import { allResults, checkResults, lastResults, ruleResults, worstOutcome } from "../../../scripts/report/proof-results.ts";
import type { Instant } from "../../../stacks/model/instant.ts";
import { deployedFacts, driftFacts } from "../../support/entries.ts";

const AT = "2026-11-24T06:00:00Z" as Instant;
const found = (check: string, record: string | null = null) => ({
  id: "0123456789abcdef",
  check,
  record,
  subject: "b".repeat(64),
  severity: "high" as const,
});
const drift = nextEntry(
  undefined,
  "drift",
  AT,
  driftFacts({
    checks: ["changed", "expired", "leaver", "missing", "orphaned"],
    findings: [found("changed", "prod/people/w1"), found("orphaned")],
    covered: [{ id: "1123456789abcdef", check: "expired", record: "prod/people/w2", exception: "prod/exceptions/x" }],
    unknown: ["leaver", "orphaned"],
  }),
);
const violation = (rule: string, exception: string | null) => ({
  rule,
  record: "prod/people/w1",
  level: "mandatory" as const,
  standing: exception === null,
  exception,
});
const deployed = nextEntry(
  drift,
  "deployed",
  AT,
  deployedFacts({
    rules: ["a", "b", "c"],
    violations: [violation("b", "prod/exceptions/x"), violation("c", "prod/exceptions/x"), violation("c", null)],
  }),
);

describe("scripts/report/proof-results", () => {
  it("tells pass, excepted, unknown and found apart; what was found counts although not everything was seen", () => {
    expect(checkResults(drift).map(({ name, outcome }) => [name, outcome])).toEqual([
      ["changed", "fail"],
      ["expired", "excepted"],
      ["leaver", "unknown"],
      ["missing", "pass"],
      ["orphaned", "fail"],
    ]);
    expect(checkResults(drift)[1]).toMatchObject({
      kind: "check",
      stack: "prod",
      at: AT,
      entry: 1,
      findings: [],
      records: ["prod/people/w2"],
      exceptions: ["prod/exceptions/x"],
    });
  });

  it("takes what stands for a failure of its rule, also where another violation of it is excepted", () => {
    expect(ruleResults(deployed).map(({ name, outcome }) => [name, outcome])).toEqual([
      ["a", "pass"],
      ["b", "excepted"],
      ["c", "fail"],
    ]);
  });

  it("has no result where an entry kept none", () => {
    expect(checkResults({ ...drift, facts: driftFacts({ checks: null }) })).toEqual([]);
    expect(ruleResults({ ...deployed, facts: deployedFacts({ rules: null, violations: null }) })).toEqual([]);
  });

  it("keeps the last result of each in each stack", () => {
    const later = nextEntry(deployed, "drift", AT, driftFacts({ checks: ["changed"], findings: [] }));
    const dev = nextEntry(later, "drift", AT, driftFacts({ stack: "dev", checks: ["changed"], findings: [found("changed")] }));
    const last = lastResults(allResults([drift, later, dev], [deployed]));
    expect(last.get("changed")!.map(({ stack, outcome, entry }) => [stack, outcome, entry])).toEqual([
      ["dev", "fail", 4],
      ["prod", "pass", 3],
    ]);
    expect(last.get("nothing")).toBeUndefined();
  });

  it("knows the worst outcome, and that nothing is none", () => {
    expect(worstOutcome(["pass", "unknown", "excepted"])).toBe("unknown");
    expect(worstOutcome(["unknown", "fail"])).toBe("fail");
    expect(worstOutcome([])).toBeUndefined();
  });
});
