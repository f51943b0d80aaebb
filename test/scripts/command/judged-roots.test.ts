import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { onlySome, writeRoot } from "../../../scripts/command/judged-roots.ts";
import { readJudged } from "../../../stacks/files/judged.ts";
import { folder as folderTree } from "../../../stacks/files/tree.ts";
import { AS_OF, BASE, SMALL, smallTree } from "../../support/small-organisation.ts";

const HOLDING = { commit: BASE, exceptions: [], standing: [{ rule: "r", account: "prod", subject: "groups/a", message: "m" }] };

describe("scripts/command/judged-roots", () => {
  it("writes a tree as files, with the settings of another one, and the file that tells of it", () => {
    const folder = mkdtempSync(join(tmpdir(), "tenure-roots-"));
    const other = { "settings.yaml": `${SMALL["settings.yaml"]}residualSession: 30m\n` };
    const path = writeRoot(folder, "head", smallTree(other), smallTree(), HOLDING, AS_OF);
    expect(readdirSync(folder).sort()).toEqual(["head", "head.json"]);
    expect(readJudged(path)).toEqual({ root: join(folder, "head"), asOf: AS_OF, base: HOLDING });
    expect(folderTree(join(folder, "head")).files).toEqual(smallTree().files);
    rmSync(folder, { recursive: true });
  });

  it("writes another file that tells of some of these records, and leaves the first as it was", () => {
    const folder = mkdtempSync(join(tmpdir(), "tenure-roots-"));
    const all = writeRoot(folder, "head", smallTree(), smallTree(), HOLDING, AS_OF);
    const before = readJudged(all);
    const some = onlySome(all, "prod", ["people/w1"]);
    expect(some).toBe(join(folder, "head.prod.json"));
    expect([readJudged(some), readJudged(all)]).toEqual([{ ...before, only: ["people/w1"] }, before]);
    rmSync(folder, { recursive: true });
  });
});
