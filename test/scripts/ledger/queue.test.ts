import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openLedger } from "../../../scripts/ledger/ledger.ts";
import { countWaiting, enqueue, flush, waiting } from "../../../scripts/ledger/queue.ts";
import type { Instant } from "../../../stacks/model/instant.ts";
import { AS_OF } from "../../support/small-organisation.ts";

const FACTS = { stack: "prod", number: 1, commit: "c".repeat(40), findings: [] };

describe("scripts/ledger/queue", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "tenure-queue-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const queue = () => join(folder, "queue");
  const ledger = () => openLedger(undefined, join(folder, "ledger"));

  it("keeps entries until they are written, oldest first, each once", async () => {
    enqueue(queue(), "still-there", "2026-11-25T00:00:00Z" as Instant, { ...FACTS, number: 2 });
    enqueue(queue(), "still-there", AS_OF, FACTS);
    enqueue(queue(), "still-there", AS_OF, { ...FACTS, number: 3 });
    expect(await flush(queue(), ledger())).toBe(3);
    expect((await ledger().read()).map(({ facts }) => (facts as typeof FACTS).number)).toEqual([1, 3, 2]);
    expect([readdirSync(queue()), await flush(queue(), ledger())]).toEqual([[], 0]);
  });

  it("loses none when the ledger cannot be written", async () => {
    enqueue(queue(), "still-there", AS_OF, FACTS);
    const broken = { read: async () => [], append: () => Promise.reject(new Error("GitHub is gone")) };
    await expect(flush(queue(), broken)).rejects.toThrow("GitHub is gone");
    expect(readdirSync(queue())).toHaveLength(1);
  });

  it("does not write twice what a run had written when it was killed", async () => {
    enqueue(queue(), "still-there", AS_OF, FACTS);
    await ledger().append("still-there", AS_OF, FACTS);
    expect([await flush(queue(), ledger()), readdirSync(queue())]).toEqual([1, []]);
    expect(await ledger().read()).toHaveLength(1);
  });

  it("keeps what came later after what is left of a half-written queue", () => {
    for (const number of [1, 2]) enqueue(queue(), "still-there", AS_OF, { ...FACTS, number });
    rmSync(join(queue(), readdirSync(queue()).sort()[0]!));
    enqueue(queue(), "still-there", AS_OF, { ...FACTS, number: 3 });
    expect(waiting(queue()).map(({ facts }) => (facts as typeof FACTS).number)).toEqual([2, 3]);
    expect(countWaiting(queue())).toBe(2);
  });

  it("has nothing before anything waited, and names a file that holds no entry", async () => {
    expect(await flush(queue(), ledger())).toBe(0);
    enqueue(queue(), "still-there", AS_OF, FACTS);
    writeFileSync(join(queue(), "0.json"), "{");
    await expect(flush(queue(), ledger())).rejects.toMatchObject({ code: "LEDGER_UNREADABLE", message: expect.stringContaining("0.json") });
  });
});
