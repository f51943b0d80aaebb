import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { bringHome } from "../../../scripts/command/bring-home.ts";
import { openLedger } from "../../../scripts/ledger/ledger.ts";
import { enqueue } from "../../../scripts/ledger/queue.ts";
import { AS_OF } from "../../support/small-organisation.ts";

const FACTS = { stack: "prod", number: 1, commit: "a".repeat(40), findings: [] };

describe("scripts/command/bring-home", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "tenure-home-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const queue = () => join(folder, "queue");

  it("writes what waits, once, and says nothing of it", async () => {
    const said: string[] = [];
    const ledger = openLedger(undefined, join(folder, "ledger"));
    enqueue(queue(), "still-there", AS_OF, FACTS);
    for (let run = 0; run < 2; run++) await bringHome(ledger, { warn: (line) => said.push(line) }, queue());
    expect((await ledger.read()).map(({ facts }) => facts)).toEqual([FACTS]);
    expect([readdirSync(queue()), said]).toEqual([[], []]);
  });

  it("says what waits on, and why, and stops nothing", async () => {
    const said: string[] = [];
    const broken = { read: () => Promise.reject(new Error("GitHub is gone")), append: async () => undefined };
    for (const number of [1, 2]) enqueue(queue(), "still-there", AS_OF, { ...FACTS, number });
    await bringHome(broken, { warn: (line) => said.push(line) }, queue());
    expect(said).toEqual([
      `2 entries wait in ${queue()} on this machine, since the ledger could not be written (GitHub is gone); the next command that writes evidence brings them`,
    ]);
    expect(readdirSync(queue())).toHaveLength(2);
  });
});
