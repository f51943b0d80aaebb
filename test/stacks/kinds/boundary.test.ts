import { describe, expect, it } from "vitest";
import { BOUNDARY_ROOM, boundaryMisfits, boundaryReferences } from "../../../stacks/kinds/boundary.ts";
import { accountOf, recordOf } from "../../support/builders.ts";

/** A policy of one statement with so many characters in its resource. */
const policy = (name: string, length: number) =>
  recordOf("permissions", name, { statements: [{ allow: "s3:GetObject", on: `arn:aws:s3:::${"x".repeat(length)}` }] });
const at = { ref: "workloads/x", name: "x", account: accountOf("prod", [policy("small", 10), policy("large", BOUNDARY_ROOM)]) } as const;

describe("stacks/kinds/boundary", () => {
  it("names the record of the policy, where there is one", () => {
    expect(boundaryReferences({ boundary: "small" })).toEqual([{ path: ["boundary"], to: "permissions/small" }]);
    expect(boundaryReferences({})).toEqual([]);
  });

  it("refuses a policy for which a boundary has no room beside the lock", () => {
    expect(boundaryMisfits({}, at)).toEqual([]);
    expect(boundaryMisfits({ boundary: "small" }, at)).toEqual([]);
    const [misfit, ...others] = boundaryMisfits({ boundary: "large" }, at);
    expect([misfit?.path, others]).toEqual([["boundary"], []]);
    expect(misfit?.message).toMatch(/^expected a policy of at most 2000 characters, white space not counted, got 2\d{3}: the lock needs/);
  });

  it("leaves a policy that is not there to whoever checks references", () => {
    expect(boundaryMisfits({ boundary: "missing" }, at)).toEqual([]);
  });
});
