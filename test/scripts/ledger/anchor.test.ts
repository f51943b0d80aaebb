import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { checkAnchors, fileAnchor, type Head } from "../../../scripts/ledger/anchor.ts";
import { readChain } from "../../../scripts/ledger/chain.ts";
import { openLedger } from "../../../scripts/ledger/ledger.ts";
import type { Instant } from "../../../stacks/model/instant.ts";
import { driftFacts, ledgerOf } from "../../support/entries.ts";

const AT = "2026-11-24T06:00:00Z" as Instant;

describe("scripts/ledger/anchor", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "tenure-anchor-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("gets the head of a ledger after each entry", async () => {
    const anchor = fileAnchor(join(folder, "deep", "anchors.jsonl"));
    const ledger = openLedger(undefined, join(folder, "ledger"), anchor);
    expect(await anchor.read()).toEqual([]);
    for (const heldBack of [1, 2]) await ledger.append("drift", AT, driftFacts({ heldBack }));
    const entries = await ledger.read();
    expect(await anchor.read()).toEqual(entries.map(({ number, hash }) => ({ count: number, hash, at: AT })));
    expect(readFileSync(anchor.name, "utf8").split("\n")[0]).toBe(
      `{"at":"${AT}","count":1,"hash":"${entries[0]!.hash}","schema":"tenure/anchor/1"}`,
    );
  });

  it("says that an entry is written when only its anchor failed", async () => {
    const publish = () => Promise.reject(new Error("no answer"));
    const ledger = openLedger(undefined, folder, { name: "x", publish, read: async () => [] });
    await expect(ledger.append("drift", AT, driftFacts())).rejects.toThrow("no answer");
    expect(await ledger.read()).toHaveLength(1);
  });

  it("names the file and the line that is no head", async () => {
    const file = join(folder, "anchors.jsonl");
    writeFileSync(file, `{"schema":"tenure/anchor/1","count":1,"hash":"${"a".repeat(64)}","at":"${AT}"}\n{}\n`);
    await expect(fileAnchor(file).read()).rejects.toThrow(`${file}:2: expected the head of a ledger (tenure/anchor/1), got {}`);
  });

  it("holds a ledger against its heads: what is missing, and how far the others reach", () => {
    const entries = readChain(ledgerOf(5));
    const head = (count: number, hash = entries[count - 1]!.hash): Head => ({ count, hash, at: AT });
    expect(checkAnchors(entries, [head(2), head(4)])).toEqual({ heads: 2, covered: 4, missing: [] });
    expect(checkAnchors(entries.slice(0, 3), [head(4), head(2)])).toEqual({
      heads: 2,
      covered: 2,
      missing: [{ head: head(4), got: "a ledger of 3 entries" }],
    });
    const other = head(3, "f".repeat(64));
    expect(checkAnchors(entries, [other, head(3)]).missing).toEqual([{ head: other, got: `entry 3 with the hash ${entries[2]!.hash}` }]);
    expect(checkAnchors(entries, [])).toEqual({ heads: 0, covered: 0, missing: [] });
  });
});
