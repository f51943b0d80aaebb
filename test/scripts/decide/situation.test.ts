import { describe, expect, it } from "vitest";
import { endOfGrace, recordOf, written } from "../../../scripts/decide/situation.ts";
import type { Instant } from "../../../stacks/model/instant.ts";
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

  it.each([
    ["2026-11-24T00:00:00Z", "14d", "2026-12-08T00:00:00Z"],
    ["2026-11-24T00:00:01Z", "14d", "2026-12-09T00:00:00Z"],
    ["2026-11-24T23:59:59Z", "14d", "2026-12-09T00:00:00Z"],
    ["2026-11-24T06:00:00Z", "12h", "2026-11-25T00:00:00Z"],
  ])("ends what was found at %s after %s with a whole day, and never before: %s", (asOf, unmanaged, end) => {
    const declared = small({
      "settings.yaml": `teams: { security: security, platform: platform }\ngrace: { disabledBeforeRemoval: 30d, unmanaged: ${unmanaged}, settle: 5m }\n`,
    });
    expect(endOfGrace({ declared, asOf: asOf as Instant })).toBe(end);
  });

  it("writes an end as people do: a date where it is one", () => {
    expect(["2026-12-08T00:00:00Z", "2026-12-08T18:00:00Z"].map((end) => written(end as Instant))).toEqual([
      "2026-12-08",
      "2026-12-08T18:00:00Z",
    ]);
  });
});
