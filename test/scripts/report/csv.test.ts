import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nextEntry } from "../../../scripts/ledger/entry.ts";
import { cell, evidenceCsv } from "../../../scripts/report/csv.ts";
import type { Instant } from "../../../stacks/model/instant.ts";
import { changeFacts, deployedFacts, driftFacts, proposedFacts } from "../../support/entries.ts";

const AT = "2026-11-24T06:00:00Z" as Instant;
const deployed = nextEntry(undefined, "deployed", AT, deployedFacts({ changes: [changeFacts(), changeFacts({ pull: 13 })] }));
const drift = nextEntry(deployed, "drift", AT, driftFacts());
const proposed = nextEntry(drift, "proposed", AT, proposedFacts({ askedBy: ["person/w1"] }));

describe("scripts/report/csv", () => {
  const text = evidenceCsv({ deployed: [deployed], drift: [drift], proposed: [proposed] });
  const rows = parse(text, { columns: true, record_delimiter: "\r\n" }) as Record<string, string>[];

  it("is what another reader of RFC 4180 reads, a row for each record, finding and pull request", () => {
    expect(
      rows.map(({ entry, type, what, record, pulls, approved_by, check }) => [entry, type, what, record, pulls, approved_by, check]),
    ).toEqual([
      ["1", "deployed", "create 2", "prod/service-accounts/exporter", "12 13", "person/w1", ""],
      ["2", "drift", "compared, 1 findings, 0 checks unknown", "", "", "", ""],
      ["2", "drift", "found", `sha256:${"b".repeat(64)}`, "", "", "unmanaged"],
      ["3", "proposed", "opened", "prod/service-accounts/exporter", "1", "", ""],
    ]);
    expect(rows.map(({ hash }) => hash)).toEqual([deployed.hash, drift.hash, drift.hash, proposed.hash]);
    expect(text.endsWith("\r\n")).toBe(true);
  });

  it("is the same bytes for the same entries", () => {
    expect(evidenceCsv({ deployed: [deployed], drift: [drift], proposed: [proposed] })).toBe(text);
  });

  it.each([
    ["=1+1", "'=1+1"],
    ["+1", "'+1"],
    ["-1", "'-1"],
    ["@SUM(A1)", "'@SUM(A1)"],
    ["\t=1", "'\t=1"],
    ['=a","b', '"\'=a"",""b"'],
    ["a\r\nb", '"a\r\nb"'],
    [["x", "x", "y"], "x y"],
    [undefined, ""],
    [0, "0"],
  ])("writes %j so that no spreadsheet computes it: %s", (value, expected) => {
    expect(cell(value)).toBe(expected);
  });

  it("is read back as the text that it was, but for the apostrophe", () => {
    fc.assert(
      fc.property(fc.string(), (value) => {
        const [[read]] = parse(`${cell(value)},x\r\n`, { record_delimiter: "\r\n" }) as [[string]];
        expect([value, `'${value}`]).toContain(read);
        expect(read).not.toMatch(/^[=+\-@\t\r]/);
      }),
      { numRuns: 300, seed: 20_261_124 },
    );
  });
});
