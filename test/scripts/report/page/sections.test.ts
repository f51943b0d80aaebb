import { describe, expect, it } from "vitest";
import type { Figures } from "../../../../scripts/report/figures/figures.ts";
import { endInWords, PARTS, partOf } from "../../../../scripts/report/page/sections.ts";
import { demoFigures } from "../../../support/report.ts";
import { small } from "../../../support/small-organisation.ts";

const FIGURES = demoFigures(small());
const text = (id: string, more: Partial<Figures> = {}) =>
  partOf(PARTS.find((part) => part.id === id)!, { ...FIGURES, ...more })
    .markup.replace(/<[^>]+>/g, " ")
    .replace(/\s+/g, " ")
    .trim();

describe("scripts/report/page/sections", () => {
  it("begins with what is not known, in plain words, and says so when there is nothing of it", () => {
    expect(PARTS[0]!.id).toBe("unknown");
    const incomplete = [{ stack: "prod", says: "was never compared with AWS" }];
    expect(text("unknown", { incomplete })).toBe(
      "What is not known This report is incomplete. Nothing below vouches for the following. prod was never compared with AWS",
    );
    expect(text("unknown", { incomplete: [] })).toBe("What is not known Nothing: every account was compared completely in its last run.");
  });

  it("says each measure with its words, and draws none that is not known", () => {
    const [first] = FIGURES.risk;
    const gauge = { ...first!, state: "unknown", value: null, says: "Nobody knows" } as const;
    const { markup } = partOf(PARTS[1]!, { ...FIGURES, risk: [gauge] });
    expect(text("risk", { risk: [gauge] })).toBe(`Risk of the process ${gauge.title} not known Nobody knows.`);
    expect([
      markup.includes('class="value"'),
      partOf(PARTS[1]!, { ...FIGURES, risk: [{ ...gauge, state: "over", value: 99 }] }).markup.includes('class="value"'),
    ]).toEqual([false, true]);
  });

  it("shows the worst findings of many, and how many there are", () => {
    const [first] = FIGURES.findings.open;
    const open = Array.from({ length: 250 }, (_, index) => ({ ...first!, id: String(index).padStart(16, "0") }));
    const shown = text("findings", { findings: { ...FIGURES.findings, open } });
    expect(shown).toContain("The first 200 of 250, the worst first.");
    expect([shown.includes("0000000000000199"), shown.includes("0000000000000200")]).toEqual([true, false]);
  });

  it("says which exceptions have lapsed, and which leavers nobody has proven to be without access", () => {
    const exception = {
      id: "prod/exceptions/two",
      rule: "r",
      record: "prod/people/w1",
      owner: "team/payments",
      approvedBy: "person/w3",
      expires: FIGURES.asOf,
      daysLeft: -1,
    } as const;
    expect(text("exceptions", { exceptions: [exception] })).toContain("person/w3 lapsed ended 24 Nov 2026 06:00:00 UTC");
    const leaver = {
      record: "prod/people/w1",
      person: null,
      since: "2026-11-20T00:00:00Z",
      isLastDay: false,
      goneAt: null,
      proof: null,
      hours: 102,
    };
    expect(text("revocation", { revocation: { ...FIGURES.revocation, leavers: [leaver] } })).toContain(
      "prod/people/w1 not in the directory 2026-11-20T00:00:00Z (when it was found; no last day is known before) not proven to be gone 4.3 days none",
    );
  });

  it("has every part once, and every control under its framework", () => {
    expect(new Set(PARTS.map(({ id }) => id)).size).toBe(PARTS.length);
    const controls = text("controls");
    expect(FIGURES.controls.filter(({ id }) => !controls.includes(id))).toEqual([]);
  });

  it("says the end of what works, and of what is disabled that it is", () => {
    const [row] = FIGURES.records;
    expect(endInWords({ ...row!, state: "disabled" }, FIGURES.asOf)).toBe("disabled");
    expect(endInWords({ ...row!, kind: "people", expires: "2027-03-31T00:00:00Z" as Figures["asOf"] }, FIGURES.asOf)).toBe(
      "works until 30 Mar 2027 23:59:59 UTC (in 126 days)",
    );
  });
});
