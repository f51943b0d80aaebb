import { describe, expect, it } from "vitest";
import { exceptionFor } from "../../../stacks/model/exception.ts";
import type { Instant } from "../../../stacks/model/instant.ts";
import { exceptionOf } from "../../support/builders.ts";

const before = "2027-03-30T23:59:59Z" as Instant;
const subject = "service-accounts/legacy-ftp";

describe("stacks/model/exception", () => {
  const held = exceptionOf("key-limit-active", subject);

  it("holds for its rule and its record", () => {
    expect(exceptionFor([held], { rule: "key-limit-active", subject }, before)).toBe(held);
    expect(exceptionFor([held], { rule: "key-limit-active", subject, facet: "key" }, before)).toBe(held);
  });

  it("holds for no other rule, no other record, and nothing at all when there is none", () => {
    expect(exceptionFor([held], { rule: "key-limit-lifetime", subject }, before)).toBeUndefined();
    expect(exceptionFor([held], { rule: "key-limit-active", subject: "service-accounts/legacy-ftp2" }, before)).toBeUndefined();
    expect(exceptionFor([], { rule: "key-limit-active", subject }, before)).toBeUndefined();
  });

  it("holds only for the facet that it names", () => {
    const narrow = exceptionOf("changed", subject, { facet: "tags" });
    expect(exceptionFor([narrow], { rule: "changed", subject, facet: "tags" }, before)).toBe(narrow);
    expect(exceptionFor([narrow], { rule: "changed", subject, facet: "trust" }, before)).toBeUndefined();
    expect(exceptionFor([narrow], { rule: "changed", subject }, before)).toBeUndefined();
  });

  it("holds no more from its end on", () => {
    expect(exceptionFor([held], { rule: "key-limit-active", subject }, held.expires)).toBeUndefined();
  });

  it("passes over a lapsed one to one that still holds", () => {
    const lapsed = exceptionOf("key-limit-active", subject, { expires: "2020-01-01T00:00:00Z" as Instant });
    expect(exceptionFor([lapsed, held], { rule: "key-limit-active", subject }, before)).toBe(held);
  });
});
