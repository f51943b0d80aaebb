import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readChain } from "../../../scripts/ledger/chain.ts";
import { entriesOf, openLedger } from "../../../scripts/ledger/ledger.ts";
import type { Instant } from "../../../stacks/model/instant.ts";
import { driftFacts, ledgerOf, proposedFacts } from "../../support/entries.ts";

const WRITER = join(import.meta.dirname, "..", "..", "support", "ledger-writer.ts");
const AT = "2026-11-24T06:00:00Z" as Instant;

describe("scripts/ledger/ledger", () => {
  let folder: string;
  const children: ChildProcess[] = [];
  beforeEach(() => {
    folder = join(mkdtempSync(join(tmpdir(), "tenure-ledger-")), "ledger");
  });
  afterEach(() => {
    for (const child of children.splice(0)) child.kill("SIGKILL");
    rmSync(join(folder, ".."), { recursive: true, force: true });
  });

  /** A process that writes; `done` is its exit code and what it said on stderr. */
  function writer(name: string, count: number) {
    const child = spawn(process.execPath, [WRITER, folder, name, String(count)], { stdio: ["ignore", "pipe", "pipe"] });
    children.push(child);
    let stderr = "";
    child.stderr.on("data", (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    return {
      child,
      ready: once(child.stdout, "data"),
      done: once(child, "close").then(([code]) => ({ code: code as number | null, stderr })),
    };
  }

  it("is empty before the first entry, and reading makes nothing", async () => {
    expect(await openLedger(undefined, folder).read()).toEqual([]);
    expect(() => readdirSync(folder)).toThrow(/ENOENT/);
  });

  it("keeps what is appended, in the file of its month", async () => {
    const ledger = openLedger(undefined, folder);
    await ledger.append("drift", AT, driftFacts());
    await ledger.append("proposed", "2026-12-01T00:00:00Z" as Instant, proposedFacts());
    expect((await ledger.read()).map(({ number, type }) => [number, type])).toEqual([
      [1, "drift"],
      [2, "proposed"],
    ]);
    expect(readdirSync(folder).sort()).toEqual(["2026-11.jsonl", "2026-12.jsonl"]);
  });

  it("does not put an entry before the newest when a clock goes back", async () => {
    const ledger = openLedger(undefined, folder);
    await ledger.append("drift", "2027-01-01T00:00:00Z" as Instant, driftFacts());
    await ledger.append("drift", AT, driftFacts());
    expect((await ledger.read()).map(({ at }) => at)).toEqual(["2027-01-01T00:00:00Z", AT]);
    expect(readdirSync(folder)).toEqual(["2027-01.jsonl"]);
  });

  it("gives the entries of one type", async () => {
    const entries = readChain(ledgerOf(6));
    expect(entriesOf(entries, "proposed").map(({ facts }) => facts.number)).toEqual([1, 4]);
    expect(entriesOf(entries, "deployed")).toEqual([]);
  });

  it("does not add to a ledger that is broken", async () => {
    mkdirSync(folder);
    const [file, text] = [...ledgerOf(3)][0]!;
    writeFileSync(join(folder, file), text.replace("prod", "dev0"));
    await expect(openLedger(undefined, folder).append("drift", AT, driftFacts())).rejects.toThrow(
      "the ledger is broken at 2026-09.jsonl:1: its content is not what was written",
    );
    expect(readFileSync(join(folder, file), "utf8")).toBe(text.replace("prod", "dev0"));
    expect(readdirSync(folder)).toEqual([file]);
  });

  it("does not write facts that hold more than their type knows, and keeps the ledger as it was", async () => {
    const ledger = openLedger(undefined, folder);
    await ledger.append("drift", AT, driftFacts());
    await expect(ledger.append("drift", AT, { ...driftFacts(), name: "Ada" } as never)).rejects.toThrow(/name/);
    expect(await ledger.read()).toHaveLength(1);
    await ledger.append("drift", AT, driftFacts());
    expect(readdirSync(folder)).toEqual(["2026-11.jsonl"]);
  });

  it("loses nothing when eight processes write at once", async () => {
    const writers = Array.from({ length: 8 }, (_, index) => writer(`w${index}`, 12));
    const results = await Promise.all(writers.map(({ done }) => done));
    expect(results).toEqual(writers.map(() => ({ code: 0, stderr: "" })));
    const entries = entriesOf(await openLedger(undefined, folder).read(), "drift");
    const said = entries.map(({ facts }) => `${facts.stack} ${facts.heldBack}`).sort();
    expect(said).toEqual(
      Array.from({ length: 8 }, (_, w) => Array.from({ length: 12 }, (__, n) => `w${w} ${n}`))
        .flat()
        .sort(),
    );
    expect(readdirSync(folder)).toEqual(["2026-11.jsonl"]);
  });

  it("can be read while others write", async () => {
    const { child, ready, done } = writer("w", 150);
    const ledger = openLedger(undefined, folder);
    await ready;
    let reads = 0;
    while (child.exitCode === null) {
      expect((await ledger.read()).length).toBeGreaterThanOrEqual(0);
      reads += 1;
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await done).toEqual({ code: 0, stderr: "" });
    expect(reads).toBeGreaterThan(1);
    expect(await ledger.read()).toHaveLength(150);
  });

  it("is never broken by a writer that is killed, and the next one goes on", async () => {
    let written = 0;
    for (let round = 0; round < 5; round++) {
      const { child, ready } = writer(`killed-${round}`, 1_000);
      await ready;
      // Killed at another moment each time: as soon as it has written a little.
      const enough = written + round + 1;
      while (child.exitCode === null && (await count()) < enough) await new Promise((resolve) => setImmediate(resolve));
      child.kill("SIGKILL");
      await once(child, "close");
      written = (await openLedger(undefined, folder).read()).length;
      expect(written).toBeGreaterThanOrEqual(enough);
    }
    await openLedger(undefined, folder).append("drift", AT, driftFacts());
    expect(await openLedger(undefined, folder).read()).toHaveLength(written + 1);

    /** Counts whole lines as they stand: reading the chain is what this is about, and comes afterwards. */
    async function count(): Promise<number> {
      try {
        return readFileSync(join(folder, "2026-11.jsonl"), "utf8").split("\n").length - 1;
      } catch {
        return 0;
      }
    }
  });

  it("goes on after a writer that was killed before it could say who it is", async () => {
    mkdirSync(folder);
    writeFileSync(join(folder, ".lock"), "");
    await openLedger(undefined, folder).append("drift", AT, driftFacts());
    expect(await openLedger(undefined, folder).read()).toHaveLength(1);
  });

  it("waits for a process that is alive", async () => {
    mkdirSync(folder);
    writeFileSync(join(folder, ".lock"), String(process.pid));
    setTimeout(() => rmSync(join(folder, ".lock")), 200);
    await openLedger(undefined, folder).append("drift", AT, driftFacts());
    expect(await openLedger(undefined, folder).read()).toHaveLength(1);
  });

  it("goes on after a writer that was killed while it took such a lock away", async () => {
    mkdirSync(folder);
    const dead = spawn(process.execPath, ["-e", ""]);
    await once(dead, "close");
    const left = `${dead.pid} one`;
    writeFileSync(join(folder, ".lock"), left);
    writeFileSync(join(folder, `.lock.${createHash("sha256").update(left).digest("hex").slice(0, 16)}`), `${dead.pid} other`);
    await openLedger(undefined, folder).append("drift", AT, driftFacts());
    expect(await openLedger(undefined, folder).read()).toHaveLength(1);
    expect(readdirSync(folder)).toEqual(["2026-11.jsonl"]);
  });

  it("lets several processes take over the lock of one that is gone, and still loses nothing", async () => {
    mkdirSync(folder);
    const dead = spawn(process.execPath, ["-e", ""]);
    await once(dead, "close");
    writeFileSync(join(folder, ".lock"), String(dead.pid));
    const writers = Array.from({ length: 6 }, (_, index) => writer(`w${index}`, 6));
    expect(await Promise.all(writers.map(({ done }) => done))).toEqual(writers.map(() => ({ code: 0, stderr: "" })));
    expect(await openLedger(undefined, folder).read()).toHaveLength(36);
  });
});
