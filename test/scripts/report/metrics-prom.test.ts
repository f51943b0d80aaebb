import { createRequire } from "node:module";
import { describe, expect, it } from "vitest";
import { metricsProm } from "../../../scripts/report/metrics-prom.ts";
import { demoFigures } from "../../support/report.ts";
import { small } from "../../support/small-organisation.ts";

type Family = {
  name: string;
  type: string;
  help: string;
  metrics: readonly { value?: string; labels?: Record<string, string>; buckets?: Record<string, string>; count?: string; sum?: string }[];
};

// The parser has no types.
const parse = createRequire(import.meta.url)("parse-prometheus-text-format") as (text: string) => readonly Family[];
const FIGURES = demoFigures(small());
const FAMILIES = new Map(parse(metricsProm(FIGURES)).map((family) => [family.name, family]));

describe("scripts/report/metrics-prom", () => {
  it("is read by a parser of the format, each family once with its type and its help", () => {
    expect([...FAMILIES.values()].filter(({ type, help }) => !["GAUGE", "HISTOGRAM"].includes(type) || help === "")).toEqual([]);
    expect([...FAMILIES.keys()].filter((name) => !/^tenure_[a-z_]+$/.test(name))).toEqual([]);
    expect(metricsProm(FIGURES).match(/^# TYPE /gm)).toHaveLength(FAMILIES.size);
  });

  it("says the same as the figures", () => {
    const value = (name: string, labels: Record<string, string>) =>
      FAMILIES.get(name)!.metrics.find((metric) => Object.entries(labels).every(([label, text]) => metric.labels?.[label] === text))?.value;
    const gauge = FIGURES.risk.find(({ name }) => name === "exceptions-of-records")!;
    expect(Number(value("tenure_risk_value", { measure: gauge.name }))).toBeCloseTo(gauge.value! / 100);
    expect(value("tenure_risk_threshold", { measure: "leaver-hours" })).toBe("86400");
    expect(value("tenure_records", { kind: "groups", state: "active" })).toBe("2");
    expect(value("tenure_team_records", { owner: "team/payments" })).toBe("5");
    expect(value("tenure_team_records", { owner: "person/w1" })).toBeUndefined();
    expect(value("tenure_report_timestamp_seconds", {})).toBe(String(Date.parse(FIGURES.asOf) / 1_000));
  });

  it("has histograms whose buckets add up", () => {
    const { buckets, count, sum } = FAMILIES.get("tenure_finding_duration_seconds")!.metrics[0]!;
    const counts = Object.values(buckets!).map(Number);
    expect(counts).toEqual(counts.toSorted((a, b) => a - b));
    expect([buckets!["+Inf"], Number(sum)]).toEqual([count, Math.round(FIGURES.revocation.findings.sum * 3_600)]);
  });

  it("has no sample for what is unknown, and escapes what labels may not hold", () => {
    const [first] = FIGURES.risk;
    const [exception] = [
      {
        id: 'prod/exceptions/a"b\\c\nd',
        rule: "r",
        record: "prod/people/w1",
        owner: "team/payments",
        approvedBy: "team/security",
        expires: FIGURES.asOf,
        daysLeft: 0,
      } as const,
    ];
    const text = metricsProm({ ...FIGURES, risk: [{ ...first!, state: "unknown", value: null }], exceptions: [exception] });
    expect(text).not.toContain("tenure_risk_value{");
    expect(text).not.toContain("tenure_risk_over{");
    expect(text).toContain('tenure_exception_expiry_timestamp_seconds{exception="prod/exceptions/a\\"b\\\\c\\nd",rule="r"} ');
  });
});
