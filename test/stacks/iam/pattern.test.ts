import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { includes, includesAction, literal, matches, minimal, overlaps } from "../../../stacks/iam/pattern.ts";

describe("stacks/iam/pattern", () => {
  /** Few letters, so that patterns and texts meet; dots and brackets would show a regular expression that is not escaped. */
  const pattern = fc.string({ unit: fc.constantFrom("a", "b", ".", "[", "*", "?"), maxLength: 8 });
  const text = fc.string({ unit: fc.constantFrom("a", "b", ".", "["), maxLength: 8 });

  /** The naive reading: each wildcard as a regular expression would say it. */
  function naive(glob: string): RegExp {
    const source = glob
      .replace(/[.[\]\\^$+(){}|]/g, "\\$&")
      .replaceAll("*", "[\\s\\S]*")
      .replaceAll("?", "[\\s\\S]");
    return new RegExp(`^${source}$`);
  }

  describe("matches", () => {
    it("agrees with a regular expression", () => {
      fc.assert(
        fc.property(pattern, text, (glob, word) => {
          expect(matches(glob, word)).toBe(naive(glob).test(word));
        }),
        { numRuns: 2_000 },
      );
    });

    it("reads a wildcard of the text as the letter that it is", () => {
      expect(matches("a", "*")).toBe(false);
      expect(matches("a*", "a*")).toBe(true);
      expect(matches("a?", "a*")).toBe(true);
    });

    it("lets * stand for nothing and for any run, ? for exactly one character", () => {
      expect(matches("s3:*", "s3:")).toBe(true);
      expect(matches("s3:*Object", "s3:GetObject")).toBe(true);
      expect(matches("s3:?", "s3:")).toBe(false);
      expect(matches("s3:?", "s3:ab")).toBe(false);
      expect(matches("", "")).toBe(true);
      expect(matches("", "a")).toBe(false);
    });

    it("needs no more than a blink for a pattern made to be slow", () => {
      const started = performance.now();
      expect(matches(`${"*a".repeat(200)}b`, "a".repeat(2_000))).toBe(false);
      expect(performance.now() - started).toBeLessThan(2_000);
    });
  });

  describe("overlaps", () => {
    /** All words over the letters of the patterns up to this length, and one letter that none of them has. */
    const words = [""];
    for (let length = 1; length <= 6; length++)
      words.push(...words.filter((word) => word.length === length - 1).flatMap((word) => ["a", "b", "c"].map((letter) => word + letter)));
    const small = fc.string({ unit: fc.constantFrom("a", "b", "*", "?"), maxLength: 3 });

    it("is true exactly when some word is matched by both, whichever comes first", () => {
      fc.assert(
        fc.property(small, small, (one, other) => {
          expect(overlaps(one, other)).toBe(words.some((word) => matches(one, word) && matches(other, word)));
          expect(overlaps(other, one)).toBe(overlaps(one, other));
        }),
        { numRuns: 500 },
      );
    });

    it("holds for all that includes holds for, unless nothing is matched at all", () => {
      expect(overlaps("arn:aws:s3:::ledger/*", "*")).toBe(true);
      expect(overlaps("arn:aws:s3:::ledger/*", "arn:aws:s3:::*/2026")).toBe(true);
      expect(overlaps("arn:aws:s3:::ledger/*", "arn:aws:s3:::web/*")).toBe(false);
    });
  });

  it("literal is a pattern that matches its own text only", () => {
    const word = fc.string({ unit: fc.constantFrom("a", "*", "?"), maxLength: 5 });
    fc.assert(
      fc.property(word, word, (one, other) => {
        expect(matches(literal(one), other)).toBe(one === other);
      }),
    );
  });

  describe("includes", () => {
    /** All words over the letters of the patterns up to this length; long enough to tell patterns of the lengths used here apart. */
    const words = [""];
    for (let length = 1; length <= 5; length++) {
      words.push(...words.filter((word) => word.length === length - 1).flatMap((word) => ["a", "b", "c"].map((letter) => word + letter)));
    }
    const small = fc.string({ unit: fc.constantFrom("a", "b", "*", "?"), maxLength: 4 });

    it("never says that a pattern includes another one that matches more", () => {
      fc.assert(
        fc.property(small, small, (outer, inner) => {
          fc.pre(includes(outer, inner));
          const [wide, narrow] = [naive(outer), naive(inner)];
          expect(words.filter((word) => narrow.test(word) && !wide.test(word))).toEqual([]);
        }),
        { numRuns: 2_000 },
      );
    });

    it("includes itself, and everything is included in *", () => {
      fc.assert(
        fc.property(pattern, (glob) => {
          expect(includes(glob, glob)).toBe(true);
          expect(includes("*", glob)).toBe(true);
        }),
      );
    });

    it("includes a text exactly when it matches it", () => {
      fc.assert(
        fc.property(pattern, text, (glob, word) => {
          expect(includes(glob, word)).toBe(matches(glob, word));
        }),
      );
    });

    it("does not let one character stand for many, or a letter for a wildcard", () => {
      expect(includes("a?", "a*")).toBe(false);
      expect(includes("a*", "a?")).toBe(true);
      expect(includes("ab", "a?")).toBe(false);
      expect(includes("a*", "*")).toBe(false);
    });

    it("compares actions without case, everything else with it", () => {
      expect(includesAction("S3:get*", "s3:GetObject")).toBe(true);
      expect(includes("arn:aws:s3:::Bucket/*", "arn:aws:s3:::bucket/key")).toBe(false);
    });
  });

  describe("minimal", () => {
    it("drops what another pattern of the list includes and keeps the order of the rest", () => {
      expect(minimal(["s3:GetObject", "ec2:*", "s3:Get*", "s3:Get*", "iam:GetUser"], includes)).toEqual([
        "ec2:*",
        "s3:Get*",
        "iam:GetUser",
      ]);
    });

    it("keeps one of several patterns that include each other", () => {
      expect(minimal(["a**", "a*", "a***"], includes)).toHaveLength(1);
    });

    it("matches what the whole list matched, and nothing in it is left to drop", () => {
      fc.assert(
        fc.property(fc.array(pattern, { maxLength: 5 }), text, (list, word) => {
          const kept = minimal(list, includes);
          expect(kept.some((glob) => matches(glob, word))).toBe(list.some((glob) => matches(glob, word)));
          expect(minimal(kept, includes)).toEqual(kept);
        }),
        { numRuns: 500 },
      );
    });
  });
});
