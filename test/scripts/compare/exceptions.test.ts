import { describe, expect, it } from "vitest";
import { draftOf } from "../../../scripts/compare/exceptions.ts";
import { exceptionText } from "../../support/findings.ts";
import { small } from "../../support/small-organisation.ts";

const PROD = small({
  "accounts/prod/exceptions/x.yaml": exceptionText("key-limit-active", "service-accounts/exporter"),
}).accounts.get("prod")!;

describe("scripts/compare/exceptions", () => {
  it("puts what is found about an exception at its record, with the exception in the place of the facet", () => {
    expect(draftOf(PROD.exceptions[0]!, PROD, "exception-unused", "medium", "excuses nothing")).toEqual([
      {
        check: "exception-unused",
        subject: "arn:aws:iam::000000000000:user/exporter",
        record: "service-accounts/exporter",
        facet: "exceptions/x",
        severity: "medium",
        message: "exceptions/x excuses nothing",
      },
    ]);
  });
});
