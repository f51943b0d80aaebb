import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { FACETS, keyFacets, type Resource } from "../../policies/facets.ts";
import type { Facet, FacetOwner } from "../../stacks/iam/facet.ts";
import { accountOf, declaredOf, recordOf } from "../support/builders.ts";
import { REPOSITORY } from "./analyzer.ts";
import { ACCESS_KEY, documentText, POLICY, ROLE, UNKNOWN, USER } from "./judging.ts";

const END = "2027-01-31T00:00:00Z";
const exporter = recordOf("service-accounts", "exporter", { keys: { primary: { expires: END }, next: { expires: "2027-02-01" } } });
const SETTING = { account: "prod", declared: declaredOf({ accounts: [accountOf("prod", [exporter])] }) };

/** All facets that a resource shows. */
function facetsOf(type: string, props: Record<string, unknown>, name = "loose"): readonly Facet[] {
  const tables: readonly Readonly<Record<string, (resource: Resource, setting: typeof SETTING) => readonly Facet[]>>[] =
    Object.values(FACETS);
  return tables.flatMap((table) => table[type]?.({ type, name, props }, SETTING) ?? []);
}

const owner = (type: FacetOwner["type"], name: string, record: string | undefined, path = "/") => ({ type, name, path, record });
const document = { version: "2012-10-17", statements: [{ effect: "Deny", actions: ["*"], resources: ["*"], conditions: [] }] };
const DOCUMENT = documentText([{ Effect: "Deny", Action: "*", Resource: "*" }]);

describe("policies/facets", () => {
  describe("a resource", () => {
    it("shows a user's tags and boundary", () => {
      const tags = { Expires: END };
      const of = owner("user", "exporter", "prod/service-accounts/exporter", "/apps/");
      const props = { name: "exporter", path: "/apps/", tags, permissionsBoundary: "arn:aws:iam::0:policy/x" };
      expect(facetsOf(USER, props, "service-accounts/exporter")).toEqual([
        { ...of, facet: "tags", tags },
        { ...of, facet: "boundary", boundary: "arn:aws:iam::0:policy/x", expires: END },
      ]);
    });

    it("shows a role's tags, boundary, trust and session, of one hour unless stated", () => {
      const of = owner("role", "web", "prod/workloads/web");
      expect(facetsOf(ROLE, { name: "web", assumeRolePolicy: DOCUMENT }, "workloads/web")).toEqual([
        { ...of, facet: "tags", tags: {} },
        { ...of, facet: "boundary", boundary: null, expires: undefined },
        { ...of, facet: "trust", trust: document },
        { ...of, facet: "session", maxSessionDuration: 3_600 },
      ]);
    });

    it("shows a policy's tags and document", () => {
      const of = owner("policy", "read", "prod/permissions/read");
      expect(facetsOf(POLICY, { name: "read", policy: DOCUMENT, tags: { Team: "x" } }, "permissions/read")).toEqual([
        { ...of, facet: "tags", tags: { Team: "x" } },
        { ...of, facet: "document", document, inline: null },
      ]);
    });

    it("shows inline policies as documents of their entity, those of users as attachments too", () => {
      const ofUser = owner("user", "exporter", "prod/service-accounts/exporter");
      const props = { name: "old", policy: DOCUMENT };
      expect(facetsOf("aws:iam/userPolicy:UserPolicy", { ...props, user: "exporter" }, "service-accounts/exporter#inline/old")).toEqual([
        { ...ofUser, facet: "document", document, inline: "old" },
        { ...ofUser, facet: "attachment", attached: [], inline: ["old"] },
      ]);
      expect(facetsOf("aws:iam/rolePolicy:RolePolicy", { ...props, role: "web" }, "workloads/web#inline/old")).toEqual([
        { ...owner("role", "web", "prod/workloads/web"), facet: "document", document, inline: "old" },
      ]);
      expect(facetsOf("aws:iam/groupPolicy:GroupPolicy", { ...props, group: "ops" })).toEqual([
        { ...owner("group", "ops", undefined), facet: "document", document, inline: "old" },
      ]);
    });

    it("shows attachments, memberships and console passwords of the entity that they name", () => {
      const policyArn = "arn:aws:iam::aws:policy/ReadOnlyAccess";
      expect(
        facetsOf("aws:iam/groupPolicyAttachment:GroupPolicyAttachment", { group: "ops", policyArn }, "groups/ops#attachment/x"),
      ).toEqual([{ ...owner("group", "ops", "prod/groups/ops"), facet: "attachment", attached: [policyArn], inline: [] }]);
      expect(facetsOf("aws:iam/userGroupMembership:UserGroupMembership", { user: "ada", groups: ["a", "b"] })).toEqual([
        { ...owner("user", "ada", undefined), facet: "membership", groups: ["a", "b"] },
      ]);
      expect(facetsOf("aws:iam/userLoginProfile:UserLoginProfile", { user: "ada" }, "people/ada#console")).toEqual([
        { ...owner("user", "ada", "prod/people/ada"), facet: "console", console: true },
      ]);
    });

    it("shows an attachment of one policy to many, one by one", () => {
      const policyArn = "arn:aws:iam::aws:policy/ReadOnlyAccess";
      const facet = { facet: "attachment", attached: [policyArn], inline: [] };
      const props = { users: ["ada", "bob"], roles: ["web"], groups: ["ops"], policyArn };
      expect(facetsOf("aws:iam/policyAttachment:PolicyAttachment", props)).toEqual([
        { ...owner("user", "ada", undefined), ...facet },
        { ...owner("user", "bob", undefined), ...facet },
        { ...owner("role", "web", undefined), ...facet },
        { ...owner("group", "ops", undefined), ...facet },
      ]);
    });

    it("shows nothing when no rule looks at its type", () => {
      for (const type of ["aws:iam/group:Group", "aws:s3/bucket:Bucket", "pulumi:pulumi:Stack", ACCESS_KEY, "aws:iam/user:user", ""]) {
        expect(facetsOf(type, { name: "x", tags: {}, policy: "none" })).toEqual([]);
      }
    });
  });

  describe("whose it is", () => {
    const recordOfTags = (type: string, tags: Record<string, string>, name?: string) =>
      facetsOf(type, { name: "x", tags }, name)[0]?.record;

    it("says the name of the resource where records make such names, whatever the tag says", () => {
      expect(recordOfTags(USER, { record: "dev/people/eve" }, "people/ada")).toBe("prod/people/ada");
      expect(recordOfTags(USER, {}, "people/ada#anything")).toBe("prod/people/ada");
    });

    it("says the resource's own tag otherwise, by AWS's rule on case", () => {
      expect(recordOfTags(USER, { record: "dev/people/eve" })).toBe("dev/people/eve");
      expect(recordOfTags(USER, { Record: "dev/people/eve" })).toBe("dev/people/eve");
      const policy = (tags: Record<string, string>) =>
        FACETS.tags[POLICY]!({ type: POLICY, name: "loose", props: { name: "x", tags } }, SETTING)[0]!.record;
      expect(policy({ record: "dev/permissions/read" })).toBe("dev/permissions/read");
      expect(policy({ Record: "dev/permissions/read" })).toBeUndefined();
    });

    it.each(["people/eve", "", "a/b/c/d", "dev/People/eve", "dev/people/eve#key"])(
      "does not believe a tag that is none of ours: %j",
      (tag) => {
        expect(recordOfTags(USER, { record: tag })).toBeUndefined();
      },
    );

    it("knows an entity that is named by its ARN, and one whose name AWS makes up", () => {
      const policyArn = "arn:aws:iam::aws:policy/ReadOnlyAccess";
      const named = (props: Record<string, unknown>) =>
        facetsOf("aws:iam/rolePolicyAttachment:RolePolicyAttachment", { ...props, policyArn })[0];
      expect(named({ role: "arn:aws:iam::000000000000:role/apps/web" })?.name).toBe("web");
      expect(facetsOf(USER, { namePrefix: "ci-" })[0]?.name).toBe("loose");
      expect(facetsOf(USER, { name: "" })[0]?.name).toBe("loose");
    });
  });

  describe("keyFacets", () => {
    const key = (name: string, props: Record<string, unknown>): Resource => ({ type: ACCESS_KEY, name, props });
    const of = owner("user", "exporter", "prod/service-accounts/exporter");

    it("gathers the keys of each user with the ends that the record states", () => {
      const resources = [
        key("service-accounts/exporter#key/primary", { user: "exporter" }),
        key("service-accounts/mailer#key/primary", { user: "mailer", status: "Inactive" }),
        { type: USER, name: "service-accounts/exporter", props: { name: "exporter" } },
        key("service-accounts/exporter#key/next", { user: "exporter", status: "Active" }),
      ];
      expect(keyFacets(resources, SETTING)).toEqual([
        {
          ...of,
          facet: "key",
          keys: [
            { slot: "primary", status: "Active", expires: END },
            { slot: "next", status: "Active", expires: "2027-02-01T00:00:00Z" },
          ],
        },
        {
          ...owner("user", "mailer", "prod/service-accounts/mailer"),
          facet: "key",
          keys: [{ slot: "primary", status: "Inactive" }],
        },
      ]);
    });

    it("states no end for a slot that the record does not have, and calls a foreign key by its resource", () => {
      const resources = [
        key("service-accounts/exporter#key/spare", { user: "exporter" }),
        key("loose", { user: "exporter" }),
        key("service-accounts/exporter", { user: "exporter" }),
      ];
      expect(keyFacets(resources, SETTING)).toEqual([
        {
          ...of,
          facet: "key",
          keys: [
            { slot: "spare", status: "Active" },
            { slot: "loose", status: "Active" },
            { slot: "service-accounts/exporter", status: "Active" },
          ],
        },
      ]);
    });

    it("is empty without keys", () => {
      expect(keyFacets([], SETTING)).toEqual([]);
      expect(keyFacets([{ type: USER, name: "x", props: { name: "x", tags: UNKNOWN.object } }], SETTING)).toEqual([]);
    });
  });

  it("knows only types that the provider's SDK has", () => {
    const types = [...Object.values(FACETS).flatMap((table) => Object.keys(table)), ACCESS_KEY];
    for (const type of new Set(types)) {
      const file = join(REPOSITORY, "node_modules/@pulumi/aws", `${/^aws:(.+):/.exec(type)![1]}.js`);
      expect(readFileSync(file, "utf8"), file).toContain(`__pulumiType = '${type}'`);
    }
  });
});
