import { describe, expect, it } from "vitest";
import { missingUsers, shortOfSummary, unreportedUsers } from "../../../../scripts/observe/aws-iam/reconcile.ts";
import type { Part, Parts } from "../../../../scripts/observe/observation.ts";
import type { Instant } from "../../../../stacks/model/instant.ts";
import { observationOf, partOf, strangeUser } from "../../../support/observations.ts";
import { PROD, small } from "../../../support/small-organisation.ts";

const WHOLE = observationOf(small(), "prod");
const authorization = partOf(WHOLE, "authorization");
const counts = (value: Readonly<Record<string, number>>): Part<Parts["summary"]> => ({
  complete: true,
  value,
  observedAt: WHOLE.startedAt,
});
const has = {
  Users: authorization.users.length,
  Groups: authorization.groups.length,
  Roles: authorization.roles.length,
  Policies: authorization.policies.length,
};
const at = (time: string) => `2026-11-24T${time}Z` as Instant;

describe("scripts/observe/aws-iam/reconcile", () => {
  it("finds nothing short when AWS counts as many, fewer, or does not count", () => {
    expect(shortOfSummary("authorization", authorization, counts(has))).toBeUndefined();
    expect(shortOfSummary("authorization", authorization, counts({ ...has, Roles: 0 }))).toBeUndefined();
    expect(shortOfSummary("providers", [], counts({ Users: 3 }))).toBeUndefined();
  });

  it.each(["Users", "Groups", "Roles", "Policies"] as const)("names what is short: %s", (key) => {
    expect(shortOfSummary("authorization", authorization, counts({ ...has, [key]: has[key] + 2 }))).toBe(
      `GetAccountSummary counts ${has[key] + 2} ${key}, and ${has[key]} were read`,
    );
  });

  it.each([
    ["providers", "Providers"],
    ["instanceProfiles", "InstanceProfiles"],
    ["serverCertificates", "ServerCertificates"],
  ] as const)("counts %s", (name, key) => {
    expect(shortOfSummary(name, [] as never, counts({ [key]: 1 }))).toBe(`GetAccountSummary counts 1 ${key}, and 0 were read`);
  });

  it("cannot tell without the summary", () => {
    const gap = { source: "aws-iam", operation: "GetAccountSummary", reason: "no", retry: false };
    expect(shortOfSummary("authorization", { ...authorization, users: [] }, { complete: false, gap })).toBeUndefined();
  });

  describe("against the credential report", () => {
    const report = partOf(WHOLE, "credentials");
    const ghost = { ...report.rows[0]!, user: `arn:aws:iam::${PROD}:user/ghost` as const };
    const read = { startedAt: at("10:00:00"), observedAt: at("10:01:00") };

    it("misses a user who is older than the list and in a report that is newer than it", () => {
      const newer = { ...report, reportedAt: at("10:02:00"), rows: [...report.rows, ghost] };
      expect(missingUsers(authorization, read, newer)).toEqual([ghost.user]);
    });

    it("does not miss one who was made meanwhile, nor one of a report that is older than the list", () => {
      const made = { ...report, reportedAt: at("10:02:00"), rows: [...report.rows, { ...ghost, createdAt: at("10:00:30") }] };
      expect(missingUsers(authorization, read, made)).toEqual([]);
      expect(missingUsers(authorization, read, { ...report, reportedAt: at("10:00:30"), rows: [...report.rows, ghost] })).toEqual([]);
    });

    it("misses in the report whoever is older than it, after a time to settle", () => {
      const user = (createdAt: Instant) => ({ ...authorization, users: [...authorization.users, strangeUser(PROD, "new", { createdAt })] });
      const old = { ...report, reportedAt: at("10:00:00") };
      expect(unreportedUsers(user(at("09:54:59")), old, 300_000)).toEqual([`arn:aws:iam::${PROD}:user/new`]);
      expect(unreportedUsers(user(at("09:55:00")), old, 300_000)).toEqual([]);
      expect(unreportedUsers(user(at("11:00:00")), old, 300_000)).toEqual([]);
    });
  });
});
