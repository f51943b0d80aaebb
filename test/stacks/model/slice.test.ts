import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { recordRef } from "../../../stacks/model/ref.ts";
import { accountOfStackName, isInStack, stackOfRecord, stacksOf } from "../../../stacks/model/slice.ts";

const prod = (slices: number) => ({ name: "prod", slices });

describe("stacks/model/slice", () => {
  it("names the one stack of an account after it, and several by their numbers", () => {
    expect(stacksOf(prod(1))).toEqual(["prod"]);
    expect(stacksOf(prod(3))).toEqual(["prod.0", "prod.1", "prod.2"]);
    expect([...stacksOf(prod(1)), ...stacksOf(prod(3))].map(accountOfStackName)).toEqual(["prod", "prod", "prod", "prod"]);
  });

  it.each(["groups", "permissions", "providers", "tenure"])("keeps %s in the first slice", (kind) => {
    expect(stackOfRecord(prod(4), recordRef(kind, "x"))).toBe("prod.0");
  });

  it("keeps human roles and grants in the last slice, behind the users whom they trust", () => {
    for (const kind of ["roles", "grants"]) expect(stackOfRecord(prod(4), recordRef(kind, "x"))).toBe("prod.3");
  });

  it("never moves a record: these are where they are for good", () => {
    const names = ["billing-exporter", "w1042", "deploy-web", "legacy-ftp"];
    expect(names.map((name) => stackOfRecord(prod(5), recordRef("service-accounts", name)))).toEqual([
      "prod.4",
      "prod.3",
      "prod.3",
      "prod.2",
    ]);
  });

  it("spreads identities evenly over the other slices", () => {
    const counts = new Map<string, number>();
    for (let index = 0; index < 3_000; index++) {
      const stack = stackOfRecord(prod(4), recordRef("service-accounts", `s${index}`));
      counts.set(stack, (counts.get(stack) ?? 0) + 1);
    }
    expect([...counts.keys()].sort()).toEqual(["prod.1", "prod.2", "prod.3"]);
    expect(Math.min(...counts.values())).toBeGreaterThan(900);
  });

  it("has each record in exactly one stack, and in the account as a whole", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100 }),
        fc.constantFrom("people", "groups", "roles"),
        fc.stringMatching(/^[a-z0-9]{1,20}$/),
        (slices, kind, name) => {
          const account = prod(slices);
          const ref = recordRef(kind, name);
          expect(stacksOf(account).filter((stack) => isInStack(account, stack, ref))).toEqual([stackOfRecord(account, ref)]);
          expect(isInStack(account, "prod", ref)).toBe(true);
        },
      ),
    );
  });
});
