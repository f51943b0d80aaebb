import { describe, expect, it } from "vitest";
import { canonical } from "../../../scripts/ledger/canonical.ts";
import { readChain } from "../../../scripts/ledger/chain.ts";
import { hashOf, type Written } from "../../../scripts/ledger/entry.ts";
import { evidenceJson } from "../../../scripts/report/evidence-json.ts";
import { ledgerOf } from "../../support/entries.ts";

describe("scripts/report/evidence-json", () => {
  it("holds entries as they were written, so that whoever has only the export can compute each hash again", () => {
    const entries = readChain(ledgerOf(5));
    const { number, hash, at } = entries.at(-1)!;
    const text = canonical(evidenceJson({ from: null, to: null, head: { number, hash, at }, entries }));
    const read = JSON.parse(text) as { schema: string; entries: Written[] };
    expect(read.schema).toBe("tenure/evidence/1");
    expect(read.entries.map(hashOf)).toEqual(entries.map((entry) => entry.hash));
    expect(canonical(read)).toBe(text);
  });
});
