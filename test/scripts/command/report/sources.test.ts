import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { DEMO_AS_OF, demoYear } from "../../../../scripts/command/report/demo-ledger.ts";
import { figureSources, readReportLedger } from "../../../../scripts/command/report/sources.ts";
import { ledgerOf } from "../../../support/entries.ts";
import { AS_OF, small } from "../../../support/small-organisation.ts";

function inFolder<T>(files: ReadonlyMap<string, string>, work: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), "tenure-report-"));
  try {
    for (const [name, text] of files) writeFileSync(join(folder, name), text);
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe("scripts/command/report/sources", () => {
  it("takes entries apart by type, and says which ledger it was", () => {
    inFolder(ledgerOf(9), (ledger) => {
      const {
        ledger: named,
        drift,
        proposed,
        deployed,
      } = figureSources(small(), readReportLedger("stacks", { ledger, ref: undefined }), [], AS_OF);
      expect({ named: named.entries, drift: drift.length, proposed: proposed.length, deployed: deployed.length }).toEqual({
        named: 9,
        drift: 6,
        proposed: 3,
        deployed: 0,
      });
      expect([named.description, named.head]).toEqual([`folder ${ledger}`, drift.at(-1)!.hash]);
    });
  });

  it("makes no report of a ledger that is not whole, and none of nothing", () => {
    const broken = new Map([...ledgerOf(9)].map(([name, text]) => [name, text.replace('"heldBack":1', '"heldBack":2')]));
    inFolder(broken, (ledger) =>
      expect(() => readReportLedger("stacks", { ledger, ref: undefined })).toThrow(/the ledger is broken at 2026-09\.jsonl:2/),
    );
    inFolder(new Map(), (ledger) =>
      expect(() => readReportLedger("stacks", { ledger, ref: undefined })).toThrow(/there is no file such as/),
    );
  });

  it("has requests and stops too", () => {
    const { entries, declared } = demoYear(small(), DEMO_AS_OF);
    const { requests, stopped } = figureSources(declared, { description: "x", entries }, [], DEMO_AS_OF);
    expect([requests.length > 0, stopped.length > 0]).toEqual([true, true]);
  });
});
