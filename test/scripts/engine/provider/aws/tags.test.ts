import { describe, expect, it } from "vitest";
import { changeTags, tagMap } from "../../../../../scripts/engine/provider/aws/tags.ts";
import type { TagMap } from "../../../../../scripts/engine/provider/value.ts";

describe("scripts/engine/provider/aws/tags", () => {
  async function callsFor(olds: TagMap, news: TagMap): Promise<unknown[]> {
    const calls: unknown[] = [];
    await changeTags(olds, news, { remove: async (keys) => calls.push({ remove: keys }), add: async (tags) => calls.push({ add: tags }) });
    return calls;
  }

  it("removes before it adds, and only what differs", async () => {
    expect(await callsFor({ a: "1", b: "1", Owner: "x" }, { a: "1", b: "2", owner: "x" })).toEqual([
      { remove: ["Owner"] },
      {
        add: [
          { Key: "b", Value: "2" },
          { Key: "owner", Value: "x" },
        ],
      },
    ]);
  });

  it("makes no call for no difference, and never touches tags of AWS", async () => {
    expect(await callsFor({ a: "1", "aws:x": "1" }, { a: "1" })).toEqual([]);
  });

  it("reads tags without those of AWS", () => {
    expect(tagMap([{ Key: "aws:x", Value: "1" }, { Key: "a" }])).toEqual({ a: "" });
    expect(tagMap(undefined)).toEqual({});
  });
});
