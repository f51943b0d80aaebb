import { describe, expect, it } from "vitest";
import { announcedEvent, isUnderWay } from "../../../stacks/model/announced.ts";
import type { Instant } from "../../../stacks/model/instant.ts";

const EVENT = { reason: "The plant is sold", from: "2026-12-01", until: "2026-12-05", approvedBy: "person/w1001" };

describe("stacks/model/announced", () => {
  it("names people or says how many, never both and never neither", () => {
    expect(announcedEvent.safeParse({ ...EVENT, people: ["w1"] }).success).toBe(true);
    expect(announcedEvent.safeParse({ ...EVENT, count: 7 }).success).toBe(true);
    for (const more of [{}, { people: ["w1"], count: 7 }])
      expect(announcedEvent.safeParse({ ...EVENT, ...more }).error!.issues[0]!.message).toBe("expected either people or count");
    for (const more of [{ people: [] }, { count: 0 }, { count: 7, approvedBy: "team/security" }])
      expect(announcedEvent.safeParse({ ...EVENT, ...more }).success).toBe(false);
  });

  it.each([
    ["Etc/UTC", "2026-11-30T23:59:59Z", false],
    ["Etc/UTC", "2026-12-01T00:00:00Z", true],
    ["Etc/UTC", "2026-12-05T23:59:59Z", true],
    ["Etc/UTC", "2026-12-06T00:00:00Z", false],
    ["Europe/Berlin", "2026-11-30T23:00:00Z", true],
    ["Europe/Berlin", "2026-12-05T23:00:00Z", false],
  ])("is under way from its first to its last day, both inclusive: in %s at %s %s", (timeZone, asOf, isHeld) => {
    expect(isUnderWay(EVENT, timeZone, asOf as Instant)).toBe(isHeld);
  });
});
