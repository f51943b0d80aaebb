import { describe, expect, it } from "vitest";
import { endsOf, timelineOf } from "../../../../scripts/report/figures/ends.ts";
import type { Instant } from "../../../../stacks/model/instant.ts";
import { AS_OF, edit, small } from "../../../support/small-organisation.ts";

const end = (at: string, isKey = false) => ({ what: "prod/people/w1", isKey, at: at as Instant });
const AT = "2026-11-25T10:00:00Z" as Instant; // a Wednesday

describe("scripts/report/figures/ends", () => {
  it("has the end of every record and of every key", () => {
    expect(endsOf(small()).map(({ what, isKey, at }) => `${what} ${isKey} ${at.slice(0, 10)}`)).toEqual([
      "prod/groups/readers false 2027-09-30",
      "prod/groups/writers false 2027-09-30",
      "prod/people/w1 false 2027-03-31",
      "prod/permissions/ledger-write false 2027-09-30",
      "prod/roles/admin false 2027-03-31",
      "prod/roles/support false 2027-05-31",
      "prod/service-accounts/exporter false 2027-03-31",
      "prod/service-accounts/exporter#primary true 2027-01-31",
      "prod/workloads/worker false 2027-06-30",
    ]);
  });

  it("leaves out what is disabled, with its keys: it works no more", () => {
    const file = "accounts/prod/service-accounts/exporter.yaml";
    const stopped = edit(file, "groups:", 'state: disabled\ndisabled: { since: 2026-11-20, reason: not used, ref: "#1" }\ngroups:');
    expect(endsOf(small(stopped)).filter(({ what }) => what.includes("exporter"))).toEqual([]);
  });

  it("counts an end at midnight into the week and the month of the last day that works", () => {
    const { weeks, months } = timelineOf([end("2026-11-30T00:00:00Z"), end("2026-12-01T00:00:00Z"), end("2026-12-01T00:00:01Z", true)], AT);
    expect(weeks.slice(0, 3)).toEqual([
      { from: "2026-11-23", records: 1, keys: 0 },
      { from: "2026-11-30", records: 1, keys: 1 },
      { from: "2026-12-07", records: 0, keys: 0 },
    ]);
    expect(months.slice(0, 2)).toEqual([
      { from: "2026-11-01", records: 2, keys: 0 },
      { from: "2026-12-01", records: 0, keys: 1 },
    ]);
    expect([weeks.length, months.length, months.at(-1)!.from]).toEqual([13, 18, "2028-04-01"]);
  });

  it("counts what is past its end, to the second, and what ends after the last month", () => {
    const { overdue, later, months } = timelineOf(
      [end(AT), end("2026-11-25T10:00:01Z"), end("2028-05-01T00:00:00Z"), end("2028-05-01T00:00:01Z", true)],
      AT,
    );
    expect({ overdue, later }).toEqual({ overdue: { records: 1, keys: 0 }, later: { records: 0, keys: 1 } });
    expect(months.reduce((sum, { records }) => sum + records, 0)).toBe(2);
  });

  it("begins the first week on Monday, on a Sunday too", () => {
    expect(timelineOf([], "2026-11-29T23:59:59Z" as Instant).weeks[0]!.from).toBe("2026-11-23");
    expect(timelineOf([], AS_OF).weeks[0]!.from).toBe("2026-11-23");
  });
});
