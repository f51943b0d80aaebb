import { describe, expect, it } from "vitest";
import type { Instant } from "../../../../stacks/model/instant.ts";
import { comparison, exceptionText, expectedFinding } from "../../../support/findings.ts";
import { PART_NAMES, withGap } from "../../../support/observations.ts";
import { edit, personText, small } from "../../../support/small-organisation.ts";

const LEFT = { "directory/people/w1.yaml": personText({ login: "ada-l", id: 1, team: "payments", status: "left" }) };
const ENDS = {
  "directory/people/w1.yaml": `${personText({ login: "ada-l", id: 1, team: "payments", ends: "2026-12-31" })}timeZone: Europe/Berlin\n`,
  ...edit("accounts/prod/people/w1.yaml", "2027-03-31", "2026-12-30"),
};
const leavers = (...args: Parameters<typeof comparison>) => comparison(...args).findings.filter(({ check }) => check === "leaver");
const FOUND = expectedFinding({
  check: "leaver",
  subject: "arn:aws:iam::000000000000:user/w1",
  record: "people/w1",
  severity: "critical",
  message: "people/w1 is the access of person/w1, who has left",
});

describe("scripts/compare/checks/leaver", () => {
  it("finds nothing while everybody is here (in sync), somebody on leave included", () => {
    expect(leavers(small())).toEqual([]);
    expect(
      leavers(small({ "directory/people/w1.yaml": personText({ login: "ada-l", id: 1, team: "payments", status: "leave" }) })),
    ).toEqual([]);
  });

  it("finds the access of somebody who has left, as critical", () => {
    expect(leavers(small(LEFT))).toEqual([FOUND]);
  });

  it("finds it from midnight after the last day on, by the clock of the place where the person works", () => {
    expect(leavers(small(ENDS), undefined, "2026-12-31T22:59:59Z" as Instant)).toEqual([]);
    expect(leavers(small(ENDS), undefined, "2026-12-31T23:00:00Z" as Instant)).toEqual([
      { ...FOUND, message: "people/w1 is the access of person/w1, who has left (last day 2026-12-31)" },
    ]);
  });

  it("does not ask again for what is disabled", () => {
    const disabled = edit(
      "accounts/prod/people/w1.yaml",
      "console:",
      "state: disabled\ndisabled: { since: 2026-11-20, reason: left, ref: x }\nconsole:",
    );
    expect(leavers(small({ ...LEFT, ...disabled }))).toEqual([]);
  });

  it("is not about what somebody owns: that is the check orphaned", () => {
    const owned = edit("accounts/prod/service-accounts/exporter.yaml", "team/payments", "person/w9");
    expect(leavers(small(owned))).toEqual([]);
  });

  it("is covered by an exception, and found again when that expired", () => {
    const compared = (expires: string) =>
      comparison(small({ ...LEFT, "accounts/prod/exceptions/x.yaml": exceptionText("leaver", "people/w1", expires) }));
    expect(compared("2027-01-31").covered).toMatchObject([{ finding: FOUND, exception: "prod/exceptions/x" }]);
    expect(compared("2026-11-24").findings).toContainEqual(FOUND);
  });

  it("is never unknown: it needs no part of the observation", () => {
    for (const name of PART_NAMES) expect(leavers(small(LEFT), (observation) => withGap(observation, name))).toEqual([FOUND]);
  });

  it("finds the grants of somebody who has left", () => {
    const files = {
      "directory/people/w5.yaml": personText({ login: "pia-p", id: 5, team: "platform", status: "left" }),
      "directory/teams/platform.yaml": "lead: w1\n",
      "accounts/prod/grants/g1.yaml":
        "who: person/w5\nrole: admin\nreason: INC-1 restore of a table\nstarts: 2026-11-24T00:00:00Z\nends: 2026-11-24T04:00:00Z\n",
    };
    expect(
      comparison(small(files))
        .findings.filter(({ record }) => record === "grants/g1")
        .map(({ check, severity }) => [check, severity]),
    ).toEqual([["leaver", "critical"]]);
  });
});
