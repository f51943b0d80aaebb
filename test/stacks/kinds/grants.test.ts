import { describe, expect, it } from "vitest";
import type { Role } from "../../../stacks/iam/entity.ts";
import { type GrantRecord, grantCommand } from "../../../stacks/kinds/grants.ts";
import { arnOfRecord, entitiesOfRecord, KINDS, latestEndsOf } from "../../../stacks/kinds/kinds.ts";
import { accountOf, declaredOf, personOf, recordOf } from "../../support/builders.ts";

const REQUESTABLE = { by: ["team/platform"], maxDuration: "4h", approvers: ["team/security"] };
const TEMPLATE = { permissions: ["arn:aws:iam::aws:policy/AdministratorAccess"], requestable: REQUESTABLE };
const GRANT = {
  who: "person/w1001",
  role: "admin",
  reason: "INC-2231 restore of the orders table",
  starts: "2026-11-23T14:00:00Z",
  ends: "2026-11-23T18:00:00Z",
};
const NAME = "2026-11-23-w1001";
const FEDERATED = {
  aws: { prod: { role: "arn:aws:iam::000000000000:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_x_1", session: "w1003" } },
};
const people = [personOf("w1001"), personOf("w1003", FEDERATED), personOf("w1004")];

const grantOf = (fields: object = {}, name = NAME) => recordOf("grants", name, { ...GRANT, ...fields });

function accountWith(template: object = TEMPLATE) {
  return accountOf("prod", [recordOf("roles", "admin", { ...template }), recordOf("people", "w1001")]);
}

function roleOf(fields: object = {}, template: object = TEMPLATE): Role {
  const account = accountWith(template);
  return entitiesOfRecord(grantOf(fields), account, declaredOf({ people, accounts: [account] }))[0] as Role;
}

const misfits = (fields: object = {}, template: object = TEMPLATE) => {
  const at = { ref: `grants/${NAME}` as const, name: NAME, account: accountWith(template) };
  return KINDS.grants!.misfits!(grantOf(fields).fields, at, declaredOf({ people }).directory).map(
    ({ path, message }) => `${path.join(".")}: ${message}`,
  );
};

describe("stacks/kinds/grants", () => {
  it("becomes a role of its own: one principal, one session name, one window, an end in the boundary, and no way onward", () => {
    expect(roleOf()).toEqual({
      type: "role",
      arn: `arn:aws:iam::000000000000:role/tenure/grants/admin-${NAME}`,
      name: `admin-${NAME}`,
      path: "/tenure/grants/",
      tags: {
        owner: "person/w1001",
        expires: "2026-11-23T18:00:00Z",
        "managed-by": "tenure",
        record: `prod/grants/${NAME}`,
      },
      boundary: "arn:aws:iam::000000000000:policy/tenure/until-20261123T180000Z",
      attached: ["arn:aws:iam::aws:policy/AdministratorAccess"],
      inline: {
        "tenure-onward": {
          version: "2012-10-17",
          statements: [
            { sid: "NotOnward", effect: "Deny", actions: ["sts:AssumeRole", "sts:AssumeRoot"], resources: ["*"], conditions: [] },
          ],
        },
      },
      instanceProfiles: [],
      maxSessionDuration: 3_600,
      trust: {
        version: "2012-10-17",
        statements: [
          {
            effect: "Allow",
            principals: [{ type: "AWS", values: ["arn:aws:iam::000000000000:user/w1001"] }],
            actions: ["sts:AssumeRole"],
            conditions: [
              { operator: "StringEquals", key: "sts:RoleSessionName", values: [NAME] },
              { operator: "DateGreaterThanEquals", key: "aws:CurrentTime", values: ["2026-11-23T14:00:00Z"] },
              { operator: "DateLessThan", key: "aws:CurrentTime", values: ["2026-11-23T18:00:00Z"] },
            ],
          },
        ],
      },
    });
  });

  it("lets in one session of a federated person, and nobody else who may use that role", () => {
    expect(roleOf({ who: "person/w1003" }).trust.statements[0]!.principals).toEqual([
      { type: "AWS", values: ["arn:aws:sts::000000000000:assumed-role/AWSReservedSSO_x_1/w1003"] },
    ]);
  });

  it("goes onward only to the roles that its template names", () => {
    const onward = { ...TEMPLATE, requestable: { ...REQUESTABLE, onward: ["deploy-web"] } };
    expect(roleOf({}, onward).inline["tenure-onward"]!.statements).toMatchObject([
      { effect: "Deny", notResources: ["arn:aws:iam::000000000000:role/deploy-web"] },
    ]);
  });

  it("is stopped by its own state or by its template's", () => {
    const off = { state: "disabled", disabled: { since: "2026-11-23", reason: "stopped", ref: "#1" } };
    const stopped = "arn:aws:iam::000000000000:policy/tenure/disabled";
    expect(roleOf(off).boundary).toBe(stopped);
    expect(roleOf({}, { ...TEMPLATE, ...off }).boundary).toBe(stopped);
  });

  it("shares nothing with another grant of the same template: an extension or an early end changes one role and one boundary", () => {
    const [one, other] = [roleOf(), roleOf({ ends: "2026-11-23T16:00:00Z" })];
    const { boundary: _b, trust: _t, tags: _g, ...rest } = one;
    expect(other).toMatchObject(rest);
    const account = accountWith();
    const arns = [grantOf(), grantOf({}, "2026-11-23-again")].map((grant) => arnOfRecord(grant, account));
    expect(new Set(arns).size).toBe(2);
  });

  it.each([
    ["an end that is not after the start", { ends: GRANT.starts }, "ends: expected an end after the start"],
    ["a team", { who: "team/platform" }, 'who: expected person/<id>, got "team/platform"'],
    ["no reason worth the name", { reason: "needed" }, expect.stringMatching(/^reason: /)],
    ["an owner of its own", { owner: "team/platform" }, expect.stringContaining('unknown key "owner"')],
    ["a state without its reason", { state: "disabled" }, expect.stringMatching(/^state: /)],
  ])("refuses %s", (_what, fields, expected) => {
    const { error } = KINDS.grants!.record.safeParse({ ...GRANT, ...fields });
    expect(error?.issues.map(({ path, message }) => `${path.join(".")}: ${message}`)).toEqual([expected]);
  });

  it.each([
    [
      "more than the template's longest",
      { ends: "2026-11-23T18:00:01Z" },
      TEMPLATE,
      ["ends: expected at most 4h after starts, as roles/admin allows, got 14401s"],
    ],
    [
      "a standing role",
      {},
      { trust: { people: ["person/w1001"] } },
      ["role: accounts/prod/roles/admin.yaml is a standing role, not `requestable`"],
    ],
    [
      "somebody for whom nothing acts in the account",
      { who: "person/w1004" },
      TEMPLATE,
      ["who: person/w1004 has neither a record under accounts/prod/people/ nor a principal for prod in the directory (aws)"],
    ],
  ])("does not fit: %s", (_what, fields, template, expected) => {
    expect(misfits(fields, template)).toEqual(expected);
    expect(misfits()).toEqual([]);
  });

  it("does not outlive its template or its holder", () => {
    const account = accountOf("prod", [recordOf("roles", "admin", { ...TEMPLATE, expires: "2026-11-23" })]);
    const leaving = personOf("w1001", { type: "seasonal", sponsor: "w1003", ends: "2026-11-22" });
    expect(latestEndsOf(grantOf(), account, declaredOf({ people: [leaving], accounts: [account] }))).toEqual([
      { end: "2026-11-23T00:00:00Z", because: "the last day of person/w1001 is 2026-11-22" },
      { end: "2026-11-23T00:00:00Z", because: "roles/admin, which it is a grant of, ends then" },
    ]);
  });

  it("tells its holder the exact command", () => {
    expect(grantCommand(grantOf().fields as GrantRecord, NAME, accountWith())).toBe(
      `aws sts assume-role --role-arn arn:aws:iam::000000000000:role/tenure/grants/admin-${NAME} --role-session-name ${NAME}`,
    );
  });

  it("is never made of what stands on Tenure's path without a record", () => {
    expect(KINDS.grants!.recognise([roleOf()], accountWith(), declaredOf())).toEqual([]);
  });
});
