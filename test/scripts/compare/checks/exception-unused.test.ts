import { describe, expect, it } from "vitest";
import { comparison, exceptionText } from "../../../support/findings.ts";
import { AS_OF, edit, small } from "../../../support/small-organisation.ts";

const EXPORTER = "accounts/prod/service-accounts/exporter.yaml";
const SPARE = edit(EXPORTER, "primary: { expires: 2027-01-31 }", "primary: { expires: 2027-01-31 }\n  spare: { expires: 2027-01-31 }");
const exception = (rule: string) => ({ "accounts/prod/exceptions/x.yaml": exceptionText(rule, "service-accounts/exporter") });
const found = (files: Record<string, string | null>) =>
  comparison(small(files), undefined, AS_OF).findings.filter(({ check }) => check === "exception-unused");

describe("scripts/compare/checks/exception-unused", () => {
  it("finds an exception from a rule that its record meets", () => {
    expect(found(exception("key-limit-active"))).toMatchObject([
      {
        record: "service-accounts/exporter",
        facet: "exceptions/x",
        severity: "medium",
        message: "exceptions/x from key-limit-active excuses nothing: service-accounts/exporter meets the rule",
      },
    ]);
  });

  it("has nothing to say about one that is needed", () => {
    expect(found({ ...exception("key-limit-active"), ...SPARE })).toEqual([]);
  });

  it("finds one that is needed by another rule alone", () => {
    expect(found({ ...exception("key-limit-lifetime"), ...SPARE })).toHaveLength(1);
  });

  it("leaves those from checks to whoever sees what they cover, and lapsed ones to the check of their own", () => {
    expect(found(exception("changed"))).toEqual([]);
    const lapsed = exceptionText("key-limit-active", "service-accounts/exporter").replace("2027-01-31", "2026-11-01");
    expect(found({ "accounts/prod/exceptions/x.yaml": lapsed })).toEqual([]);
  });
});
