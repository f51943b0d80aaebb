import { describe, expect, it } from "vitest";
import { boundaryMatchExpires as rule } from "../../../../policies/rules/boundary/match-expires.ts";
import { accountOf, declaredOf, personOf, recordOf } from "../../../support/builders.ts";
import { facetOwner, POLICY, ROLE, says, saysOf, UNKNOWN, UnknownValueError, USER } from "../../judging.ts";

const HOME = "arn:aws:iam::000000000000:policy";
const END = "2027-03-31T00:00:00Z";

const boundary = (arn: string | null, expires: string | undefined = END) => ({
  ...facetOwner("user", "ada", "prod/people/ada"),
  facet: "boundary" as const,
  boundary: arn as `arn:${string}` | null,
  expires,
});

const LIMITS = { statements: [{ allow: "s3:*", on: "*" }] };

/** An account with one sealed identity, and what of it is judged. */
const SEALED = declaredOf({
  people: [personOf("w1001"), personOf("w1002")],
  accounts: [
    accountOf("prod", [
      recordOf("break-glass", "glass-1", { custodians: ["person/w1001", "person/w1002"], role: { permissions: ["repair"] } }),
    ]),
  ],
});
const sealed = (type: "user" | "role", arn: string | null, more: object = {}) => ({
  ...boundary(arn),
  ...facetOwner(type, "glass-1", "prod/break-glass/glass-1"),
  path: "/tenure/break-glass/",
  ...more,
});

describe("policies/rules/boundary/match-expires", () => {
  describe("compliant", () => {
    it("has nothing to say about a declared sealed user, and its role without a boundary", () => {
      const world = { declared: SEALED };
      expect(says(rule, sealed("user", `${HOME}/tenure/break-glass`), world)).toEqual([]);
      expect(says(rule, sealed("role", null), world)).toEqual([]);
    });

    it("has nothing to say when boundary and tag state the same end, to the day or to the second", () => {
      expect(says(rule, boundary(`${HOME}/tenure/until-2027-03-31`))).toEqual([]);
      expect(says(rule, boundary(`${HOME}/tenure/until-20261123T180000Z`, "2026-11-23T18:00:00Z"))).toEqual([]);
    });

    it("has nothing to say about a boundary into which a declared policy is merged", () => {
      const declared = declaredOf({ accounts: [accountOf("prod", [recordOf("permissions", "ci-limits", LIMITS)])] });
      expect(says(rule, boundary(`${HOME}/tenure/until-2027-03-31-ci-limits`), { declared })).toEqual([]);
      expect(says(rule, boundary(`${HOME}/tenure/until-2027-03-31-other`), { declared })).toEqual([
        `its boundary ${HOME}/tenure/until-2027-03-31-other is no Tenure boundary, so it does not end`,
      ]);
    });

    it("has nothing to say about another partition", () => {
      expect(says(rule, boundary("arn:aws-cn:iam::111111111111:policy/tenure/until-2027-03-31"))).toEqual([]);
    });

    it("takes the boundary that denies everything for every end", () => {
      expect(says(rule, boundary(`${HOME}/tenure/disabled`))).toEqual([]);
      expect(says(rule, boundary(`${HOME}/tenure/disabled`, undefined))).toEqual([]);
    });

    it("does not mind an end that has passed: access is over, and its renewal must get through", () => {
      expect(says(rule, boundary(`${HOME}/tenure/until-2025-01-01`, "2025-01-01T00:00:00Z"))).toEqual([]);
    });

    it("reads the tag of a user or role in whatever case AWS keeps it", () => {
      const props = { name: "ada", permissionsBoundary: `${HOME}/tenure/until-2027-03-31`, tags: { Expires: END } };
      expect(saysOf(rule, USER, props)).toEqual([]);
      expect(saysOf(rule, ROLE, props)).toEqual([]);
    });
  });

  describe("violating", () => {
    it("believes neither a tag nor a path: only what a record declares is sealed", () => {
      const world = { declared: SEALED };
      const endless = [`its boundary ${HOME}/tenure/break-glass is no Tenure boundary, so it does not end`];
      const none = ["has no permissions boundary, so nothing ends it"];
      expect(says(rule, sealed("user", `${HOME}/tenure/break-glass`, { path: "/" }), world)).toEqual(endless);
      expect(says(rule, sealed("user", `${HOME}/tenure/break-glass`, { name: "other" }), world)).toEqual(endless);
      expect(says(rule, sealed("role", `${HOME}/tenure/break-glass`), world)).toEqual(endless);
      expect(says(rule, sealed("role", null, { record: "prod/workloads/glass-1" }), world)).toEqual(none);
      expect(says(rule, sealed("user", null), world)).toEqual(none);
    });

    it("refuses an identity without a boundary", () => {
      const expected = ["has no permissions boundary, so nothing ends it"];
      expect(says(rule, boundary(null))).toEqual(expected);
      expect(saysOf(rule, USER, { name: "ada", tags: { expires: END } })).toEqual(expected);
      expect(saysOf(rule, ROLE, { name: "web", permissionsBoundary: "", tags: { expires: END } })).toEqual(expected);
    });

    it.each([
      `${HOME}/until-2027-03-31`,
      `${HOME}/tenure/sub/until-2027-03-31`,
      `${HOME}/Tenure/until-2027-03-31`,
      `${HOME}/tenure/until-2027-03-31-or-later`,
      `${HOME}/tenure/Until-2027-03-31`,
      `${HOME}/tenure/until-2027-3-31`,
      `${HOME}/tenure/until-20270331T000000`,
      `${HOME}/disabled`,
      "arn:aws:iam::aws:policy/AdministratorAccess",
      "arn:aws:iam::aws:policy/AWSDenyAll",
      "no ARN at all",
    ])("refuses a boundary that is not ours: %s", (arn) => {
      expect(says(rule, boundary(arn))).toEqual([`its boundary ${arn} is no Tenure boundary, so it does not end`]);
    });

    it("refuses an end that differs from the tag, by a second too, and whichever is the later", () => {
      expect(says(rule, boundary(`${HOME}/tenure/until-20270331T000001Z`))).toEqual([
        "its boundary ends it at 2027-03-31T00:00:01Z, its tag says 2027-03-31T00:00:00Z",
      ]);
      expect(says(rule, boundary(`${HOME}/tenure/until-2027-03-30`))).toEqual([
        "its boundary ends it at 2027-03-30T00:00:00Z, its tag says 2027-03-31T00:00:00Z",
      ]);
    });

    it("refuses a boundary beside a tag that is missing or says something else", () => {
      const arn = `${HOME}/tenure/until-2027-03-31`;
      expect(saysOf(rule, USER, { name: "ada", permissionsBoundary: arn })).toEqual([
        "its boundary ends it at 2027-03-31T00:00:00Z, its tag says nothing",
      ]);
      expect(saysOf(rule, USER, { name: "ada", permissionsBoundary: arn, tags: { expires: "never" } })).toEqual([
        "its boundary ends it at 2027-03-31T00:00:00Z, its tag says never",
      ]);
    });
  });

  describe("not applicable", () => {
    it("has nothing to say about groups and policies, which carry no boundary", () => {
      expect(saysOf(rule, POLICY, { name: "x", policy: "{}" })).toEqual([]);
      expect(saysOf(rule, "aws:iam/group:Group", { name: "x" })).toEqual([]);
    });
  });

  describe("unknown at preview", () => {
    const known = { name: "ada", permissionsBoundary: `${HOME}/tenure/until-2027-03-31`, tags: { expires: END } };
    it.each([
      { permissionsBoundary: UNKNOWN.text },
      { tags: { expires: UNKNOWN.text } },
      { tags: UNKNOWN.object },
      { name: UNKNOWN.text },
      { path: UNKNOWN.text },
    ])("lets what is not known surface: %o", (unknown) => {
      for (const type of [USER, ROLE]) expect(() => saysOf(rule, type, { ...known, ...unknown })).toThrow(UnknownValueError);
    });
  });
});
