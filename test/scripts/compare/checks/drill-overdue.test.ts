import { describe, expect, it } from "vitest";
import { compare } from "../../../../scripts/compare/compare.ts";
import { observationOf } from "../../../support/observations.ts";
import { AS_OF, small } from "../../../support/small-organisation.ts";

function find(more: string) {
  const glass = `owner: team/security\npurpose: Administration when everything else is down\nexpires: 2027-10-31\ncustodians: [person/w3, person/w4]\nrole: { permissions: [ledger-write] }\n${more}`;
  const declared = small({ "accounts/prod/break-glass/glass-1.yaml": glass });
  return compare(declared, observationOf(declared, "prod"), AS_OF).findings.map(
    ({ check, severity, message }) => `${severity} ${check}: ${message}`,
  );
}

describe("scripts/compare/checks/drill-overdue", () => {
  it("finds what was not tried in time, to the day", () => {
    expect(find("drill: { lastAt: 2025-11-25, every: 365d }\n")).toEqual([]);
    expect(find("drill: { lastAt: 2025-11-24, every: 365d }\n")).toEqual([
      "high drill-overdue: break-glass/glass-1 was tried last on 2025-11-24, and is to be tried every 365d: that was due at 2026-11-24T00:00:00Z",
    ]);
  });

  it("finds what was never tried, and leaves alone what is disabled", () => {
    expect(find("")).toEqual(["medium drill-overdue: break-glass/glass-1 has never been tried"]);
    expect(find("state: disabled\ndisabled: { since: 2026-11-01, reason: replaced by another, ref: x }\n")).toEqual([]);
  });
});
