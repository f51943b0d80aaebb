import { describe, expect, it } from "vitest";
import { isWhole, type Verification, verificationJson, verificationText } from "../../../scripts/report/verification.ts";
import type { Instant } from "../../../stacks/model/instant.ts";

const AT = "2026-11-24T06:00:00Z" as Instant;
const HASH = "a".repeat(64);
const WHOLE: Verification = { ledger: "evidence at 1234567890", entries: 2, head: { number: 2, hash: HASH, at: AT }, broken: null };
const BROKEN = { file: "2026-11.jsonl", line: 3, why: "it does not follow entry 2", expected: "entry 3", got: "entry 4" };
const anchors = (more: Partial<NonNullable<Verification["anchors"]>>) => ({
  ...WHOLE,
  anchors: { name: "s3://a/", heads: 2, covered: 2, missing: [], ...more },
});
const MISSING = { head: { count: 3, hash: HASH, at: AT }, got: "a ledger of 2 entries" };

describe("scripts/report/verification", () => {
  it.each([
    ["whole", WHOLE, true],
    ["broken", { ...WHOLE, broken: BROKEN }, false],
    ["anchored", anchors({}), true],
    ["cut", anchors({ missing: [MISSING] }), false],
    ["never anchored, which proves nothing", anchors({ heads: 0, covered: 0 }), false],
    ["empty and never anchored", { ...anchors({ heads: 0, covered: 0 }), entries: 0, head: null }, true],
  ] as const)("takes a ledger that is %s for what it is", (_, verification, whole) => {
    expect(isWhole(verification)).toBe(whole);
    expect(verificationJson(verification)).toEqual({ schema: "tenure/evidence-verify/1", whole, ...verification });
  });

  it("says the first thing that does not hold, with what was expected and what is there", () => {
    expect(verificationText({ ...WHOLE, broken: BROKEN })).toBe(
      "BROKEN  evidence at 1234567890: 2026-11.jsonl:3: it does not follow entry 2: expected entry 3, got entry 4\n        2 entries before it follow each other",
    );
    expect(
      verificationText(anchors({ missing: [MISSING] }))
        .split("\n")
        .slice(1),
    ).toEqual([
      "MISSING s3://a/: 1 of 2 published heads are not in the ledger",
      `        the first was published ${AT}: expected entry 3 with the hash ${HASH}, got a ledger of 2 entries`,
    ]);
  });

  it("says what was not asked, and what no anchor covers yet", () => {
    expect(verificationText(WHOLE)).toContain("only anchors prove: --anchors");
    expect(verificationText(anchors({ heads: 1, covered: 1 }))).toContain(
      "all of 1 published heads are in the ledger; the newest 1 entry came after the last of them",
    );
    expect(verificationText(anchors({ heads: 0, covered: 0 }))).toContain("UNPROVEN s3://a/: no head was ever published there");
  });
});
