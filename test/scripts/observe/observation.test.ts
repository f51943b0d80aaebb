import { describe, expect, it } from "vitest";
import { PART_NAMES } from "../../../scripts/observe/observation.ts";
import { ACCOUNT_PARTS } from "../../../scripts/observe/parts.ts";
import { observationOf } from "../../support/observations.ts";
import { sample } from "../../support/small-organisation.ts";

describe("scripts/observe/observation", () => {
  it("names every part that an account has, each of one source", () => {
    expect([...PART_NAMES].sort()).toEqual(Object.keys(observationOf(sample(), "prod").parts).sort());
    expect(PART_NAMES.map((name) => ACCOUNT_PARTS[name]).filter((source) => source === undefined)).toEqual([]);
  });
});
