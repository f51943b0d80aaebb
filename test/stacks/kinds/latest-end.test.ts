import { describe, expect, it } from "vitest";
import { contractEnd, lastDays } from "../../../stacks/kinds/latest-end.ts";
import { declaredOf, personOf } from "../../support/builders.ts";

const { directory } = declaredOf({
  people: [personOf("w1"), personOf("w2", { type: "seasonal", sponsor: "w1", ends: "2026-12-31", timeZone: "Europe/Berlin" })],
});

describe("stacks/kinds/latest-end", () => {
  it("takes the last day of everybody who has one, in their own time zone", () => {
    expect(lastDays(["person/w1", "person/w2", "person/w9", "team/w2x"], directory)).toEqual([
      { end: "2026-12-31T23:00:00Z", because: "the last day of person/w2 is 2026-12-31" },
    ]);
  });

  it("ends a contract with its last day", () => {
    expect(contractEnd("2027-03-31", "America/New_York")).toEqual({
      end: "2027-04-01T04:00:00Z",
      because: "the last day of the contract is 2027-03-31",
    });
  });
});
