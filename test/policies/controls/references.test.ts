import { describe, expect, it } from "vitest";
import { controlsMeant, isKnownOlder, OLDER_REFERENCES } from "../../../policies/controls/references.ts";

const idsOf = (cited: string) =>
  controlsMeant(cited).map(({ framework, control }) => `${framework.name} ${framework.version} ${control.id}`);

describe("policies/controls/references", () => {
  it.each([
    ["PR.AC-4", ["NIST CSF 2.0 PR.AA-05"]],
    ["NIST CSF 1.1 PR.AC-4", ["NIST CSF 2.0 PR.AA-05"]],
    ["pr.aa-05", ["NIST CSF 2.0 PR.AA-05"]],
    ["PR.AC-1", ["NIST CSF 2.0 PR.AA-01", "NIST CSF 2.0 PR.AA-05"]],
    ["NHI-03", ["OWASP NHI Top 10 2025 NHI3:2025"]],
    ["NHI3", ["OWASP NHI Top 10 2025 NHI3:2025"]],
    ["NHI3:2025", ["OWASP NHI Top 10 2025 NHI3:2025"]],
    ["NHI-10", ["OWASP NHI Top 10 2025 NHI10:2025"]],
    ["GOVERN 2.1", ["NIST AI RMF 1.0 GOVERN 2.1"]],
    ["AC-2(3)", ["NIST SP 800-53 5 AC-2(3)"]],
    ["CIS AWS 3.0 1.14", ["CIS AWS Foundations 7.0 2.12"]],
    ["CIS AWS 5.0 1.14", ["CIS AWS Foundations 7.0 2.13"]],
  ])("%s is %j today", (cited, today) => {
    expect(idsOf(cited)).toEqual(today);
  });

  it("takes the name of a function or a framework for all of it", () => {
    expect(idsOf("GOVERN")).toEqual(["1.6", "1.7", "2.1", "3.2", "6.1"].map((id) => `NIST AI RMF 1.0 GOVERN ${id}`));
    expect(idsOf("SOC 2")).toHaveLength(4);
  });

  it("knows what it does not know, and what is out of scope", () => {
    expect([idsOf("PR.XX-9"), isKnownOlder("PR.XX-9")]).toEqual([[], false]);
    expect([idsOf("PR.AC-2"), isKnownOlder("PR.AC-2")]).toEqual([[], true]);
    expect(OLDER_REFERENCES.filter(({ today }) => today.length === 0).map(({ cited }) => cited)).toEqual(["NIST CSF 1.1 PR.AC-2"]);
  });
});
