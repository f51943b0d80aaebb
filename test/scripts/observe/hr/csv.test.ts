import { describe, expect, it } from "vitest";
import { hrFromCsv } from "../../../../scripts/observe/hr/csv.ts";
import { type HrSource, sources } from "../../../../stacks/model/configured.ts";
import type { Instant } from "../../../../stacks/model/instant.ts";

type Csv = Extract<HrSource, { format: "csv" }>;
const COLUMNS = { id: "ID", type: "Type", status: "Status", ends: "Last day", tenant: "Tenant", asOf: "At" };

function read(text: string, more: Record<string, unknown> = {}) {
  const source = sources.parse({ hr: { format: "csv", file: "hr.csv", columns: COLUMNS, ...more } }).hr as Csv;
  return hrFromCsv({ bytes: Buffer.from(text), writtenAt: "2026-11-20T00:00:00Z" as Instant }, source);
}

const HEADER = "ID,Type,Status,Last day,Tenant,At\n";

describe("scripts/observe/hr/csv", () => {
  it("reads declared columns, whatever their order, and counts what is there", () => {
    expect(read(`${HEADER}w1,employee,active,,acme,2026-11-23T06:00:00Z\nw2,external,left,2026-11-01,acme,2026-11-23T05:00:00Z\n`)).toEqual(
      {
        schema: "tenure/hr/1",
        source: "csv",
        tenant: "acme",
        asOf: "2026-11-23T05:00:00Z",
        complete: true,
        count: 2,
        people: [
          { id: "w1", type: "employee", status: "active", ends: null, ...REST },
          { id: "w2", type: "external", status: "left", ends: "2026-11-01", ...REST },
        ],
      },
    );
  });

  it("is as old as the file where no column says it", () => {
    const feed = read("ID,Status\nw1,active\n", { columns: { id: "ID", status: "Status" } });
    expect([feed.asOf, feed.tenant, feed.people[0]!.type]).toEqual(["2026-11-20T00:00:00Z", null, null]);
  });

  it.each([
    ["yyyy-mm-dd", "2026-03-04"],
    ["dd.mm.yyyy", "04.03.2026"],
    ["mm/dd/yyyy", "03/04/2026"],
  ])("reads days as %s", (dates, day) => {
    const columns = { id: "ID", status: "Status", ends: "Ends" };
    expect(read(`ID,Status,Ends\nw1,active,${day}\n`, { columns, dates }).people[0]!.ends).toBe("2026-03-04");
  });

  it.each([
    [
      "a day in another form",
      "w1,employee,active,01.11.2026,acme,2026-11-23",
      'malformed: line 2: Last day: expected a date as yyyy-mm-dd, got "01.11.2026"',
    ],
    ["a day that is none", "w1,employee,active,2026-02-30,acme,2026-11-23", "malformed: line 2.ends: "],
    [
      "columns whose values moved",
      "employee,active,,acme,2026-11-23,w1",
      'malformed: line 2: Last day: expected a date as yyyy-mm-dd, got "acme"',
    ],
    ["no id", ",employee,active,,acme,2026-11-23", "malformed: line 2.id: "],
    ["no status", "w1,employee,,,acme,2026-11-23", "malformed: line 2.status: "],
    [
      "two tenants",
      "w1,employee,active,,acme,2026-11-23\nw2,employee,active,,other,2026-11-23",
      "tenant: expected the same in each line, got acme, other",
    ],
    ["no moment", "w1,employee,active,,acme,", "At: expected a moment in each line"],
    [
      "a moment in another form",
      "w1,employee,active,,acme,yesterday",
      'At: expected an instant such as 2027-03-31T18:00:00Z, got "yesterday"',
    ],
  ])("rejects %s", (_, line, reason) => {
    expect(() => read(`${HEADER}${line}\n`)).toThrow(reason);
  });
});

const REST = { starts: null, department: null, position: null, manager: null, timeZone: null };
