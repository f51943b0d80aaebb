import { describe, expect, it } from "vitest";
import type { Observation } from "../../../../scripts/observe/observation.ts";
import { comparison, exceptionText, expectedFinding, withoutLapsed } from "../../../support/findings.ts";
import { changeRole, changeUser, PART_NAMES, roleIn, userIn, withGap } from "../../../support/observations.ts";
import { edit, small } from "../../../support/small-organisation.ts";

const USER = "arn:aws:iam::000000000000:user/exporter";
const boundary = (name: string) => `arn:aws:iam::000000000000:policy/tenure/${name}` as const;
const DECLARED = boundary("until-2027-03-31");
const common = { check: "expiry-not-enforced", subject: USER, record: "service-accounts/exporter", facet: "boundary" } as const;
const ENDS = "service-accounts/exporter works until 30 Mar 2027 23:59:59 UTC (in 127 days) by its record";
const unbounded = (observation: Observation) => changeUser(observation, "exporter", { boundary: null });
const NONE = expectedFinding({
  ...common,
  severity: "critical",
  message: `${ENDS}; AWS has no boundary on it, so nothing ends it`,
  differences: [{ property: "boundary", declared: DECLARED, observed: "nothing" }],
});

describe("scripts/compare/checks/expiry-not-enforced", () => {
  it("finds nothing while record, tag and boundary agree (in sync)", () => {
    expect(comparison(small()).findings).toEqual([]);
  });

  it("finds an identity without a boundary, as critical", () => {
    expect(comparison(small(), unbounded).findings).toEqual([NONE]);
  });

  it.each([
    ["a later end of ours", boundary("until-2029-03-31")],
    ["an earlier end of ours", boundary("until-2026-12-31")],
    ["a foreign boundary", "arn:aws:iam::aws:policy/ReadOnlyAccess"],
    ["the boundary of another account", "arn:aws:iam::111111111111:policy/tenure/until-2027-03-31"],
  ] as const)("finds %s, as critical", (_, other) => {
    expect(comparison(small(), (observation) => changeUser(observation, "exporter", { boundary: other })).findings).toEqual([
      expectedFinding({
        ...common,
        severity: "critical",
        message: `${ENDS}; its boundary in AWS is ${other}`,
        differences: [{ property: "boundary", declared: DECLARED, observed: other }],
      }),
    ]);
  });

  it("finds a disabled identity that is not stopped in AWS", () => {
    const files = edit(
      "accounts/prod/workloads/worker.yaml",
      "trust:",
      "state: disabled\ndisabled: { since: 2026-11-23, reason: stopped, ref: x }\ntrust:",
    );
    const { findings } = comparison(small(files), (observation) =>
      changeRole(observation, "worker", { boundary: boundary("until-2027-06-30") }),
    );
    expect(findings.map(({ check, severity, differences }) => [check, severity, differences])).toEqual([
      [
        "expiry-not-enforced",
        "critical",
        [{ property: "boundary", declared: boundary("disabled"), observed: boundary("until-2027-06-30") }],
      ],
    ]);
  });

  it.each([
    ["is gone", undefined, "the tag expires is gone", "nothing"],
    ["says another end", "2029-01-01", "the tag says 2029-01-01T00:00:00Z", "2029-01-01"],
    ["says no end at all", "never", 'the tag says "never"', "never"],
  ] as const)("finds a tag that %s while AWS still ends it, as medium", (_, value, says, observed) => {
    const { findings } = comparison(small(), (observation) => {
      const { expires: _expires, ...tags } = userIn(observation, "exporter").tags;
      return changeUser(observation, "exporter", { tags: { ...tags, ...(value === undefined ? {} : { expires: value }) } });
    });
    expect(findings).toEqual([
      expectedFinding({
        ...common,
        severity: "medium",
        message: `${ENDS}; ${says}`,
        differences: [{ property: "tags.expires", declared: "2027-03-31T00:00:00Z", observed }],
      }),
    ]);
  });

  it("takes the key of a tag on users and roles whatever its case", () => {
    const { findings } = comparison(small(), (observation) => {
      const { expires, ...tags } = roleIn(observation, "worker").tags;
      return changeRole(observation, "worker", { tags: { ...tags, Expires: expires! } });
    });
    expect(findings).toEqual([]);
  });

  it("is one finding when boundary and tag are both wrong", () => {
    const { findings } = comparison(small(), (observation) => {
      const { expires: _, ...tags } = userIn(observation, "exporter").tags;
      return changeUser(observation, "exporter", { boundary: null, tags });
    });
    expect(findings).toEqual([
      expectedFinding({
        ...common,
        severity: "critical",
        message: `${ENDS}; AWS has no boundary on it, so nothing ends it; the tag expires is gone`,
        differences: [
          { property: "boundary", declared: DECLARED, observed: "nothing" },
          { property: "tags.expires", declared: "2027-03-31T00:00:00Z", observed: "nothing" },
        ],
      }),
    ]);
  });

  it("is covered by an exception, and found again when that expired", () => {
    const compared = (expires: string) =>
      comparison(
        small({ "accounts/prod/exceptions/x.yaml": exceptionText("expiry-not-enforced", "service-accounts/exporter", expires) }),
        unbounded,
      );
    expect(compared("2027-01-31")).toMatchObject({ findings: [], covered: [{ finding: NONE, exception: "prod/exceptions/x" }] });
    expect(withoutLapsed(compared("2026-11-24"))).toMatchObject({ findings: [NONE], covered: [] });
  });

  it("is unknown without the authorization details, and only then", () => {
    for (const name of PART_NAMES) {
      const { unknown } = comparison(small(), (observation) => withGap(observation, name));
      expect(unknown.some(({ check }) => check === "expiry-not-enforced")).toBe(name === "authorization");
    }
  });
});
