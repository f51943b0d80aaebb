import { describe, expect, it } from "vitest";
import { questionsOf, useQuestionsOf } from "../../../scripts/compare/questions.ts";
import type { Subject } from "../../../stacks/model/ref.ts";
import { someFinding } from "../../support/findings.ts";

const asked = (check: string, subject: string, facet: string | null = null) => {
  const finding = someFinding({ check, subject: subject as Subject, facet });
  const [question] = questionsOf([finding]);
  if (question) expect(question.finding).toBe(finding.id);
  return question && [question.resources, question.events];
};
const arn = (rest: string) => `arn:aws:iam::000000000000:${rest}`;

describe("scripts/compare/questions", () => {
  it("asks by the name of a user or role, whatever its path", () => {
    expect(asked("changed", arn("role/batch/worker"), "trust")).toEqual([["worker"], ["UpdateAssumeRolePolicy"]]);
    expect(asked("changed", arn("user/x"), "membership")).toEqual([["x"], ["AddUserToGroup", "RemoveUserFromGroup"]]);
  });

  it("asks by the id of a key, by the user of another credential, by ARN and name of a policy", () => {
    expect(asked("key-undeclared", `${arn("user/x")}#AKIAX`, "key")).toEqual([["AKIAX"], ["CreateAccessKey"]]);
    expect(asked("credential-undeclared", `${arn("user/x")}#ACCAX`, "credential")?.[0]).toEqual(["x"]);
    expect(asked("changed", arn("policy/a/p"), "document")?.[0]).toEqual([arn("policy/a/p"), "p"]);
  });

  it("asks how the role of a grant was used, once it has ended, by the name of its sessions", () => {
    const role = arn("role/tenure/grants/admin-restore") as Subject;
    const finding = someFinding({ check: "grant-ended", subject: role, record: "grants/restore" });
    expect(useQuestionsOf([finding, someFinding({ check: "expired" })])).toEqual([
      { finding: finding.id, role, roleName: "admin-restore", session: "restore" },
    ]);
  });

  it("asks who made what nobody declared, roles from AWS's templates too", () => {
    expect(asked("unmanaged", arn("role/x"))?.[1]).toEqual(expect.arrayContaining(["CreateRole", "AcquireRole"]));
  });

  it.each([
    ["expired", null],
    ["leaver", null],
    ["orphaned", null],
    ["non-compliant", "attachment"],
  ])("does not ask about what no change in AWS brought about: %s", (check, facet) => {
    expect(asked(check, arn("user/x"), facet)).toBeUndefined();
  });
});
