import { describe, expect, it } from "vitest";
import { type Recertified, recertifyJson, recertifyText } from "../../../scripts/report/recertify-text.ts";
import type { Instant } from "../../../stacks/model/instant.ts";
import { AS_OF } from "../../support/small-organisation.ts";

const NOTHING: Recertified = { campaign: "2026-Q4", asOf: AS_OF, stacks: [], asked: [], later: [], nobody: [], reminded: [], waiting: [] };
const proposal = {
  branch: "review/2026-Q4/w1",
  title: "x",
  action: "opened" as const,
  number: 3,
  url: "u",
  notes: ["w1 could not be asked"],
};

describe("scripts/report/recertify-text", () => {
  it("says that nothing is due", () => {
    expect(recertifyText(NOTHING)).toBe("campaign 2026-Q4\nnothing is due");
  });

  it("says who is asked, who was reminded, what waits, and what could not be asked", () => {
    const until = "2026-12-01T00:00:00Z" as Instant;
    const text = recertifyText({
      ...NOTHING,
      stacks: [{ stack: "dev", complete: false }],
      asked: [{ reviewer: "person/w1", accesses: ["prod/workloads/worker"], until, proposal }],
      later: ["person/w2"],
      nobody: ["prod/roles/x"],
      reminded: [{ number: 1, reviewer: "person/w4", next: null, waiting: ["a", "b"], action: "reminded" }],
      waiting: [{ campaign: "2026-Q3", reviewer: "person/w4", number: 1, askedAt: AS_OF, next: null, accesses: ["a", "b"] }],
    });
    expect(text.split("\n")).toEqual([
      "campaign 2026-Q4",
      "dev: could not be read, so nobody is asked about it",
      "opened #3: person/w1 about 1 access until 2026-12-01T00:00:00Z",
      "  prod/workloads/worker",
      "  note: w1 could not be asked",
      "reminded #1: person/w4 about 2 accesses; nobody may answer in their place",
      "waits #1: 2026-Q3, person/w4, 2 accesses since 2026-11-24T00:00:00Z",
      "next run: person/w2 (settings.yaml limits.pullRequests.perHour)",
      "nobody may answer for prod/roles/x: give it an owner who has nothing by it",
    ]);
  });

  it("is the same as JSON", () => {
    expect(JSON.parse(recertifyJson(NOTHING))).toEqual({ schema: "tenure/recertify/1", ...NOTHING });
  });
});
