import { describe, expect, it } from "vitest";
import type { Arn } from "../../../stacks/iam/arn.ts";
import { documentOf } from "../../../stacks/iam/document.ts";
import { facetsOf, tagOf } from "../../../stacks/iam/facet.ts";
import { groupEntity, policyEntity, roleEntity, userEntity } from "../../support/builders.ts";

const KEYS = { owner: "owner", expires: "expires", record: "record", managedBy: "managed-by" };
const document = documentOf({ effect: "Deny", actions: ["*"], resources: ["*"], conditions: [] });
const boundary = "arn:aws:iam::000000000000:policy/tenure/until-2027-03-31" as Arn;

describe("stacks/iam/facet", () => {
  it("takes a user apart, an inline policy being a document of its own", () => {
    const tags = { Owner: "team/web", expires: "2027-03-31T00:00:00Z", record: "prod/service-accounts/x" };
    const attached = ["arn:aws:iam::aws:policy/ReadOnlyAccess"] as Arn[];
    const keys = [{ slot: "primary", status: "Active" }] as const;
    const user = userEntity("x", { path: "/ci/", tags, boundary, attached, inline: { old: document }, groups: ["g"], keys, console: true });
    const owner = { type: "user", name: "x", path: "/ci/", record: "prod/service-accounts/x" };
    expect(facetsOf(user, KEYS)).toEqual([
      { ...owner, facet: "tags", tags },
      { ...owner, facet: "boundary", boundary, expires: "2027-03-31T00:00:00Z" },
      { ...owner, facet: "attachment", attached, inline: ["old"] },
      { ...owner, facet: "document", document, inline: "old" },
      { ...owner, facet: "membership", groups: ["g"] },
      { ...owner, facet: "key", keys },
      { ...owner, facet: "console", console: true },
    ]);
  });

  it("takes a role apart into trust, session and instance profiles as well", () => {
    const role = roleEntity("r", { maxSessionDuration: 7_200 });
    const owner = { type: "role", name: "r", path: "/", record: undefined };
    expect(facetsOf(role, KEYS)).toEqual([
      { ...owner, facet: "tags", tags: {} },
      { ...owner, facet: "boundary", boundary: null, expires: undefined },
      { ...owner, facet: "trust", trust: role.trust },
      { ...owner, facet: "session", maxSessionDuration: 7_200 },
      { ...owner, facet: "profile", instanceProfiles: [] },
      { ...owner, facet: "attachment", attached: [], inline: [] },
    ]);
  });

  it("knows a group by nothing but its policies, since groups have no tags", () => {
    expect(facetsOf(groupEntity("g", { inline: { x: document } }), KEYS, "prod/groups/g")).toEqual([
      { type: "group", name: "g", path: "/", record: "prod/groups/g", facet: "attachment", attached: [], inline: ["x"] },
      { type: "group", name: "g", path: "/", record: "prod/groups/g", facet: "document", document, inline: "x" },
    ]);
  });

  it("knows a policy by its tags and its document", () => {
    const policy = policyEntity("p", { tags: { record: "prod/permissions/p" } });
    expect(facetsOf(policy, KEYS)).toEqual([
      { type: "policy", name: "p", path: "/", record: "prod/permissions/p", facet: "tags", tags: policy.tags },
      { type: "policy", name: "p", path: "/", record: "prod/permissions/p", facet: "document", document: policy.document, inline: null },
    ]);
  });

  it("believes the caller about the record before it believes the tag", () => {
    const policy = policyEntity("p", { tags: { record: "prod/permissions/forged" } });
    expect(facetsOf(policy, KEYS, "prod/permissions/p").map(({ record }) => record)).toEqual(["prod/permissions/p", "prod/permissions/p"]);
  });

  describe("tagOf", () => {
    it("looks at the case of keys where AWS does: on policies, not on users and roles", () => {
      expect(tagOf("user", { OWNER: "a" }, "owner")).toBe("a");
      expect(tagOf("role", { Owner: "a" }, "oWNER")).toBe("a");
      expect(tagOf("policy", { Owner: "a" }, "owner")).toBeUndefined();
      expect(tagOf("group", { owner: "a" }, "owner")).toBe("a");
    });

    it("prefers the exact key, and takes an empty value for a value", () => {
      expect(tagOf("user", { Owner: "a", owner: "" }, "owner")).toBe("");
      expect(tagOf("user", {}, "owner")).toBeUndefined();
    });
  });
});
