import { describe, expect, it } from "vitest";
import { reportText } from "../../../scripts/report/report-text.ts";
import { demoFigures } from "../../support/report.ts";
import { small } from "../../support/small-organisation.ts";

const FIGURES = demoFigures(small());

describe("scripts/report/report-text", () => {
  it("begins with what is not known, then says how the process stands and how much there is", () => {
    const lines = reportText({ ...FIGURES, incomplete: [{ stack: "prod", says: "was never compared with AWS" }] }).split("\n");
    expect(lines.slice(0, 6)).toEqual([
      "Report of 2026-11-24T06:00:00Z: incomplete",
      "",
      "Not known:",
      "  prod was never compared with AWS",
      "",
      "Risk:",
    ]);
    expect(lines).toContain("records     8, of them 0 past their end");
    expect(lines.filter((line) => /^(within|over|unknown) /.test(line.trim()))).toHaveLength(FIGURES.risk.length);
  });

  it("has no heading over nothing", () => {
    expect(reportText({ ...FIGURES, incomplete: [] })).not.toContain("Not known");
  });
});
