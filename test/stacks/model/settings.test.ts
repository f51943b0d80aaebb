import { describe, expect, it } from "vitest";
import { settings } from "../../../stacks/model/settings.ts";

const DAY = 86_400_000;
const HOUR = 3_600_000;
const teams = { security: "security", platform: "platform" };

describe("stacks/model/settings", () => {
  it("has a default for everything but the teams, as records.md states them", () => {
    expect(settings.parse({ teams })).toEqual({
      timeZone: "Etc/UTC",
      anchor: null,
      apps: { judge: null },
      access: {},
      sources: { hr: null, agentCore: { regions: [] }, applications: {}, github: null, home: null },
      tags: { owner: "owner", expires: "expires", record: "record", managedBy: "managed-by" },
      lifetimes: {
        people: 180 * DAY,
        "service-accounts": 365 * DAY,
        workloads: 365 * DAY,
        roles: 365 * DAY,
        agents: 90 * DAY,
        vendors: 365 * DAY,
        groups: 365 * DAY,
        permissions: 365 * DAY,
        providers: 730 * DAY,
        "break-glass": 365 * DAY,
        grants: 12 * HOUR,
        exceptions: 90 * DAY,
        keys: 90 * DAY,
      },
      residualSession: HOUR,
      grace: { disabledBeforeRemoval: 30 * DAY, unmanaged: 14 * DAY, settle: 300_000 },
      stale: { keys: 45 * DAY, identities: 90 * DAY, rotated: 7 * DAY },
      reminders: { before: 30 * DAY },
      pipeline: [],
      reviews: {
        privileged: 90 * DAY,
        nonHuman: 90 * DAY,
        default: 180 * DAY,
        // biome-ignore lint/suspicious/noThenProperty: the name is the contract of settings.yaml
        silence: { escalateAfter: 7 * DAY, then: "revoke" },
      },
      breakGlass: { reviewWithin: 72 * HOUR },
      limits: {
        drift: { changes: { count: 25, percent: 10 }, perCheck: { count: 25, percent: 5 } },
        deploy: { removals: { count: 10, percent: 5 } },
        feed: { missingPeople: { count: 10, percent: 5 } },
        observe: { calls: 20_000 },
        pullRequests: { open: 10, perHour: 10 },
      },
      urgent: { checks: ["leaver", "leaked"], decideWithin: 4 * HOUR, escalate: [], autoMerge: [] },
      teams,
      // Clarification 8: the row `reduces` comes before `risk: high`.
      approvals: [
        { when: { path: "code" }, need: ["team/security"] },
        { when: { reduces: true }, need: ["owner | team/security"] },
        { when: { risk: "high" }, need: ["owner", "team/security"] },
        { when: {}, need: ["owner"] },
      ],
      thresholds: { exceptionsPercent: 10, manualPercent: 5, lapsedExceptions: 0, leaverHours: 24 },
    });
  });

  it("takes part of a group and keeps the defaults of the rest", () => {
    const read = settings.parse({ teams, lifetimes: { keys: "30d" }, grace: { settle: "10m" } });
    expect([read.lifetimes.keys, read.lifetimes.people, read.grace.settle, read.grace.unmanaged]).toEqual([
      30 * DAY,
      180 * DAY,
      600_000,
      14 * DAY,
    ]);
  });

  it.each([
    ["no teams", {}],
    ["a team missing", { teams: { security: "security" } }],
    ["an unknown key", { teams, limit: {} }],
    ["an unknown key deep inside", { teams, limits: { drift: { change: {} } } }],
    ["a time zone that does not exist", { teams, timeZone: "Europe/Bonn" }],
    ["a lifetime without a unit", { teams, lifetimes: { keys: 90 } }],
    ["a limit below zero", { teams, limits: { drift: { changes: { count: -1, percent: 10 } } } }],
    ["a limit without its share", { teams, limits: { drift: { changes: { count: 1 } } } }],
    ["a share above the whole", { teams, limits: { drift: { changes: { count: 1, percent: 101 } } } }],
    ["an approval that nobody gives", { teams, approvals: [{ when: {}, need: [] }] }],
    ["an approval by a stranger to the form", { teams, approvals: [{ when: {}, need: ["person/w1"] }] }],
    ["a condition of approval that does not exist", { teams, approvals: [{ when: { size: "big" }, need: ["owner"] }] }],
    ["an escalation to a person", { teams, urgent: { escalate: ["person/w1"] } }],
  ])("refuses %s", (_what, written) => {
    expect(settings.safeParse(written).success).toBe(false);
  });

  it("understands alternatives of approval", () => {
    const need = ["owner | team/security | team/platform", "team/web"];
    expect(settings.parse({ teams, approvals: [{ when: {}, need }] }).approvals[0]!.need).toEqual(need);
  });
});
