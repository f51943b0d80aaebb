import type { Event } from "@aws-sdk/client-cloudtrail";
import { describe, expect, it } from "vitest";
import type { LookUp } from "../../../../scripts/observe/aws-cloudtrail/lookups.ts";
import { readUses } from "../../../../scripts/observe/aws-cloudtrail/use.ts";

const ROLE = "arn:aws:iam::000000000000:role/tenure/grants/admin-restore";
const QUESTION = { finding: "f", role: ROLE, roleName: "admin-restore", session: "restore" } as const;
const USER = { type: "IAMUser", arn: "arn:aws:iam::000000000000:user/w5" };
const SESSION = { type: "AssumedRole", arn: "arn:aws:sts::000000000000:assumed-role/admin-restore/restore" };
const OTHER = { type: "AssumedRole", arn: "arn:aws:sts::000000000000:assumed-role/somebody-else/restore" };

function event(EventName: string, at: string, userIdentity: object, errorCode?: string, changed?: string): Event {
  const CloudTrailEvent = JSON.stringify({ userIdentity, errorCode, readOnly: changed === undefined });
  return {
    EventName,
    EventTime: new Date(`2026-11-23T${at}:00Z`),
    CloudTrailEvent,
    Resources: [{ ResourceName: changed ?? "admin-restore" }],
  };
}
const answering =
  (taken: readonly Event[], done: readonly Event[], whole = true): LookUp =>
  async (attribute) => ({ events: attribute === "ResourceName" ? taken : done, whole });
const one = async (lookUp: LookUp) => (await readUses(lookUp, [QUESTION]))[0];

describe("scripts/observe/aws-cloudtrail/use", () => {
  it("tells who took a role on, what its sessions did and what was refused to them", async () => {
    const taken = [
      event("AssumeRole", "14:00", USER),
      event("AssumeRole", "13:00", OTHER, "AccessDenied"),
      event("CreateRole", "12:00", USER),
    ];
    const done = [
      event("PutUserPolicy", "14:20", SESSION, "AccessDenied"),
      event("CreateUser", "14:10", SESSION, undefined, "mallory"),
      event("ListUsers", "14:05", SESSION),
      event("ListUsers", "14:06", SESSION),
      event("DeleteUser", "14:30", OTHER),
      event("DeleteUser", "14:30", { type: "IAMUser", arn: "arn:aws:iam::000000000000:user/restore" }),
    ];
    expect(await one(answering(taken, done))).toEqual({
      finding: "f",
      known: true,
      sessions: 1,
      by: [USER.arn],
      calls: [
        { event: "ListUsers", count: 2 },
        { event: "CreateUser", count: 1 },
      ],
      changed: [{ event: "CreateUser", on: ["mallory"] }],
      refused: 1,
      first: "2026-11-23T14:00:00Z",
      last: "2026-11-23T14:20:00Z",
      isWhole: true,
    });
  });

  it("says that nobody used it, and that there was more than it looked at", async () => {
    const nothing = { finding: "f", known: true, sessions: 0, by: [], calls: [], changed: [], refused: 0, first: null, last: null };
    expect(await one(answering([], []))).toEqual({ ...nothing, isWhole: true });
    expect(await one(answering([], [], false))).toEqual({ ...nothing, isWhole: false });
  });

  it("does not take a failure for no use", async () => {
    const failing: LookUp = async () => {
      throw Object.assign(new Error("no"), { name: "AccessDeniedException" });
    };
    expect(await one(failing)).toEqual({ finding: "f", known: false, because: "CloudTrail could not be asked: AccessDeniedException: no" });
  });
});
