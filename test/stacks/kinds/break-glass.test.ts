import { describe, expect, it } from "vitest";
import { boundaryDocument } from "../../../stacks/expiry.ts";
import type { Role, User } from "../../../stacks/iam/entity.ts";
import { sealedDocument } from "../../../stacks/kinds/break-glass.ts";
import { arnOfRecord, isDeclaredAs, KINDS } from "../../../stacks/kinds/kinds.ts";
import { clashOf } from "../../../stacks/kinds/names.ts";
import { accountOf, declaredOf, HOME, recordOf } from "../../support/builders.ts";
import { DECLARED, entitiesOf, PROD } from "./translation.ts";

const GLASS = {
  custodians: ["person/w1001", "person/w1002"],
  role: { permissions: ["arn:aws:iam::aws:policy/AdministratorAccess"] },
};
const both = (fields: object = {}) => entitiesOf(recordOf("break-glass", "glass-1", { ...GLASS, ...fields })) as [User, Role];
const problems = (fields: object) =>
  KINDS["break-glass"]!.record.safeParse({
    owner: "team/security",
    purpose: "Emergencies",
    expires: "2027-01-01",
    ...GLASS,
    ...fields,
  }).error?.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);

describe("stacks/kinds/break-glass", () => {
  it("becomes a sealed user that may do one thing, and the role that it takes on", () => {
    const [user, role] = both();
    expect(user).toMatchObject({
      arn: "arn:aws:iam::000000000000:user/tenure/break-glass/glass-1",
      boundary: "arn:aws:iam::000000000000:policy/tenure/break-glass",
      console: true,
      groups: [],
      attached: [],
      inline: {},
      keys: [],
    });
    expect(role).toMatchObject({
      arn: "arn:aws:iam::000000000000:role/tenure/break-glass/glass-1",
      attached: ["arn:aws:iam::aws:policy/AdministratorAccess"],
      maxSessionDuration: 3_600,
    });
    expect(boundaryDocument("break-glass", HOME)).toEqual(sealedDocument(HOME));
    expect(sealedDocument(HOME).statements).toEqual([
      {
        sid: "Sealed",
        effect: "Allow",
        actions: ["sts:AssumeRole"],
        resources: ["arn:aws:iam::000000000000:role/tenure/break-glass/*"],
        conditions: [],
      },
    ]);
  });

  it("is never denied by an end, and its role has no boundary, so that it can repair boundaries", () => {
    const [user, role] = both({ expires: "2020-01-01" });
    expect([user.boundary, role.boundary]).toEqual(["arn:aws:iam::000000000000:policy/tenure/break-glass", null]);
    expect(role.tags.expires).toBe("2020-01-01T00:00:00Z");
  });

  it("opens to its own user alone, with a fresh second factor and an incident for a name", () => {
    expect(both({ incidents: "SEV-*" })[1].trust.statements).toEqual([
      {
        effect: "Allow",
        principals: [{ type: "AWS", values: ["arn:aws:iam::000000000000:user/tenure/break-glass/glass-1"] }],
        actions: ["sts:AssumeRole"],
        conditions: [
          { operator: "Bool", key: "aws:MultiFactorAuthPresent", values: ["true"] },
          { operator: "NumericLessThan", key: "aws:MultiFactorAuthAge", values: ["3600"] },
          { operator: "StringLike", key: "sts:RoleSessionName", values: ["SEV-*"] },
        ],
      },
    ]);
  });

  it("can be stopped by hand, both parts at once", () => {
    const off = { state: "disabled", disabled: { since: "2026-11-23", reason: "stolen", ref: "#1" } };
    expect(both(off).map(({ boundary }) => boundary)).toEqual(Array(2).fill("arn:aws:iam::000000000000:policy/tenure/disabled"));
  });

  it.each([
    ["a single custodian", { custodians: ["person/w1001"] }, ["custodians: expected at least two people: one of them may be away"]],
    ["nothing that it could do", { role: { permissions: [] } }, [expect.stringMatching(/^role\.permissions: /)]],
    ["any name for a session", { incidents: "*" }, [expect.stringContaining("such as INC-*")]],
    ["groups", { groups: ["admins"] }, [expect.stringContaining('unknown key "groups"')]],
  ])("refuses %s", (_what, fields, expected) => {
    expect(problems(fields)).toEqual(expected);
  });

  it("refers to its custodians and policies by where they stand", () => {
    const { fields } = recordOf("break-glass", "glass-1", { ...GLASS, role: { permissions: ["repair"] } });
    expect(KINDS["break-glass"]!.references(fields)).toEqual([
      { path: ["role", "permissions", 0], to: "permissions/repair" },
      { path: ["custodians", 0], owner: "person/w1001" },
      { path: ["custodians", 1], owner: "person/w1002" },
    ]);
  });

  it("takes the names of a user and of a role", () => {
    const record = recordOf("break-glass", "glass-1", GLASS);
    const account = accountOf("prod", [record]);
    expect(arnOfRecord(record, account)).toBe("arn:aws:iam::000000000000:user/tenure/break-glass/glass-1");
    expect(clashOf(account, "workloads", "glass-1")).toMatchObject({ kind: "break-glass" });
    expect(clashOf(account, "people", "Glass-1")).toMatchObject({ kind: "break-glass" });
    expect(clashOf(account, "groups", "glass-1")).toBeUndefined();
    expect(clashOf(accountOf("prod", [recordOf("roles", "r", { trust: { people: ["person/w1001"] } })]), "break-glass", "r")).toBeDefined();
  });

  it("is known by its record, whatever a tag says", () => {
    const account = accountOf("prod", [recordOf("break-glass", "glass-1", GLASS)]);
    const declared = declaredOf({ accounts: [account], people: [...DECLARED.directory.people.values()] });
    const facet = (name: string, path: string, record = "prod/break-glass/glass-1") => ({ type: "role" as const, name, path, record });
    expect(isDeclaredAs("break-glass", facet("glass-1", "/tenure/break-glass/"), declared)).toBe(true);
    expect(isDeclaredAs("break-glass", facet("glass-1", "/"), declared)).toBe(false);
    expect(isDeclaredAs("break-glass", facet("other", "/tenure/break-glass/"), declared)).toBe(false);
    expect(isDeclaredAs("grants", facet("glass-1", "/tenure/break-glass/"), declared)).toBe(false);
    expect(isDeclaredAs("break-glass", facet("glass-1", "/tenure/break-glass/", "prod/break-glass/glass-2"), declared)).toBe(false);
    expect(KINDS["break-glass"]!.recognise(both(), PROD, declared)).toEqual([]);
  });
});
