import { describe, expect, it } from "vitest";
import { openLookups } from "../../../../scripts/observe/aws-cloudtrail/lookups.ts";
import type { Instant } from "../../../../stacks/model/instant.ts";
import { fakeTrail } from "../../../support/trail.ts";

const now = () => "2026-11-24T00:00:00Z" as Instant;

describe("scripts/observe/aws-cloudtrail/lookups", () => {
  it("asks once however often something is wanted, two a second, within CloudTrail's history", async () => {
    const { trail, asked } = fakeTrail(() => ({ Events: [{ EventId: "1" }] }));
    const waits: number[] = [];
    const lookUp = openLookups(trail, 10, { now, wait: async (ms) => waits.push(ms), progress: () => undefined });
    await Promise.all([lookUp("ResourceName", "a"), lookUp("ResourceName", "a")]);
    expect(await lookUp("Username", "a")).toEqual({ events: [{ EventId: "1" }], whole: true });
    expect(asked.map(({ StartTime }) => StartTime?.toISOString())).toEqual(Array(2).fill("2026-08-26T00:00:00.000Z"));
    expect(waits).toEqual([500]);
  });

  it("says that there are older ones than it takes, and stops at its budget", async () => {
    const { trail } = fakeTrail(() => ({ Events: [{}], NextToken: "more" }));
    const lookUp = openLookups(trail, 4, { now, wait: async () => undefined, progress: () => undefined });
    expect(await lookUp("Username", "a")).toEqual({ events: [{}, {}, {}], whole: false });
    await expect(lookUp("Username", "b")).rejects.toThrow("more than 4 lookups would be needed in this run");
  });
});
