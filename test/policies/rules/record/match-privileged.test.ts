import { describe, expect, it } from "vitest";
import { recordMatchPrivileged as rule } from "../../../../policies/rules/record/match-privileged.ts";
import { recordOf } from "../../../support/builders.ts";
import { POLICY, says, saysOf, UNKNOWN } from "../../judging.ts";

const said = (allow: string, privileged?: boolean, on = "*") => {
  const record = recordOf("permissions", "p", { statements: [{ allow, on }], ...(privileged === undefined ? {} : { privileged }) });
  return says(rule, { facet: "record", account: "prod", record });
};

describe("policies/rules/record/match-privileged", () => {
  describe("compliant", () => {
    it("has nothing to say about a privilege that is stated, nor about none", () => {
      expect(said("iam:*", true)).toEqual([]);
      expect(said("s3:GetObject", false)).toEqual([]);
      expect(said("s3:GetObject")).toEqual([]);
    });

    it("leaves what is stated without need to another rule", () => {
      expect(said("s3:GetObject", true)).toEqual([]);
    });
  });

  describe("violating", () => {
    it.each(["iam:*", "iam:CreatePolicyVersion", "IAM:UPDATEASSUMEROLEPOLICY", "*"])("knows the privilege that is denied: %s", (action) => {
      expect(said(action, false)).toEqual(["says that it is not privileged, and lets its holder administer access"]);
    });

    it("asks for a word where there is none", () => {
      expect(said("iam:AddUserToGroup", undefined, "arn:aws:iam::000000000000:group/admins")).toEqual([
        "does not say that it is privileged, and lets its holder administer access",
      ]);
    });
  });

  describe("not applicable", () => {
    it("has nothing to say about other kinds", () => {
      const record = recordOf("groups", "admins", { permissions: ["arn:aws:iam::aws:policy/AdministratorAccess"] });
      expect(says(rule, { facet: "record", account: "prod", record })).toEqual([]);
    });
  });

  describe("unknown at preview", () => {
    it("reads records alone, so that nothing can be unknown to it", () => {
      expect(saysOf(rule, POLICY, { name: UNKNOWN.text, policy: UNKNOWN.text }, "permissions/p")).toEqual([]);
    });
  });
});
