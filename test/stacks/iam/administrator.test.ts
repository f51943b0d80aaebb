import { describe, expect, it } from "vitest";
import type { Authorization, ObservedPolicy } from "../../../scripts/observe/observation.ts";
import { isAdministrator } from "../../../stacks/iam/administrator.ts";
import { documentOf, type Statement } from "../../../stacks/iam/document.ts";
import type { Group } from "../../../stacks/iam/entity.ts";
import { MADE_AT, strangeRole, strangeUser } from "../../support/observations.ts";
import { PROD } from "../../support/small-organisation.ts";

const EMPTY: Authorization = { users: [], roles: [], groups: [], policies: [] };
const statement = (more: Partial<Statement>): Statement => ({ effect: "Allow", actions: ["*"], resources: ["*"], conditions: [], ...more });
const inline = (more: Partial<Statement>) => strangeUser(PROD, "x", { inline: { a: documentOf(statement(more)) } });
const policy = (more: Partial<Statement>): ObservedPolicy => ({
  type: "policy",
  arn: `arn:aws:iam::${PROD}:policy/p`,
  name: "p",
  path: "/",
  document: documentOf(statement(more)),
  createdAt: MADE_AT,
  versions: [],
});
const group = (more: Partial<Group>): Group => ({
  type: "group",
  arn: `arn:aws:iam::${PROD}:group/g`,
  name: "g",
  path: "/",
  attached: [],
  inline: {},
  ...more,
});

describe("stacks/iam/administrator", () => {
  it.each([
    ["everything on everything", inline({}), true],
    ["*:*", inline({ actions: ["*:*"] }), true],
    ["all of IAM on everything", inline({ actions: ["iam:*"] }), true],
    ["all of IAM in another case", inline({ actions: ["IAM:*"] }), true],
    ["everything but one action", inline({ actions: undefined as never, notActions: ["s3:DeleteBucket"] }), true],
    ["everything but some resources", inline({ resources: undefined as never, notResources: ["arn:aws:s3:::x"] }), true],
    ["everything on one bucket", inline({ resources: ["arn:aws:s3:::x"] }), false],
    ["all of S3", inline({ actions: ["s3:*"] }), false],
    ["everything but IAM", inline({ actions: undefined as never, notActions: ["iam:*"] }), false],
    ["a denial of everything", inline({ effect: "Deny" }), false],
  ] as const)("a user whose own policy allows %s: %s", (_, user, expected) => {
    expect(isAdministrator(user, EMPTY)).toBe(expected);
  });

  it.each(["AdministratorAccess", "IAMFullAccess", "PowerUserAccess"])("knows AWS's own policy %s", (name) => {
    expect(isAdministrator(strangeRole(PROD, "r", { attached: [`arn:aws:iam::aws:policy/${name}`] }), EMPTY)).toBe(true);
    expect(isAdministrator(strangeRole(PROD, "r", { attached: [`arn:aws-cn:iam::aws:policy/${name}`] }), EMPTY)).toBe(true);
    expect(isAdministrator(strangeRole(PROD, "r", { attached: [`arn:aws:iam::${PROD}:policy/${name}`] }), EMPTY)).toBe(false);
  });

  it("looks into policies of the account by their document, not their name", () => {
    const role = strangeRole(PROD, "r", { attached: [policy({}).arn] });
    expect(isAdministrator(role, { ...EMPTY, policies: [policy({})] })).toBe(true);
    expect(isAdministrator(role, { ...EMPTY, policies: [policy({ actions: ["s3:*"] })] })).toBe(false);
  });

  it("counts a user's groups, and what hangs on them", () => {
    const user = strangeUser(PROD, "x", { groups: ["g"] });
    const everything = documentOf(statement({}));
    expect(isAdministrator(user, { ...EMPTY, groups: [group({ inline: { a: everything } })] })).toBe(true);
    expect(isAdministrator(user, { ...EMPTY, groups: [group({ attached: [policy({}).arn] })], policies: [policy({})] })).toBe(true);
    expect(isAdministrator(strangeUser(PROD, "x"), { ...EMPTY, groups: [group({ inline: { a: everything } })] })).toBe(false);
  });

  it("judges groups and policies themselves", () => {
    expect(isAdministrator(group({ attached: ["arn:aws:iam::aws:policy/AdministratorAccess"] }), EMPTY)).toBe(true);
    expect(isAdministrator(group({}), EMPTY)).toBe(false);
    expect(isAdministrator(policy({}), EMPTY)).toBe(true);
    expect(isAdministrator(policy({ actions: ["s3:*"] }), EMPTY)).toBe(false);
  });
});
