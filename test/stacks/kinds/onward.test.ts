import { describe, expect, it } from "vitest";
import { denyChaining, denyDelegation, ONWARD_POLICY, splitDelegation } from "../../../stacks/kinds/onward.ts";
import { HOME, roleEntity } from "../../support/builders.ts";

const other = roleEntity("x").trust;

describe("stacks/kinds/onward", () => {
  it("denies taking on any other role, or any but those that are named", () => {
    expect(denyChaining(HOME, []).statements).toEqual([
      { sid: "NotOnward", effect: "Deny", actions: ["sts:AssumeRole", "sts:AssumeRoot"], resources: ["*"], conditions: [] },
    ]);
    expect(denyChaining(HOME, ["deploy", "arn:aws:iam::111111111111:role/a"]).statements).toMatchObject([
      { effect: "Deny", notResources: ["arn:aws:iam::000000000000:role/deploy", "arn:aws:iam::111111111111:role/a"] },
    ]);
  });

  it("takes its own policy out of a role, and leaves another of that name where it is", () => {
    const role = roleEntity("x", { inline: { [ONWARD_POLICY]: denyDelegation(), own: other } });
    expect(splitDelegation(role)).toEqual({ role: { ...role, inline: { own: other } }, mayDelegate: false });
    const changed = roleEntity("x", { inline: { [ONWARD_POLICY]: other } });
    expect(splitDelegation(changed)).toEqual({ role: changed, mayDelegate: true });
    expect(splitDelegation(roleEntity("x"))).toEqual({ role: roleEntity("x"), mayDelegate: true });
  });
});
