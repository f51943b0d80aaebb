import type { Event } from "@aws-sdk/client-cloudtrail";
import { describe, expect, it } from "vitest";
import { readGlass } from "../../../../scripts/observe/aws-cloudtrail/glass.ts";
import type { LookUp } from "../../../../scripts/observe/aws-cloudtrail/lookups.ts";

const ROLE = "arn:aws:iam::000000000000:role/tenure/break-glass/glass-1";
const BY = "arn:aws:iam::000000000000:user/tenure/break-glass/glass-1";
const event = (EventName: string, at: string, more: object = {}): Event => ({
  EventName,
  EventTime: new Date(`2026-11-23T${at}:00Z`),
  CloudTrailEvent: JSON.stringify({ userIdentity: { arn: BY }, requestParameters: { roleSessionName: "INC-1" }, ...more }),
});
const answering =
  (events: readonly Event[], whole = true): LookUp =>
  async () => ({ events, whole });

describe("scripts/observe/aws-cloudtrail/glass", () => {
  it("tells each time that the role was taken on, oldest first, and nothing that AWS refused", async () => {
    const events = [
      event("AssumeRole", "15:00"),
      event("TagRole", "14:30"),
      event("AssumeRole", "14:00"),
      event("AssumeRole", "13:00", { errorCode: "AccessDenied" }),
    ];
    expect(await readGlass(answering(events), [ROLE])).toEqual([
      { role: ROLE, session: "INC-1", at: "2026-11-23T14:00:00Z", by: BY },
      { role: ROLE, session: "INC-1", at: "2026-11-23T15:00:00Z", by: BY },
    ]);
  });

  it("is no answer when there is more than was looked at", async () => {
    await expect(readGlass(answering([], false), [ROLE])).rejects.toThrow(`CloudTrail has more events about ${ROLE} than are looked at`);
  });
});
