import { describe, expect, it } from "vitest";
import { ignoreChanges } from "../../../../scripts/engine/embedded/deployment/ignore-changes.ts";
import {
  asSecret,
  blinded,
  fromStruct,
  hasUnknown,
  isSecret,
  plain,
  toStruct,
  withSecretsOf,
} from "../../../../scripts/engine/embedded/value.ts";
import { SIGNATURE } from "../../../../scripts/engine/events.ts";
import { UNKNOWN } from "../../../../scripts/engine/port.ts";

const secret = asSecret("s3cr3t");

describe("scripts/engine/embedded/value", () => {
  it("wraps a secret once", () => {
    expect(asSecret(secret)).toBe(secret);
    expect([isSecret(secret), isSecret("s3cr3t"), isSecret({ value: "s3cr3t" }), isSecret([secret])]).toEqual([true, false, false, false]);
  });

  it("uncovers and blinds secrets wherever they are, also within secrets", () => {
    const values = { a: [secret, 1], b: { c: asSecret({ d: secret }) }, e: null };
    expect(plain(values)).toEqual({ a: ["s3cr3t", 1], b: { c: { d: "s3cr3t" } }, e: null });
    expect(JSON.stringify(blinded(values))).not.toContain("s3cr3t");
    expect(blinded(values)).toMatchObject({ a: [{ ciphertext: "[secret]" }, 1], e: null });
  });

  it("marks in an answer what was secret in the question, and a list as a whole", () => {
    expect(
      withSecretsOf(
        { a: secret, b: { c: secret, d: 1 }, e: [secret, "x"], f: 1 },
        { a: "1", b: { c: "2", d: 3 }, e: ["4"], f: "5", g: "6" },
      ),
    ).toEqual({
      a: asSecret("1"),
      b: { c: asSecret("2"), d: 3 },
      e: asSecret(["4"]),
      f: "5",
      g: "6",
    });
  });

  it("finds what is not known wherever it is", () => {
    expect([{ a: [UNKNOWN] }, { a: asSecret(UNKNOWN) }, { a: ["known", null] }].map(hasUnknown)).toEqual([true, true, false]);
  });

  it("travels as a protobuf structure, and refuses what nobody here understands", () => {
    const values = { a: [1, "two", null, true], b: { c: secret, d: UNKNOWN } };
    expect(fromStruct(toStruct(values))).toEqual(values);
    const asset = { a: [{ [SIGNATURE]: "c44067f5952c0a294b673a41bacd8c17", text: "x" }] };
    expect(() => fromStruct(toStruct(asset))).toThrowError(expect.objectContaining({ code: "NOT_SUPPORTED" }));
  });
});

describe("scripts/engine/embedded/deployment/ignore-changes", () => {
  const olds = { tags: { owner: "old", "a.b": "old" }, path: "/old/" };

  it("sets paths back, and takes out what was not there", () => {
    expect(ignoreChanges({ tags: { owner: "new", "a.b": "new" }, path: "/new/", more: 1 }, olds, ["tags.owner", "more"])).toEqual({
      tags: { owner: "old", "a.b": "new" },
      path: "/new/",
    });
    expect(ignoreChanges({ tags: { "a.b": "new" } }, olds, ['tags["a.b"]'])).toEqual({ tags: { "a.b": "old" } });
    expect(ignoreChanges({}, olds, ["path"])).toEqual({ path: "/old/" });
  });

  it("refuses positions and wildcards", () => {
    for (const path of ["list[0]", "tags.*", ""]) {
      expect(() => ignoreChanges({ list: [1] }, {}, [path])).toThrowError(expect.objectContaining({ code: "NOT_SUPPORTED" }));
    }
  });
});
