import { describe, expect, it } from "vitest";
import type { Role } from "../../../stacks/iam/entity.ts";
import { sameMeaning } from "../../../stacks/iam/equivalence.ts";
import { entitiesOfRecord, KINDS } from "../../../stacks/kinds/kinds.ts";
import { accountOf, declaredOf, personOf, recordOf, roleEntity } from "../../support/builders.ts";
import { entitiesOf, recognise } from "./translation.ts";

const SSO = "arn:aws:iam::000000000000:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_ops_0123456789abcdef";
const requestable = { by: ["team/platform"], maxDuration: "4h", approvers: ["team/security"] };

/** The trust policy of a standing role that trusts these people. */
function trustOf(people: readonly string[], declared = declaredOf(), account = declared.accounts.get("prod")!) {
  const record = recordOf("roles", "auditor", { trust: { people: people.map((id) => `person/${id}`) } });
  return (entitiesOfRecord(record, account, declared)[0] as Role).trust;
}

describe("stacks/kinds/roles", () => {
  it("makes a standing role that trusts the principals of its people, in order", () => {
    const [role] = entitiesOf(recordOf("roles", "auditor", { trust: { people: ["person/w1002", "person/w1001"] }, permissions: ["read"] }));
    expect(role).toMatchObject({
      type: "role",
      arn: "arn:aws:iam::000000000000:role/auditor",
      boundary: "arn:aws:iam::000000000000:policy/tenure/until-2027-03-31",
      attached: ["arn:aws:iam::000000000000:policy/read"],
      trust: {
        version: "2012-10-17",
        statements: [
          {
            effect: "Allow",
            principals: [{ type: "AWS", values: ["arn:aws:iam::000000000000:user/ada", "arn:aws:iam::000000000000:user/w1001"] }],
            actions: ["sts:AssumeRole"],
            conditions: [],
          },
        ],
      },
    });
  });

  it("makes nothing in AWS of a template that can be requested", () => {
    expect(entitiesOf(recordOf("roles", "admin", { requestable, permissions: ["arn:aws:iam::aws:policy/AdministratorAccess"] }))).toEqual(
      [],
    );
  });

  it("trusts the user of a person where that user really stands", () => {
    const account = accountOf("prod", [recordOf("people", "w1001", { path: "/people/" })]);
    const trust = trustOf(["w1001"], declaredOf({ accounts: [account] }));
    expect(trust.statements[0]!.principals).toEqual([{ type: "AWS", values: ["arn:aws:iam::000000000000:user/people/w1001"] }]);
  });

  it("trusts a federated person's own session, not everybody who may use the same role", () => {
    const federated = (id: string) => personOf(id, { aws: { prod: { role: SSO, session: id } } });
    const declared = declaredOf({ people: [federated("w1"), federated("w2")] });
    expect(sameMeaning(trustOf(["w1"], declared), trustOf(["w2"], declared))).toBe(false);
  });

  it("does not let a principal of one account stand for the person in another", () => {
    const declared = declaredOf({ people: [personOf("w1", { aws: { dev: { user: "ada" } } })] });
    expect(trustOf(["w1"], declared).statements[0]!.principals).toEqual([{ type: "AWS", values: ["arn:aws:iam::000000000000:user/w1"] }]);
  });

  describe("recognition", () => {
    const tags = { record: "prod/roles/auditor" };
    const people = (...values: string[]) => ({
      version: "2012-10-17",
      statements: [{ effect: "Allow" as const, principals: [{ type: "AWS", values }], actions: ["sts:AssumeRole"], conditions: [] }],
    });

    it("finds the people behind the principals", () => {
      const trust = people("arn:aws:iam::000000000000:user/w1001", "arn:aws:iam::000000000000:user/ada");
      expect(recognise("roles", [roleEntity("auditor", { tags, trust })])).toEqual([
        {
          kind: "roles",
          name: "auditor",
          entity: "arn:aws:iam::000000000000:role/auditor",
          fields: { trust: { people: ["person/w1001", "person/w1002"] } },
        },
      ]);
    });

    it.each([
      ["a stranger among them", people("arn:aws:iam::000000000000:user/w1001", "arn:aws:iam::000000000000:user/eve")],
      ["nobody whom the directory knows", people("arn:aws:iam::000000000000:user/eve")],
      ["a service", roleEntity("x").trust],
      [
        "one more action",
        {
          ...people("arn:aws:iam::000000000000:user/w1001"),
          statements: [{ ...people("arn:aws:iam::000000000000:user/w1001").statements[0]!, actions: ["sts:AssumeRole", "sts:TagSession"] }],
        },
      ],
    ])("makes no record of a role that trusts %s", (_what, trust) => {
      expect(recognise("roles", [roleEntity("auditor", { tags, trust })])).toEqual([]);
    });

    it("takes no role for a human one whose tag does not say so", () => {
      expect(recognise("roles", [roleEntity("auditor", { trust: people("arn:aws:iam::000000000000:user/w1001") })])).toEqual([]);
    });

    it("gives back both people who share a principal", () => {
      const shared = (id: string) => personOf(id, { aws: { prod: { user: "shared" } } });
      const declared = declaredOf({ people: [shared("w1"), shared("w2")] });
      const account = declared.accounts.get("prod")!;
      const record = recordOf("roles", "auditor", { trust: { people: ["person/w1", "person/w2"] } });
      const entities = entitiesOfRecord(record, account, declared);
      expect(KINDS.roles!.recognise(entities, account, declared)[0]?.fields.trust).toEqual({ people: ["person/w1", "person/w2"] });
    });
  });

  describe("schema", () => {
    const written = { owner: "team/platform", purpose: "Administration", expires: "2027-03-31" };
    const takes = (fields: Record<string, unknown>) => KINDS.roles!.record.safeParse({ ...written, ...fields }).success;
    const standing = { trust: { people: ["person/w1"] } };

    it("is standing or requestable, never both and never neither", () => {
      expect([takes(standing), takes({ requestable }), takes({}), takes({ ...standing, requestable })]).toEqual([true, true, false, false]);
    });

    it("trusts people, and at least one", () => {
      expect(takes({ trust: { people: [] } })).toBe(false);
      expect(takes({ trust: { people: ["team/platform"] } })).toBe(false);
      expect(takes({ trust: { service: "lambda.amazonaws.com" } })).toBe(false);
    });

    it("asks a template for who may request it, who approves it and for how long", () => {
      for (const key of Object.keys(requestable)) expect(takes({ requestable: { ...requestable, [key]: undefined } })).toBe(false);
      expect(takes({ requestable: { ...requestable, approvers: [] } })).toBe(false);
    });
  });

  it("refers to its permissions, its people, and those who may request and approve it", () => {
    const references = (fields: Record<string, unknown>) => KINDS.roles!.references(recordOf("roles", "x", fields).fields);
    expect(references({ trust: { people: ["person/w1"] }, permissions: ["read"] })).toEqual([
      { path: ["permissions", 0], to: "permissions/read" },
      { path: ["trust", "people", 0], owner: "person/w1" },
    ]);
    expect(references({ requestable })).toEqual([
      { path: ["requestable", "by", 0], owner: "team/platform" },
      { path: ["requestable", "approvers", 0], owner: "team/security" },
    ]);
  });
});
