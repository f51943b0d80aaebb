import { z } from "zod";
import { duration, got, strictObject } from "./fields.ts";
import { type Duration, isTimeZone, parseDuration } from "./instant.ts";

const limit = strictObject({ count: z.int().min(0), percent: z.number().min(0).max(100) });
const team = z.string().regex(/^team\/[a-z0-9][a-z0-9-]*$/, { error: "expected team/<id>" });
const ms = (text: string): Duration => parseDuration(text)!;

const lifetimes = strictObject({
  people: duration.default(ms("180d")),
  "service-accounts": duration.default(ms("365d")),
  workloads: duration.default(ms("365d")),
  roles: duration.default(ms("365d")),
  agents: duration.default(ms("90d")),
  vendors: duration.default(ms("365d")),
  groups: duration.default(ms("365d")),
  permissions: duration.default(ms("365d")),
  providers: duration.default(ms("730d")),
  "break-glass": duration.default(ms("365d")),
  grants: duration.default(ms("12h")),
  exceptions: duration.default(ms("90d")),
  keys: duration.default(ms("90d")),
});

/** What one row of the approvals table asks for: `owner`, `team/<id>`, or several of which one suffices (`owner | team/security`). */
const need = z.string().regex(/^(owner|team\/[a-z0-9-]+)( \| (owner|team\/[a-z0-9-]+))*$/, {
  error: 'expected "owner", "team/<id>" or alternatives joined by " | "',
});

const approvalRow = strictObject({
  when: strictObject({
    path: z.enum(["code", "data"]).optional(),
    risk: z.enum(["high", "standard"]).optional(),
    reduces: z.boolean().optional(),
  }),
  need: z.array(need).min(1),
});

/** The organisation's rules, `settings.yaml`. Every key but `teams` has a default; the defaults suit a regulated company. */
export const settings = strictObject({
  timeZone: z
    .string()
    .refine(isTimeZone, { error: got("a time zone such as Europe/Berlin") })
    .default("Etc/UTC")
    .describe("time zone of last days that name none"),
  tags: strictObject({
    owner: z.string().default("owner"),
    expires: z.string().default("expires"),
    record: z.string().default("record"),
    managedBy: z.string().default("managed-by"),
  })
    .prefault({})
    .describe("keys of the tags that Tenure writes"),
  lifetimes: lifetimes.prefault({}).describe("longest time between today and the end that a record of the kind may state"),
  residualSession: duration
    .default(ms("1h"))
    .describe("longest session of a role: how long a session may outlive the credential that began it"),
  grace: strictObject({
    disabledBeforeRemoval: duration.default(ms("30d")),
    unmanaged: duration.default(ms("14d")),
    settle: duration.default(ms("5m")),
  })
    .prefault({})
    .describe("waiting times before the next step"),
  stale: strictObject({ keys: duration.default(ms("45d")), identities: duration.default(ms("90d")) })
    .prefault({})
    .describe("without use for this long, something counts as forgotten"),
  reviews: strictObject({
    privileged: duration.default(ms("90d")),
    nonHuman: duration.default(ms("90d")),
    default: duration.default(ms("180d")),
    // biome-ignore lint/suspicious/noThenProperty: the name is the contract of settings.yaml, and nobody awaits it
    silence: strictObject({ escalateAfter: duration.default(ms("7d")), then: z.enum(["revoke", "keep"]).default("revoke") }).prefault({}),
  })
    .prefault({})
    .describe("how often access is certified again, and what silence means"),
  limits: strictObject({
    drift: strictObject({ changes: limit.default({ count: 25, percent: 10 }) }).prefault({}),
    deploy: strictObject({ removals: limit.default({ count: 10, percent: 5 }) }).prefault({}),
    feed: strictObject({ missingPeople: limit.default({ count: 10, percent: 5 }) }).prefault({}),
    observe: strictObject({ calls: z.int().min(1).default(20_000) })
      .prefault({})
      .describe("requests to AWS that one observation of an account may take, repeated ones included"),
    pullRequests: strictObject({ open: z.int().min(1).default(10), perHour: z.int().min(1).default(10) }).prefault({}),
  })
    .prefault({})
    .describe("what one run may do at most: the greater of count and share"),
  teams: strictObject({ security: z.string(), platform: z.string() }).describe("teams that approve on behalf of the organisation"),
  apps: strictObject({ judge: z.int().positive().nullable().default(null) })
    .prefault({})
    .describe("number of the GitHub App whose checks count (its page says App ID); without it no change counts as judged"),
  urgent: strictObject({
    checks: z.array(z.string()).default(["leaver", "leaked"]),
    decideWithin: duration.default(ms("4h")),
    escalate: z.array(team).default([]),
    autoMerge: z.array(z.string()).default([]),
  })
    .prefault({})
    .describe("findings that wait for nothing"),
  approvals: z
    .array(approvalRow)
    .default([
      { when: { path: "code" }, need: ["team/security"] },
      { when: { reduces: true }, need: ["owner | team/security"] },
      { when: { risk: "high" }, need: ["owner", "team/security"] },
      { when: {}, need: ["owner"] },
    ])
    .describe("who must approve: the first row that matches decides"),
  thresholds: strictObject({
    exceptionsPercent: z.number().default(10),
    manualPercent: z.number().default(5),
    lapsedExceptions: z.int().default(0),
    leaverHours: z.number().default(24),
  })
    .prefault({})
    .describe("from here on the process itself is the risk, and reports say so"),
});

/** The organisation's rules as read; durations in milliseconds. */
export type Settings = z.output<typeof settings>;
