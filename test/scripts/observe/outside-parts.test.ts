import { describe, expect, it } from "vitest";
import { OUTSIDE_SCHEMAS } from "../../../scripts/observe/outside-parts.ts";
import { OUTSIDE_PARTS } from "../../../scripts/observe/parts.ts";

describe("scripts/observe/outside-parts", () => {
  it("has a schema for each part that a saved observation may have beyond AWS, in the order of the table", () => {
    expect(Object.keys(OUTSIDE_SCHEMAS)).toEqual(Object.keys(OUTSIDE_PARTS));
  });
});
