import { describe, expect, it } from "vitest";
import { unplanned } from "../../../scripts/engine/planned.ts";
import { type Operation, type OperationKind, type Plan, type Properties, UNKNOWN } from "../../../scripts/engine/port.ts";

function operation(op: OperationKind, after?: Properties): Operation {
  return { op, urn: "urn:a", type: "aws:iam/user:User", name: "a", before: undefined, after, changed: [], replaces: [] };
}

function plan(against: Plan["against"], ...operations: Operation[]): Plan {
  return { stack: "prod", head: "head", against, operations, reports: [], diagnostics: [], result: "succeeded" };
}

describe("scripts/engine/planned", () => {
  it("allows what was shown, and doing nothing", () => {
    const shown = plan("state", operation("update", { name: "a", tags: { x: "1" } }));
    expect(unplanned(shown, operation("update", { name: "a", tags: { x: "1" } }))).toBeUndefined();
    expect(unplanned(shown, operation("same"))).toBeUndefined();
  });

  it("allows a change instead of a replacement that unknown values made likely, never the other way round", () => {
    expect(unplanned(plan("state", operation("replace")), operation("update"))).toBeUndefined();
    expect(unplanned(plan("state", operation("update")), operation("replace"))).toBe(
      "replace of urn:a is not what the plan showed (update); plan again",
    );
  });

  it("refuses what was not shown at all", () => {
    expect(unplanned(plan("state"), operation("delete"))).toBe("delete of urn:a is not what the plan showed (nothing); plan again");
    expect(unplanned(plan("state", operation("same")), operation("update"))).toContain("(same)");
  });

  it("refuses other values than shown, except where they were unknown or secret", () => {
    const shown = plan("state", operation("create", { name: "a", arn: UNKNOWN, password: "[secret]", groups: ["x"] }));
    expect(unplanned(shown, operation("create", { name: "a", arn: "arn:aws:a", password: "[secret]", groups: ["x"] }))).toBeUndefined();
    expect(unplanned(shown, operation("create", { name: "b", arn: "arn:aws:a", password: "[secret]", groups: ["x", "admins"] }))).toBe(
      "create of urn:a has other values than the plan showed (groups, name); plan again",
    );
  });

  it("compares kinds only when the plan was made against records, where names may hold invented ids", () => {
    expect(unplanned(plan("base.json", operation("create", { name: "id-1" })), operation("create", { name: "real" }))).toBeUndefined();
  });
});
