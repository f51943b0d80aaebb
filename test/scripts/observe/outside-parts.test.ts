import { describe, expect, it } from "vitest";
import { PART_NAMES } from "../../../scripts/observe/observation.ts";
import { OUTSIDE_NAMES, OUTSIDE_SCHEMAS } from "../../../scripts/observe/outside-parts.ts";

describe("scripts/observe/outside-parts", () => {
  it("names each part that a saved observation may have, and none that AWS tells of", () => {
    expect(Object.keys(OUTSIDE_SCHEMAS)).toEqual([...OUTSIDE_NAMES]);
    expect(OUTSIDE_NAMES.filter((name) => (PART_NAMES as readonly string[]).includes(name))).toEqual([]);
  });
});
