import { describe, expect, it } from "vitest";
import { recordNoNeedlessPrivileged as rule } from "../../../../policies/rules/record/no-needless-privileged.ts";
import { recordOf } from "../../../support/builders.ts";
import { POLICY, says, saysOf, UNKNOWN } from "../../judging.ts";

const said = (allow: string, privileged: boolean) => {
  const record = recordOf("permissions", "p", { statements: [{ allow, on: "*" }], privileged });
  return says(rule, { facet: "record", account: "prod", record });
};

describe("policies/rules/record/no-needless-privileged", () => {
  describe("compliant", () => {
    it("has nothing to say about a privilege that there is", () => {
      expect(said("iam:*", true)).toEqual([]);
      expect(said("iam:PutRolePolicy", true)).toEqual([]);
    });
  });

  describe("violating", () => {
    it("says so of a privilege that no statement gives, and does not block for it", () => {
      expect(said("s3:GetObject", true)).toEqual(["says that it is privileged, and its statements let nobody administer access"]);
      expect(rule.level).toBe("advisory");
    });
  });

  describe("not applicable", () => {
    it("has nothing to say about a policy that claims nothing, nor about other kinds", () => {
      expect(said("s3:GetObject", false)).toEqual([]);
      expect(says(rule, { facet: "record", account: "prod", record: recordOf("groups", "g") })).toEqual([]);
    });
  });

  describe("unknown at preview", () => {
    it("reads records alone, so that nothing can be unknown to it", () => {
      expect(saysOf(rule, POLICY, { name: UNKNOWN.text, policy: UNKNOWN.text }, "permissions/p")).toEqual([]);
    });
  });
});
