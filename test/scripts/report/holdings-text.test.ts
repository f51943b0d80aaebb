import { describe, expect, it } from "vitest";
import { holdingsText } from "../../../scripts/report/holdings-text.ts";
import type { Instant } from "../../../stacks/model/instant.ts";
import { AS_OF } from "../../support/small-organisation.ts";

const end = "2027-03-31T00:00:00Z" as Instant;

describe("scripts/report/holdings-text", () => {
  it("prints facts first, then what is held by how it is held, each with its end in words", () => {
    const through = ["people/w1"];
    const held = [
      { how: "own user", stack: "prod", what: "people/w1", through: [], state: "active" as const, expires: end },
      { how: "holds", stack: "prod", what: "groups/readers", through, state: "disabled" as const, expires: end },
      { how: "holds", stack: "dev", what: "arn:x", through, state: undefined, expires: undefined },
    ];
    expect(holdingsText({ subject: "person/w1", facts: { team: "team/a", "last day": "none" }, end, held }, AS_OF)).toBe(
      `person/w1  works until 30 Mar 2027 23:59:59 UTC (in 127 days)
  team      team/a
  last day  none

own user:
  prod  people/w1    works until 30 Mar 2027 23:59:59 UTC (in 127 days)

holds:
  prod  groups/readers  through people/w1  disabled; works until 30 Mar 2027 23:59:59 UTC (in 127 days)
  dev   arn:x           through people/w1`,
    );
  });

  it("prints no end of what works on after its date", () => {
    const held = [
      { how: "answers for", stack: "prod", what: "break-glass/x", through: [], state: undefined, expires: end, kind: "break-glass" },
    ];
    expect(holdingsText({ subject: "prod/break-glass/x", kind: "break-glass", facts: {}, end, held }, AS_OF)).toBe(
      `prod/break-glass/x  to be renewed by 30 Mar 2027 23:59:59 UTC (in 127 days), works on after it

answers for:
  prod  break-glass/x    to be renewed by 30 Mar 2027 23:59:59 UTC (in 127 days), works on after it`,
    );
  });

  it("prints nothing that is not there", () => {
    expect(holdingsText({ subject: "team/a", facts: {}, end: undefined, held: [] }, AS_OF)).toBe("team/a");
  });
});
