import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { BENCHES } from "../../../../scripts/command/bench/benches.ts";

/** What a bench measures at a small size; its times decide nothing. */
async function measurements(name: keyof typeof BENCHES, size: number) {
  const folder = mkdtempSync(join(tmpdir(), "tenure-bench-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return BENCHES[name]!.run(size, folder, {
    info: () => undefined,
    warn: () => undefined,
    error: () => undefined,
    progress: () => undefined,
  });
}

describe("scripts/command/bench/benches", () => {
  it("observe: counts the calls of an observation without gaps, and those of a plain listing", async () => {
    const [plain, observed] = await measurements("observe", 20);
    expect(plain).toMatchObject({ what: "20 users, plainly", counts: { calls: 1 + 20, keys: 12 } });
    expect(observed).toMatchObject({ what: "20 users, observed", counts: { keys: 12, "users with keys": 8, gaps: 0 } });
    expect(observed!.counts.calls).toBeLessThanOrEqual(8 + 40);
  });

  it("compare: finds what it changed and nothing else, and plans a pull request for each that has ended", async () => {
    const [compared, planned] = await measurements("compare", 1_200);
    expect(compared).toMatchObject({ what: "1200 identities", counts: { identities: 1_200, findings: 1 }, ratio: { to: "the texts" } });
    expect(planned).toMatchObject({ what: "1000 proposals planned", counts: { proposals: 1_000 }, goal: "under 2 s" });
  });

  it("read: counts the records and files that were read", async () => {
    const [measured] = await measurements("read", 100);
    expect(measured).toMatchObject({ what: "100 records", counts: { records: 100, files: 152 }, ratio: { to: "the bare files" } });
  });

  it("gate: judges a change of one record among all, beside reading them", { timeout: 120_000 }, async () => {
    const measured = await measurements("gate", 60);
    expect(measured).toMatchObject([{ what: "gate, 60 records", counts: { changed: 2 }, ratio: { to: "validate" } }]);
  });

  it("deploy: makes by the engine what a plain loop makes, and then one change", { timeout: 180_000 }, async () => {
    const [loop, first, changed] = await measurements("deploy", 2);
    expect(loop).toMatchObject({ what: "a plain loop, 2 users" });
    expect(first).toMatchObject({ what: "embedded, 2 users, first", ratio: { to: "the loop" } });
    // The loop attaches no policies to groups; the engine makes each attachment and the boundary that denies everything.
    expect(first!.counts["API writes"]).toBe(loop!.counts["API writes"]! + 25);
    expect(changed).toMatchObject({ counts: { operations: 2, "API writes": 3 } });
  });
});
