import { describe, expect, it } from "vitest";
import type { Observation, ObservedPolicy } from "../../../../scripts/observe/observation.ts";
import { documentOf } from "../../../../stacks/iam/document.ts";
import type { Group } from "../../../../stacks/iam/entity.ts";
import { comparison, expectedFinding } from "../../../support/findings.ts";
import { addEntity, addKey, MADE_AT, PART_NAMES, strangeRole, strangeUser, withGap } from "../../../support/observations.ts";
import { PROD, small } from "../../../support/small-organisation.ts";

const arn = (rest: string) => `arn:aws:iam::${PROD}:${rest}` as const;
const ADMIN = "arn:aws:iam::aws:policy/AdministratorAccess";
const EVERYTHING = documentOf({ effect: "Allow", actions: ["*"], resources: ["*"], conditions: [] });
const READ = documentOf({ effect: "Allow", actions: ["s3:GetObject"], resources: ["*"], conditions: [] });
const group: Group = { type: "group", arn: arn("group/helpers"), name: "helpers", path: "/", attached: [], inline: {} };
const policy: ObservedPolicy = {
  type: "policy",
  arn: arn("policy/extra"),
  name: "extra",
  path: "/",
  document: READ,
  createdAt: MADE_AT,
  versions: [],
};

const found = (...added: Parameters<typeof addEntity>[1][]) =>
  comparison(small(), (observation: Observation) => added.reduce(addEntity, observation)).findings.map(
    ({ subject, severity, message }) => ({
      subject,
      severity,
      message,
    }),
  );

describe("scripts/compare/checks/unmanaged", () => {
  it("finds nothing while every entity has its record (in sync)", () => {
    expect(comparison(small()).findings).toEqual([]);
  });

  it("finds a user with everything that hangs on it as one finding", () => {
    const user = strangeUser(PROD, "intruder", { groups: ["writers"], attached: [arn("policy/ledger-write")] });
    const { findings } = comparison(small(), (observation) => addKey(addEntity(observation, user), { id: "AKIAINTRUDER", user: user.arn }));
    expect(findings).toEqual([
      expectedFinding({
        check: "unmanaged",
        subject: user.arn,
        severity: "high",
        message: `user intruder is in AWS since ${MADE_AT} and no record declares it`,
      }),
    ]);
  });

  it.each([
    ["a role", strangeRole(PROD, "side-door"), "high", `role side-door is in AWS since ${MADE_AT} and no record declares it`],
    ["a group", group, "medium", "group helpers is in AWS since an unknown time and no record declares it"],
    ["a policy", policy, "medium", `policy extra is in AWS since ${MADE_AT} and no record declares it`],
  ] as const)("finds %s", (_, entity, severity, message) => {
    expect(found(entity)).toEqual([{ subject: entity.arn, severity, message }]);
  });

  it.each([
    ["a user with an administrative policy of AWS", [strangeUser(PROD, "x", { attached: [ADMIN] })]],
    ["a user with an inline policy that allows everything", [strangeUser(PROD, "x", { inline: { a: EVERYTHING } })]],
    ["a user in an administrative group", [strangeUser(PROD, "x", { groups: ["helpers"] }), { ...group, attached: [ADMIN] as const }]],
    [
      "a role with an administrative policy of the account",
      [strangeRole(PROD, "x", { attached: [policy.arn] }), { ...policy, document: EVERYTHING }],
    ],
    ["a group with one", [{ ...group, attached: [ADMIN] as const }]],
    ["a policy that allows everything", [{ ...policy, document: EVERYTHING }]],
  ] as const)("finds %s as critical", (_, entities) => {
    const first = found(...entities)[0]!;
    expect(first.severity).toBe("critical");
    expect(first.message).toMatch(/ and no record declares it; it can administer the account$/);
  });

  it("does not take a boundary for a reason to be calm: it may go", () => {
    const user = strangeUser(PROD, "x", { attached: [ADMIN], boundary: arn("policy/tenure/disabled") });
    expect(found(user)[0]!.severity).toBe("critical");
  });

  it.each(["/aws-service-role/support.amazonaws.com/", "/aws-reserved/sso.amazonaws.com/eu-central-1/"])(
    "leaves out the roles that AWS itself keeps under %s",
    (path) => {
      expect(found(strangeRole(PROD, "AWSRole", { path }))).toEqual([]);
    },
  );

  it.each([
    ["user", strangeUser(PROD, "x", { path: "/aws-reserved/x/" })],
    ["group", { ...group, path: "/aws-reserved/x/", arn: arn("group/aws-reserved/x/helpers") }],
    ["policy", { ...policy, path: "/aws-service-role/x/", arn: arn("policy/aws-service-role/x/extra") }],
  ] as const)("finds a %s on such a path: only roles can be AWS's own, others may be put there by anybody", (_, entity) => {
    expect(found(entity).map(({ subject }) => subject)).toEqual([entity.arn]);
  });

  it("finds an entity that only claims in its tags to be declared", () => {
    const tags = { record: "prod/service-accounts/exporter", "managed-by": "tenure", owner: "team/payments" };
    expect(found(strangeUser(PROD, "exporter-2", { tags })).map(({ subject }) => subject)).toEqual([arn("user/exporter-2")]);
  });

  it("finds a boundary policy that no record needs", () => {
    const old = { ...policy, path: "/tenure/", name: "until-2020-01-01", arn: arn("policy/tenure/until-2020-01-01") };
    expect(found(old).map(({ subject }) => subject)).toEqual([old.arn]);
  });

  it("finds the same name on another path as another entity", () => {
    const user = strangeUser(PROD, "exporter", { path: "/other/" });
    expect(found(user).map(({ subject }) => subject)).toEqual([user.arn]);
  });

  it("is unknown without the authorization details or the providers, and only then", () => {
    for (const name of PART_NAMES) {
      const { unknown } = comparison(small(), (observation) => withGap(observation, name));
      expect(unknown.some(({ check }) => check === "unmanaged")).toBe(name === "authorization" || name === "providers");
    }
  });
});
