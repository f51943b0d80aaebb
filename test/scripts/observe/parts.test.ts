import { describe, expect, it } from "vitest";
import { PART_NAMES } from "../../../scripts/observe/observation.ts";
import { ACCOUNT_PARTS, GLASS_PARTS, OUTSIDE_PARTS, SOURCE_OF } from "../../../scripts/observe/parts.ts";
import { PERMISSIONS } from "../../../scripts/observe/sources.ts";

describe("scripts/observe/parts", () => {
  it("gives each part one source, those of AWS first and in the order in which they are read", () => {
    expect(Object.keys(SOURCE_OF)).toEqual([...PART_NAMES, ...Object.keys(OUTSIDE_PARTS), ...Object.keys(GLASS_PARTS)]);
    const tables = [ACCOUNT_PARTS, OUTSIDE_PARTS, GLASS_PARTS].flatMap((table) => Object.keys(table));
    expect(tables).toEqual([...new Set(tables)]);
  });

  it("knows the permissions of each source that is in AWS", () => {
    const inAws = [...new Set(Object.values(SOURCE_OF))].filter((source) => source.startsWith("aws-"));
    expect(inAws.filter((source) => !(source in PERMISSIONS))).toEqual([]);
  });
});
