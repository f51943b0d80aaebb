import { describe, expect, it } from "vitest";
import { metricsJson } from "../../../scripts/report/metrics-json.ts";
import { demoFigures } from "../../support/report.ts";
import { small } from "../../support/small-organisation.ts";

describe("scripts/report/metrics-json", () => {
  it("has every figure, and no record one by one: purposes are not published with metrics", () => {
    const figures = demoFigures(small());
    const { schema, ...metrics } = metricsJson(figures);
    expect(schema).toBe("tenure/report/1");
    expect(Object.keys(metrics).sort()).toEqual(
      Object.keys(figures)
        .filter((name) => name !== "records")
        .sort(),
    );
    expect(JSON.stringify(metrics)).not.toContain("Nightly export to the ledger");
  });
});
