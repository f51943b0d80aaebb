import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { all, any, not, type Truth, truthOf } from "../../../stacks/iam/truth.ts";

const truth = fc.constantFrom<Truth>("yes", "no", "maybe");

describe("stacks/iam/truth", () => {
  it("is what two-valued logic says whatever a maybe turns out to be, and never surer than that", () => {
    const worlds = (list: readonly Truth[]): readonly boolean[][] =>
      list.reduce<boolean[][]>(
        (rest, one) => rest.flatMap((world) => (one === "maybe" ? [true, false] : [one === "yes"]).map((each) => [...world, each])),
        [[]],
      );
    const combined = (outcomes: readonly boolean[]): Truth => (outcomes.every(Boolean) ? "yes" : outcomes.some(Boolean) ? "maybe" : "no");
    fc.assert(
      fc.property(fc.array(truth, { maxLength: 5 }), (list) => {
        expect(all(list)).toBe(combined(worlds(list).map((world) => world.every(Boolean))));
        expect(any(list)).toBe(combined(worlds(list).map((world) => world.some(Boolean))));
      }),
    );
  });

  it("turns round what is known, and keeps open what is not", () => {
    expect([not("yes"), not("no"), not("maybe")]).toEqual(["no", "yes", "maybe"]);
    expect([truthOf(true), truthOf(false)]).toEqual(["yes", "no"]);
  });
});
