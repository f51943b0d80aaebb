import { describe, expect, it } from "vitest";
import { KINDS } from "../../../stacks/kinds/kinds.ts";

const written = { owner: "team/payments", purpose: "Nightly export", expires: "2027-03-31" };
const key = { expires: "2027-01-31" };

describe("stacks/kinds/service-accounts", () => {
  const schema = KINDS["service-accounts"]!.record;
  const takes = (fields: Record<string, unknown>) => schema.safeParse({ ...written, ...fields }).success;

  it("is owned by a team or by a person", () => {
    expect([takes({}), takes({ owner: "person/w1" }), takes({ owner: "payments" })]).toEqual([true, true, false]);
  });

  it("has at most two key slots, named in small letters", () => {
    expect(takes({ keys: { primary: key, next: key } })).toBe(true);
    expect(takes({ keys: { a: key, b: key, c: key } })).toBe(false);
    for (const slot of ["Primary", "1st", "a b", "", "a".repeat(32), "key#1", "a/b"]) expect(takes({ keys: { [slot]: key } })).toBe(false);
  });

  it("states id and external secret of an adopted key together", () => {
    const [id, secret] = ["AKIAIOSFODNN7EXAMPLE", "external"];
    expect(takes({ keys: { a: { ...key, id, secret } } })).toBe(true);
    expect(takes({ keys: { a: { ...key, id } } })).toBe(false);
    expect(takes({ keys: { a: { ...key, secret } } })).toBe(false);
    expect(takes({ keys: { a: { ...key, id, secret: "ours" } } })).toBe(false);
    expect(takes({ keys: { a: { ...key, id: "ASIAIOSFODNN7EXAMPLE", secret } } })).toBe(false);
  });

  it("does not put one adopted key into two slots", () => {
    const adopted = { ...key, id: "AKIAIOSFODNN7EXAMPLE", secret: "external" };
    expect(takes({ keys: { a: adopted, b: adopted } })).toBe(false);
  });

  it("asks every key for its end", () => {
    expect(takes({ keys: { primary: {} } })).toBe(false);
  });

  it("is disabled with a reason, or not at all", () => {
    const disabled = { since: "2026-11-01", reason: "left", ref: "#1" };
    expect(takes({ state: "disabled", disabled })).toBe(true);
    expect(takes({ state: "disabled" })).toBe(false);
    expect(takes({ state: "active", disabled })).toBe(false);
    expect(takes({ disabled })).toBe(false);
    expect(takes({ state: "paused" })).toBe(false);
  });

  it.each(["/", "/people/", "/a/b/c/", "/x+=,.@-_!*/"])("stands on the path %s", (path) => {
    expect(takes({ path })).toBe(true);
  });

  it.each(["", "people", "/people", "people/", "/a b/", "/ä/", `/${"a".repeat(511)}/`])("does not stand on the path %j", (path) => {
    expect(takes({ path })).toBe(false);
  });

  it("keeps tags of other tools that AWS could have, and no others", () => {
    expect(takes({ tags: { Team: "Ledger + Billing", empty: "" } })).toBe(true);
    for (const tags of [{ a: "O'Neil" }, { a: "x".repeat(257) }, { ["a".repeat(129)]: "x" }, { a: 1 }]) expect(takes({ tags })).toBe(false);
  });

  it("says its purpose in one sentence on one line", () => {
    expect(["ab", "a\nb sentence", "x".repeat(201)].map((purpose) => takes({ purpose }))).toEqual([false, false, false]);
  });
});
