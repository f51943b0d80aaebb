import { describe, expect, it } from "vitest";
import { isCovered, memberPath } from "../../../../scripts/engine/provider/path.ts";

describe("scripts/engine/provider/path", () => {
  it("quotes keys that are no identifiers", () => {
    expect(memberPath("tags", "owner")).toBe("tags.owner");
    expect(memberPath("tags", "managed-by")).toBe('tags["managed-by"]');
    expect(memberPath("tags", 'a"b')).toBe('tags["a\\"b"]');
  });

  it("covers a path and everything inside it, however it is written", () => {
    expect(isCovered("tags.owner", ["tags"])).toBe(true);
    expect(isCovered("tags.owner", ['tags["owner"]'])).toBe(true);
    expect(isCovered('tags["a\\"b"]', [memberPath("tags", 'a"b')])).toBe(true);
    expect(isCovered("tags.owner", ["tags.*"])).toBe(true);
    expect(isCovered("groups[0]", ["groups[*]"])).toBe(true);
    expect(isCovered("anything", ["*"])).toBe(true);
  });

  it("covers nothing beside or above it", () => {
    expect(isCovered("tags", ["tags.owner"])).toBe(false);
    expect(isCovered("tags.owner2", ["tags.owner"])).toBe(false);
    expect(isCovered("tagsAll", ["tags"])).toBe(false);
    expect(isCovered("path", [])).toBe(false);
  });
});
