import { describe, expect, it } from "vitest";
import { changedKeys, sameValue } from "../../../../scripts/engine/provider/compare.ts";
import { DOCUMENT } from "../../../../scripts/engine/provider/schema.ts";
import { allowing } from "./provider.ts";

describe("scripts/engine/provider/compare", () => {
  it("takes every form of nothing for the same, and a missing value for its default", () => {
    for (const empty of [undefined, null, ""]) expect(sameValue({ type: "string" }, empty, undefined)).toBe(true);
    expect(sameValue({ type: "tags" }, {}, null)).toBe(true);
    expect(sameValue({ type: "strings" }, [], undefined)).toBe(true);
    expect(sameValue({ type: "boolean", default: false }, false, undefined)).toBe(true);
    expect(sameValue({ type: "string", default: "/" }, "/", undefined)).toBe(true);
    expect(sameValue({ type: "string", default: "/" }, "/a/", undefined)).toBe(false);
  });

  it("compares lists as sets", () => {
    expect(sameValue({ type: "strings" }, ["b", "a", "a"], ["a", "b"])).toBe(true);
    expect(sameValue({ type: "strings" }, ["a"], ["a", "b"])).toBe(false);
  });

  it("compares documents by meaning, URL-encoded or not, and by text when one is none", () => {
    expect(sameValue(DOCUMENT, encodeURIComponent(allowing("s3:*")), allowing("S3:*"))).toBe(true);
    expect(sameValue(DOCUMENT, allowing("s3:Get*"), allowing("s3:*"))).toBe(false);
    expect(sameValue(DOCUMENT, "odd", "odd")).toBe(true);
    expect(sameValue(DOCUMENT, "odd", allowing("s3:*"))).toBe(false);
  });

  it("does not mistake a document for the same because an unknown element was dropped", () => {
    const odd = JSON.stringify({ ...JSON.parse(allowing("s3:*")), Extra: 1 });
    expect(sameValue(DOCUMENT, odd, allowing("s3:*"))).toBe(false);
  });

  it("finds changed keys and passes over those of AWS", () => {
    expect(changedKeys({ a: "1", b: "1", "AWS:x": "1" }, { a: "1", b: "2", c: "" })).toEqual(["b", "c"]);
  });
});
