import { describe, expect, it } from "vitest";
import type { Instant } from "../../../../stacks/model/instant.ts";
import { comparison, expectedFinding } from "../../../support/findings.ts";
import { small } from "../../../support/small-organisation.ts";

const GRANT = {
  "accounts/prod/grants/g1.yaml":
    "who: person/w5\nrole: admin\nreason: INC-1 restore of a table\nstarts: 2026-11-23T20:00:00Z\nends: 2026-11-24T00:00:00Z\n",
};
const found = (asOf: string) => comparison(small(GRANT), undefined, asOf as Instant).findings;

describe("scripts/compare/checks/grant-ended", () => {
  it("finds nothing while the window is open", () => {
    expect(found("2026-11-23T23:59:59Z")).toEqual([]);
  });

  it("finds a grant from its end on, once, and not as an expired record besides", () => {
    const message = "grants/g1 of person/w5 ended 24 Nov 2026 00:00:00 UTC";
    expect(found("2026-11-24T00:00:00Z")).toEqual([
      expectedFinding({
        check: "grant-ended",
        subject: "arn:aws:iam::000000000000:role/tenure/grants/admin-g1",
        record: "grants/g1",
        severity: "low",
        message: expect.stringContaining(message) as unknown as string,
      }),
    ]);
  });
});
