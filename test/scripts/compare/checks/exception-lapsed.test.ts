import { describe, expect, it } from "vitest";
import type { Instant } from "../../../../stacks/model/instant.ts";
import { comparison, exceptionText } from "../../../support/findings.ts";
import { SMALL, small } from "../../../support/small-organisation.ts";

const EXCEPTION = { "accounts/prod/exceptions/x.yaml": exceptionText("key-limit-active", "service-accounts/exporter") };
const found = (asOf: string, files: Record<string, string | null> = EXCEPTION) =>
  comparison(small(files), undefined, asOf as Instant).findings.filter(({ check }) => check === "exception-lapsed");

describe("scripts/compare/checks/exception-lapsed", () => {
  it("finds an exception from the instant of its end on, at the record that it excused", () => {
    expect(found("2027-01-30T23:59:59Z")).toEqual([]);
    expect(found("2027-01-31T00:00:00Z")).toMatchObject([
      {
        subject: "arn:aws:iam::000000000000:user/exporter",
        record: "service-accounts/exporter",
        facet: "exceptions/x",
        severity: "high",
        message: "exceptions/x from key-limit-active ended 31 Jan 2027 00:00:00 UTC (0 seconds ago)",
      },
    ]);
  });

  it("tells two exceptions of one record apart", () => {
    const two = { ...EXCEPTION, "accounts/prod/exceptions/y.yaml": exceptionText("key-limit-lifetime", "service-accounts/exporter") };
    expect(new Set(found("2027-02-01T00:00:00Z", two).map(({ id }) => id)).size).toBe(2);
  });

  it("finds one whose record is retired: nothing else would name it", () => {
    const path = "accounts/prod/service-accounts/exporter.yaml";
    const retired = `${SMALL[path]}retired: { at: 2026-11-20, reason: gone, ref: x }\n`;
    const files = { ...EXCEPTION, [path]: null, "accounts/prod/retired/service-accounts/exporter.yaml": retired };
    expect(found("2027-02-01T00:00:00Z", files)).toMatchObject([
      { subject: "arn:aws:iam::000000000000:root", record: null, facet: "exceptions/x" },
    ]);
  });

  it("is no exception's to excuse for ever: one from this check ends too", () => {
    const cover = { "accounts/prod/exceptions/z.yaml": exceptionText("exception-lapsed", "service-accounts/exporter") };
    expect(found("2027-02-01T00:00:00Z", { ...EXCEPTION, ...cover }).map(({ facet }) => facet)).toEqual(["exceptions/x", "exceptions/z"]);
  });
});
