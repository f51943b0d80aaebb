import { describe, expect, it } from "vitest";
import type { Instant } from "../../../../stacks/model/instant.ts";
import { comparison } from "../../../support/findings.ts";
import { small } from "../../../support/small-organisation.ts";

const vendor = (expires: string, more = "") => ({
  "accounts/prod/vendors/backup.yaml": `owner: team/platform\npurpose: Off-site backups\nexpires: ${expires}\ncontract: { company: Acme, ends: 2026-12-31 }\ntrust: { account: "999988887777", externalId: tn-1 }\n${more}`,
});
const OFF = "state: disabled\ndisabled: { since: 2026-11-24, reason: stopped, ref: x }\n";
const found = (files: Record<string, string>, asOf: string) =>
  comparison(small(files), undefined, asOf as Instant)
    .findings.filter(({ record }) => record === "vendors/backup")
    .map(({ check, severity, message }) => [check, severity, message]);

describe("scripts/compare/checks/contract-ended", () => {
  it("finds a third party whose contract is over, from the first instant after its last day on", () => {
    const files = vendor("2027-03-31");
    const checks = (asOf: string) => found(files, asOf).map(([check]) => check);
    expect(checks("2026-12-31T23:59:59Z")).not.toContain("contract-ended");
    expect(found(files, "2027-01-01T00:00:00Z")).toContainEqual([
      "contract-ended",
      "high",
      "vendors/backup goes on, but the last day of the contract is 2026-12-31",
    ]);
  });

  it("leaves a record whose own end has come to the check expired", () => {
    const checks = found(vendor("2027-01-01"), "2027-01-01T00:00:00Z").map(([check]) => check);
    expect([checks.includes("expired"), checks.includes("contract-ended")]).toEqual([true, false]);
  });

  it("has nothing more to say once it is stopped", () => {
    expect(found(vendor("2027-03-31", OFF), "2027-01-02T00:00:00Z").map(([check]) => check)).not.toContain("contract-ended");
  });
});
