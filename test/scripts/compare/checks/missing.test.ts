import { describe, expect, it } from "vitest";
import { comparison, exceptionText, expectedFinding, withoutLapsed } from "../../../support/findings.ts";
import { PART_NAMES, removeEntity, withGap } from "../../../support/observations.ts";
import { small } from "../../../support/small-organisation.ts";

const arn = (rest: string) => `arn:aws:iam::000000000000:${rest}` as const;

describe("scripts/compare/checks/missing", () => {
  it("finds nothing when AWS has everything (in sync), templates not being anything in AWS", () => {
    expect(comparison(small()).findings).toEqual([]);
  });

  it.each([
    ["user", arn("user/exporter"), "service-accounts/exporter", "exporter"],
    ["user", arn("user/w1"), "people/w1", "w1"],
    ["role", arn("role/worker"), "workloads/worker", "worker"],
    ["role", arn("role/support"), "roles/support", "support"],
    ["group", arn("group/readers"), "groups/readers", "readers"],
    ["policy", arn("policy/ledger-write"), "permissions/ledger-write", "ledger-write"],
    ["policy", arn("policy/tenure/until-2027-03-31"), "tenure/until-2027-03-31", "until-2027-03-31"],
    ["policy", arn("policy/tenure/disabled"), "tenure/disabled", "disabled"],
  ] as const)("finds the %s %s, and nothing about what would hang on it", (type, subject, record, name) => {
    expect(comparison(small(), (observation) => removeEntity(observation, subject)).findings).toEqual([
      expectedFinding({
        check: "missing",
        subject,
        record,
        severity: "medium",
        message: `${record} declares the ${type} ${name}, and AWS does not have it`,
      }),
    ]);
  });

  it("finds everything in an account without anything", () => {
    const declared = small();
    const { findings } = comparison(declared, (observation) => ({
      ...observation,
      parts: {
        ...observation.parts,
        authorization: { ...observation.parts.authorization, complete: true, value: { users: [], roles: [], groups: [], policies: [] } },
        providers: { complete: true, value: [], observedAt: observation.startedAt },
        sessions: { complete: true, value: {}, observedAt: observation.startedAt },
        keys: { complete: true, value: [], observedAt: observation.startedAt },
        credentials: {
          complete: true,
          value: { reportedAt: observation.startedAt, root: null, rows: [] },
          observedAt: observation.startedAt,
        },
        slots: { complete: true, value: [], observedAt: observation.startedAt },
      } as typeof observation.parts,
    }));
    expect(new Set(findings.map(({ check }) => check))).toEqual(new Set(["missing"]));
    // Seven records that become entities, one boundary for each of four ends, and the one that denies everything.
    expect(findings).toHaveLength(7 + 4 - 1 + 1);
  });

  it("is covered by an exception, and found again when that expired", () => {
    const compared = (expires: string) =>
      comparison(small({ "accounts/prod/exceptions/x.yaml": exceptionText("missing", "groups/readers", expires) }), (observation) =>
        removeEntity(observation, arn("group/readers")),
      );
    expect(compared("2027-01-31")).toMatchObject({ findings: [], covered: [{ exception: "prod/exceptions/x" }] });
    expect(withoutLapsed(compared("2026-11-24"))).toMatchObject({ findings: [{ record: "groups/readers" }], covered: [] });
  });

  it("is unknown without the authorization details: what was not read is not missing", () => {
    for (const name of PART_NAMES) {
      const { findings, unknown } = comparison(small(), (observation) => withGap(observation, name));
      expect(findings).toEqual([]);
      expect(unknown.filter(({ check }) => check === "missing").length > 0).toBe(
        ["authorization", "providers", "keys", "slots"].includes(name),
      );
    }
  });
});
