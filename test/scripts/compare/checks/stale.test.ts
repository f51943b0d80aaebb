import { describe, expect, it } from "vitest";
import type { Observation } from "../../../../scripts/observe/observation.ts";
import type { Instant } from "../../../../stacks/model/instant.ts";
import { comparison, exceptionText, expectedFinding } from "../../../support/findings.ts";
import { changeKey, changeRole, changeUser, keyIdOf, withGap, withPart } from "../../../support/observations.ts";
import { AS_OF, edit, SMALL, small } from "../../../support/small-organisation.ts";

const USER = "arn:aws:iam::000000000000:user/exporter";
const KEY = keyIdOf({ arn: USER }, { slot: "primary" });
const at = (text: string) => text as Instant;
/** Ninety days before the organisation is judged, to the second. */
const BORDER = at("2026-08-26T00:00:00Z");
const LONG_AGO = at("2025-01-01T00:00:00Z");
const FOUND = expectedFinding({
  check: "stale",
  subject: "arn:aws:iam::000000000000:role/worker",
  record: "workloads/worker",
  severity: "medium",
  message: "workloads/worker was last used at 2026-08-26T00:00:00Z (90 days ago)",
});
const stale = (...args: Parameters<typeof comparison>) =>
  comparison(...args).findings.filter(({ check, facet }) => check === "stale" && facet === null);
const role =
  (lastUsedAt: Instant | null, createdAt: Instant = LONG_AGO) =>
  (observation: Observation) =>
    changeRole(observation, "worker", { lastUsedAt, createdAt });
/** The exporter was made long ago; its key was last used then. */
const user =
  (lastUsedAt: Instant | null | undefined, made: Instant = LONG_AGO) =>
  (observation: Observation) =>
    changeKey(changeUser(observation, "exporter", { createdAt: made }), KEY, { lastUsedAt, createdAt: made });
const rowOf = (observation: Observation, arn: string, more: object) =>
  withPart(observation, "credentials", (report) => ({
    ...report,
    rows: report.rows.map((row) => (row.user === arn ? { ...row, ...more } : row)),
  }));

describe("scripts/compare/checks/stale", () => {
  it("finds nothing in an account that is new (in sync)", () => {
    expect(stale(small())).toEqual([]);
  });

  it("finds a role that was last used so long ago, to the second", () => {
    expect(stale(small(), role(at("2026-08-26T00:00:01Z")))).toEqual([]);
    expect(stale(small(), role(BORDER))).toEqual([FOUND]);
  });

  it("counts a role that was never used from the day it was made: something new is not stale", () => {
    expect(stale(small(), role(null, at("2026-08-26T00:00:01Z")))).toEqual([]);
    expect(stale(small(), role(null, BORDER)).map(({ message }) => message)).toEqual([
      "workloads/worker was never used since it was made at 2026-08-26T00:00:00Z (90 days ago)",
    ]);
  });

  it("finds a user whose keys are idle, and none whose last use is not known", () => {
    expect(stale(small(), user(BORDER)).map(({ record }) => record)).toEqual(["service-accounts/exporter"]);
    expect(stale(small(), user(undefined))).toEqual([]);
  });

  it("takes a password for a use as well as a key", () => {
    const disturb = (more: object) => (observation: Observation) =>
      rowOf(changeUser(observation, "w1", { createdAt: LONG_AGO }), "arn:aws:iam::000000000000:user/w1", more);
    expect(stale(small(), disturb({ passwordLastUsedAt: AS_OF }))).toEqual([]);
    expect(stale(small(), disturb({ passwordLastUsedAt: BORDER })).map(({ record }) => record)).toEqual(["people/w1"]);
    expect(stale(small(), disturb({ passwordLastUsedAt: null }))).toEqual([]);
    expect(stale(small(), disturb({ passwordChangedAt: BORDER })).map(({ record }) => record)).toEqual(["people/w1"]);
  });

  it("follows the organisation's own limit", () => {
    const settings = { "settings.yaml": `${SMALL["settings.yaml"]}stale: { identities: 400d }\n` };
    expect(stale(small(settings), role(BORDER))).toEqual([]);
  });

  it("leaves what is disabled and what is meant to lie idle alone", () => {
    const off = edit(
      "accounts/prod/workloads/worker.yaml",
      "trust:",
      "state: disabled\ndisabled: { since: 2026-11-20, reason: x, ref: x }\ntrust:",
    );
    const glass = {
      "accounts/prod/break-glass/glass-1.yaml":
        'owner: team/security\npurpose: Emergencies\nexpires: 2027-01-31\ncustodians: [person/w1, person/w3]\nrole: { permissions: ["arn:aws:iam::aws:policy/AdministratorAccess"] }\n',
    };
    const idle = (observation: Observation) => changeUser(role(BORDER)(observation), "glass-1", { createdAt: LONG_AGO });
    expect(stale(small({ ...off, ...glass }), idle)).toEqual([]);
  });

  it("is covered by an exception", () => {
    const declared = small({ "accounts/prod/exceptions/x.yaml": exceptionText("stale", "workloads/worker") });
    const { findings, covered } = comparison(declared, role(BORDER));
    expect(findings.map(({ check }) => check)).not.toContain("stale");
    expect(covered.map(({ exception }) => exception)).toEqual(["prod/exceptions/x"]);
  });

  it.each(["authorization", "keys", "credentials", "otherCredentials"] as const)(
    "says nothing of users, and is unknown, without %s",
    (part) => {
      const { findings, unknown } = comparison(small(), (observation) => withGap(user(BORDER)(observation), part));
      expect(findings.filter(({ check, facet }) => check === "stale" && facet === null)).toEqual([]);
      expect(unknown.map(({ check }) => check)).toContain("stale");
    },
  );
});
