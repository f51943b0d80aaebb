import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Deciding, decideInFiles } from "../../../scripts/command/decide-review.ts";
import { readDeclared } from "../../../stacks/files/read.ts";
import { folder } from "../../../stacks/files/tree.ts";
import { reviewText } from "../../support/reviews.ts";
import { AS_OF, SMALL } from "../../support/small-organisation.ts";

const FILE = "reviews/2026-Q4/w1.yaml";
const [WORKER, SUPPORT] = ["prod/workloads/worker", "prod/roles/support"] as const;

describe("scripts/command/decide-review", () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "tenure-review-"));
    for (const [path, text] of Object.entries({ ...SMALL, [FILE]: reviewText({ [WORKER]: {}, [SUPPORT]: { decision: "keep" } }) })) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const NONE = { campaign: "2026-Q4", reviewer: "person/w1", only: [], to: undefined, without: [], asOf: AS_OF, "dry-run": false };
  const decide = (decision: string, more: Partial<Deciding> = {}) => decideInFiles({ ...NONE, decide: decision, root, ...more });
  const lines = () => {
    const { accesses } = readDeclared(folder(root)).reviews.get("2026-Q4/w1")!;
    return [WORKER, SUPPORT].map((access) => {
      const { decision, decidedAt, to, without } = accesses[access]!;
      return [decision, decidedAt, to ?? without];
    });
  };

  it("decides about every line that is undecided, and says when", () => {
    expect(decide("revoke").result).toBe("clean");
    expect(lines()).toEqual([
      ["revoke", AS_OF, undefined],
      ["keep", undefined, undefined],
    ]);
  });

  it("changes an answer whole: what went with the old one goes", () => {
    decide("reduce", { only: [SUPPORT], without: ["ledger-write"] });
    decide("hand over", { only: [SUPPORT], to: "team/platform" });
    expect(lines()[1]).toEqual(["hand over", AS_OF, "team/platform"]);
  });

  it("writes nothing that would not be valid, and nothing on a dry run", () => {
    const before = readFileSync(join(root, FILE), "utf8");
    expect(() => decide("reduce")).toThrow(/without: expected with `decision: reduce`/);
    decide("keep", { "dry-run": true });
    expect(readFileSync(join(root, FILE), "utf8")).toBe(before);
  });

  it.each([
    ["maybe", {}, '--decide: expected keep, reduce, revoke, hand over, got "maybe"'],
    ["keep", { reviewer: undefined }, "--decide: expected --reviewer too"],
    ["keep", { reviewer: "person/w2" }, "--reviewer: there is no reviews/2026-Q4/w2.yaml here"],
    ["keep", { only: ["prod/workloads/workr"] }, '--only: "prod/workloads/workr" is not asked here; did you mean "prod/workloads/worker"?'],
  ] as const)("refuses %s %j", (decision, more, message) => {
    expect(() => decide(decision, more)).toThrow(message);
  });
});
