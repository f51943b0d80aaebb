import { describe, expect, it } from "vitest";
import { recordOf } from "../../../scripts/decide/situation.ts";
import { situationOf } from "../../support/decisions.ts";
import { someFinding } from "../../support/findings.ts";
import { small } from "../../support/small-organisation.ts";

describe("scripts/decide/situation", () => {
  it("gives the record that a finding is about", () => {
    expect(recordOf(someFinding(), situationOf(small())).ref).toBe("service-accounts/exporter");
  });

  it.each([
    ["what no record declares", null],
    ["a boundary, which belongs to the account", "tenure/until-2027-03-31"],
  ] as const)("throws for %s", (_, record) => {
    const finding = someFinding({ record });
    expect(() => recordOf(finding, situationOf(small()))).toThrow(new Error(`finding ${finding.id} (expired) names no record of prod`));
  });
});
