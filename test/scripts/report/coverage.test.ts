import { describe, expect, it } from "vitest";
import { controlsMeant } from "../../../policies/controls/references.ts";
import { coverageJson, coverageOf, coverageText } from "../../../scripts/report/coverage.ts";
import type { ProofOutcome, ProofResult } from "../../../scripts/report/proof-results.ts";

const result = (name: string, outcome: ProofOutcome, entry = 1, stack = "prod"): ProofResult => ({
  ...{ name, kind: "check", stack, at: `2026-11-0${entry}T00:00:00Z`, entry, outcome },
  findings: [],
  records: [],
  exceptions: [],
});
/** NHI9:2025 is proven by one rule and nothing else. */
const NHI9 = controlsMeant("NHI-09");
const PROOF = NHI9[0]!.control.provenBy[0]!;

describe("scripts/report/coverage", () => {
  it.each([
    [[], "unknown", "never"],
    [[result(PROOF, "pass")], "proven", "pass"],
    [[result(PROOF, "excepted")], "proven", "excepted"],
    [[result(PROOF, "unknown")], "unknown", "unknown"],
    [[result(PROOF, "pass", 1), result(PROOF, "fail", 2, "dev")], "failing", "fail"],
    [[result(PROOF, "fail", 1), result(PROOF, "pass", 2)], "proven", "pass"],
  ] as const)("takes %j for %s", (results, status, outcome) => {
    const [control] = coverageOf(NHI9, results);
    expect([control!.status, control!.proofs.map((proof) => proof.outcome)]).toEqual([status, [outcome]]);
  });

  it("says openly what nothing proves", () => {
    const [control] = coverageOf(controlsMeant("PS-5"), []);
    expect(control).toMatchObject({ status: "unproven", proofs: [], gap: "A change of team or manager is not followed yet." });
    expect(coverageText("evidence", [control!])).toBe(
      "NIST SP 800-53 5\n  unproven  PS-5  Personnel Transfer\n              gap: A change of team or manager is not followed yet.\n\n1 controls by evidence: 0 proven, 0 failing, 0 unknown, 1 without any proof",
    );
  });

  it("names the entries and the oldest of the last results", () => {
    const [control] = coverageOf(NHI9, [result(PROOF, "pass", 3), result(PROOF, "pass", 2, "dev")]);
    expect(control!.proofs).toEqual([{ name: PROOF, outcome: "pass", since: "2026-11-02T00:00:00Z", entries: [2, 3] }]);
    expect(coverageText("evidence", [control!])).toContain(`${PROOF}  pass  since 2026-11-02T00:00:00Z  entry 2, 3`);
    expect(coverageJson("evidence", [control!])).toEqual({ schema: "tenure/evidence-controls/1", ledger: "evidence", controls: [control] });
  });
});
