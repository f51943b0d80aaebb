import { describe, expect, it } from "vitest";
import { exception } from "../../../stacks/kinds/exceptions.ts";

const written = {
  rule: "key-limit-active",
  subject: "service-accounts/legacy-ftp",
  reason: "Vendor rotates by hand",
  compensating: "Source-IP condition on both keys",
  approvedBy: "person/w1001",
  expires: "2027-01-31",
};

describe("stacks/kinds/exceptions", () => {
  it("reads an exception, with or without a facet", () => {
    expect(exception.parse(written)).toEqual({ ...written, expires: "2027-01-31T00:00:00Z" });
    expect(exception.parse({ ...written, facet: "key" }).facet).toBe("key");
  });

  it.each(Object.keys(written))("asks for %s", (key) => {
    expect(exception.safeParse({ ...written, [key]: undefined }).success).toBe(false);
  });

  it.each([
    ["a subject that is no record", { subject: "legacy-ftp" }],
    ["a subject of another account", { subject: "prod/service-accounts/legacy-ftp" }],
    ["a pattern of subjects", { subject: "service-accounts/*/x" }],
    ["a reason that is none", { reason: "because" }],
    ["a measure that is none", { compensating: "none" }],
    ["no end", { expires: null }],
    ["an owner of its own", { owner: "team/web" }],
  ])("refuses %s", (_what, fields) => {
    expect(exception.safeParse({ ...written, ...fields }).success).toBe(false);
  });
});
