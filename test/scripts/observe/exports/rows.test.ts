import { describe, expect, it } from "vitest";
import { csvRows } from "../../../../scripts/observe/exports/rows.ts";

const COLUMNS = { id: "Worker ID", status: "Status", ends: undefined };

describe("scripts/observe/exports/rows", () => {
  it("reads what is asked for, quoted or not, and says where it stands", () => {
    const text = 'Name;Status;Worker ID\r\n"Lace;\n""Ada""";Active;w1\r\n\r\nBob; ;w2\r\n';
    expect(csvRows(text, ";", COLUMNS)).toEqual([
      { line: 3, values: { id: "w1", status: "Active", ends: null } },
      { line: 5, values: { id: "w2", status: null, ends: null } },
    ]);
  });

  it.each([
    ["nothing at all", "", "it is empty: not even a header"],
    ["a header without a column", "Worker ID\nw1\n", 'header: expected the column "Status" once, got it 0 times in Worker ID'],
    [
      "a column twice",
      "Status,Worker ID,Status\n",
      'header: expected the column "Status" once, got it 2 times in Status, Worker ID, Status',
    ],
    [
      "another delimiter",
      "Worker ID;Status\nw1;Active\n",
      'header: expected the column "Worker ID" once, got it 0 times in Worker ID;Status',
    ],
    ["a shifted line", "Worker ID,Status\nw1,Lace, Ada,Active\n", /^the columns are shifted, or it is no CSV: .* on line 2/],
    ["a short line", "Worker ID,Status\nw1\n", /^the columns are shifted, or it is no CSV: .* on line 2/],
    ["a quote that never ends", 'Worker ID,Status\n"w1,Active\n', /^the columns are shifted, or it is no CSV: /],
  ])("refuses %s", (_, text, reason) => {
    expect(() => csvRows(text, ",", COLUMNS)).toThrow(reason);
  });
});
