import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { didYouMean, nearest } from "../../../stacks/model/suggestion.ts";

describe("stacks/model/suggestion", () => {
  const keys = ["owner", "purpose", "expires", "groups", "keys", "console", "permissions"];

  it.each([
    ["onwer", "owner"],
    ["owners", "owner"],
    ["Owner", "owner"],
    ["expire", "expires"],
    ["expries", "expires"],
    ["consol", "console"],
    ["premissions", "permissions"],
    ["kesy", "keys"],
  ])("takes %s for %s", (word, meant) => {
    expect(nearest(word, keys)).toBe(meant);
    expect(didYouMean(word, keys)).toBe(`; did you mean "${meant}"?`);
  });

  it.each(["", "zebra", "trust", "o", "exceptions"])("makes nothing of %j", (word) => {
    expect(nearest(word, keys)).toBeUndefined();
    expect(didYouMean(word, keys)).toBe("");
  });

  it("prefers the nearest, and of equally near ones the first", () => {
    expect(nearest("grant", ["grants", "grand", "grant"])).toBe("grant");
    expect(nearest("grand", ["grants", "grandy", "grandx"])).toBe("grandy");
  });

  it("finds a word with one letter lost, added, changed or swapped with its neighbour", () => {
    const word = fc.stringMatching(/^[a-z]{4,12}$/);
    fc.assert(
      fc.property(word, fc.nat(), fc.constantFrom("lose", "add", "change", "swap"), (meant, at, how) => {
        const index = at % (meant.length - 1);
        const [before, after] = [meant.slice(0, index), meant.slice(index)];
        const mistaken = {
          lose: before + after.slice(1),
          add: `${before}-${after}`,
          change: `${before}-${after.slice(1)}`,
          swap: before + after[1] + after[0] + after.slice(2),
        }[how];
        expect(nearest(mistaken, [meant])).toBe(meant);
      }),
    );
  });
});
