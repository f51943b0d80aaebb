import { z } from "zod";
import { access } from "./access.ts";
import { sources } from "./configured.ts";
import { duration, got, strictObject } from "./fields.ts";
import { type Duration, isTimeZone, parseDuration } from "./instant.ts";

const limit = strictObject({
  count: z
    .int()
    .min(0)
    .describe("so many")
    .meta({ examples: [25] }),
  percent: z
    .number()
    .min(0)
    .max(100)
    .describe("or such a share of the whole")
    .meta({ examples: [10] }),
});
const team = z.string().regex(/^team\/[a-z0-9][a-z0-9-]*$/, { error: "expected team/<id>" });
const ms = (text: string): Duration => parseDuration(text)!;

/** A length of time with its default. A description says what it is and, after `Why:`, why the default suits a regulated company. */
const lasting = (text: string, description: string) =>
  duration
    .default(ms(text))
    .describe(description)
    .meta({ examples: [text] });

const lifetimes = strictObject({
  people: lasting(
    "180d",
    "users of people. Why: access is confirmed twice a year, as auditors ask for privileged and interactive accounts",
  ),
  "service-accounts": lasting("365d", "users of software. Why: one renewal a year shows that somebody still answers for it"),
  workloads: lasting("365d", "roles of software. Why: they hold no long-lived secret, so once a year is enough"),
  roles: lasting("365d", "roles of people. Why: who may use them is certified more often, by reviews"),
  agents: lasting("90d", "AI agents. Why: their purpose and reach change fastest, so their sponsor confirms them each quarter"),
  vendors: lasting("365d", "third parties. Why: contracts are renewed yearly, and none outlives its contract anyway"),
  groups: lasting("365d", "groups. Why: they give access to many, so somebody looks at them once a year"),
  permissions: lasting("365d", "policies. Why: as groups"),
  providers: lasting("730d", "identity providers. Why: replacing one stops every sign-in, so their end is far and its finding early"),
  "break-glass": lasting("365d", "sealed identities. Why: a yearly drill proves that they work; overdue is a finding, never a denial"),
  grants: lasting("12h", "time-boxed access. Why: a shift; whoever needs more asks again"),
  exceptions: lasting("90d", "exceptions. Why: a quarter is long enough for a repair, and short enough to be remembered"),
  keys: lasting("90d", "access keys. Why: the rotation that CIS, PCI DSS and Security Hub ask for"),
});

/** What one row of the approvals table asks for: `owner`, `team/<id>`, or several of which one suffices (`owner | team/security`). */
const need = z.string().regex(/^(owner|team\/[a-z0-9-]+)( \| (owner|team\/[a-z0-9-]+))*$/, {
  error: 'expected "owner", "team/<id>" or alternatives joined by " | "',
});

const approvalRow = strictObject({
  when: strictObject({
    path: z.enum(["code", "data"]).optional().describe("what it touches: code is everything but records and directory"),
    risk: z.enum(["high", "standard"]).optional().describe("how much it could do"),
    reduces: z.boolean().optional().describe("whether it only takes access away"),
  }).describe("what a change must be like; what is left out matches everything"),
  need: z
    .array(need)
    .min(1)
    .describe("who must approve, each of them")
    .meta({ examples: [["owner", "team/security"]] }),
});

/** The organisation's rules, `settings.yaml`. Every key but `teams` has a default; the defaults suit a regulated company. */
export const settings = strictObject({
  timeZone: z
    .string()
    .refine(isTimeZone, { error: got("a time zone such as Europe/Berlin") })
    .default("Etc/UTC")
    .describe("time zone of last days that name none"),
  tags: strictObject({
    owner: z.string().default("owner").describe("key of the tag that says who answers for it"),
    expires: z.string().default("expires").describe("key of the tag that says its end"),
    record: z.string().default("record").describe("key of the tag that says the record that declares it"),
    managedBy: z.string().default("managed-by").describe("key of the tag that says that Tenure manages it"),
  })
    .prefault({})
    .describe("keys of the tags that Tenure writes"),
  lifetimes: lifetimes.prefault({}).describe("longest time between today and the end that a record of the kind may state"),
  residualSession: lasting(
    "1h",
    "longest session of a role: how long a session may outlive the credential that began it. Why: IAM allows no less than an hour",
  ),
  grace: strictObject({
    disabledBeforeRemoval: lasting("30d", "from disabled to removed. Why: a monthly job has run once, so whoever missed it has said so"),
    unmanaged: lasting("14d", "for finding out whose something is that nobody declared. Why: two weeks cover a holiday"),
    settle: lasting("5m", "for AWS to show what was deployed. Why: IAM is eventually consistent, usually within seconds"),
  })
    .prefault({})
    .describe("waiting times before the next step"),
  stale: strictObject({
    keys: lasting("45d", "access keys. Why: CIS asks for 45 days"),
    rotated: lasting("7d", "the old key of a rotation, once the new one is in use. Why: a weekly job has run once"),
    identities: lasting("90d", "users and roles. Why: longer than a quarterly job is away"),
  })
    .prefault({})
    .describe("without use for this long, something counts as forgotten"),
  reminders: strictObject({
    before: lasting("30d", "from the reminder to the end. Why: whoever decides is back from a holiday before it is too late"),
  })
    .prefault({})
    .describe("when owners are told that something of theirs ends"),
  reviews: strictObject({
    privileged: lasting("90d", "privileged access. Why: quarterly, as SOX and PCI DSS reviewers expect"),
    nonHuman: lasting("90d", "software and agents. Why: nobody leaves who would be missed, so the period is short"),
    default: lasting("180d", "everything else. Why: twice a year"),
    silence: strictObject({
      escalateAfter: lasting("7d", "until the next one is asked. Why: a working week"),
      // biome-ignore lint/suspicious/noThenProperty: the name is the contract of settings.yaml, and nobody awaits it
      then: z
        .enum(["revoke", "keep"])
        .default("revoke")
        .describe("what happens in the end. Why: access that nobody confirms is access that nobody needs"),
    })
      .prefault({})
      .describe("what becomes of questions that nobody answers"),
  })
    .prefault({})
    .describe("how often access is certified again, and what silence means"),
  breakGlass: strictObject({
    reviewWithin: lasting("72h", "from opening to the review of somebody else. Why: memories are fresh, and a weekend fits in"),
  })
    .prefault({})
    .describe("what follows on the use of a sealed identity"),
  limits: strictObject({
    drift: strictObject({
      changes: limit
        .default({ count: 25, percent: 10 })
        .describe("changes that one run may propose. Why: more is a mistake in what was read more often than a real change"),
      perCheck: limit
        .default({ count: 25, percent: 5 })
        .describe("changes because of one and the same check. Why: a wrong clock, list or limit shows as many findings of one kind"),
    })
      .prefault({})
      .describe("of one drift run"),
    deploy: strictObject({
      removals: limit
        .default({ count: 10, percent: 5 })
        .describe("records that one deployment may remove. Why: a removal cannot be undone"),
    })
      .prefault({})
      .describe("of one deployment"),
    feed: strictObject({
      missingPeople: limit
        .default({ count: 10, percent: 5 })
        .describe("people who may be missing from a feed. Why: a truncated export must not end everybody's access"),
    })
      .prefault({})
      .describe("of one import of people"),
    observe: strictObject({
      calls: z
        .int()
        .min(1)
        .default(20_000)
        .describe("requests, repeated ones included. Why: more than a large account needs, less than starves other tools"),
    })
      .prefault({})
      .describe("of one observation of an account"),
    pullRequests: strictObject({
      open: z.int().min(1).default(10).describe("open at a time. Why: what nobody can read nobody reviews"),
      perHour: z.int().min(1).default(10).describe("opened in an hour. Why: a burst is a mistake more often than work"),
    })
      .prefault({})
      .describe("of the bot's pull requests"),
  })
    .prefault({})
    .describe("what one run may do at most: the greater of count and share"),
  sources,
  access,
  teams: strictObject({
    security: z
      .string()
      .describe("team id of security")
      .meta({ examples: ["security"] }),
    platform: z
      .string()
      .describe("team id of whoever runs the accounts")
      .meta({ examples: ["platform"] }),
  }).describe("teams that approve on behalf of the organisation"),
  apps: strictObject({ judge: z.int().positive().nullable().default(null).describe("number of the App (its page says App ID)") })
    .prefault({})
    .describe("number of the GitHub App whose checks count (its page says App ID); without it no change counts as judged"),
  pipeline: z
    .array(z.string().regex(/^[a-z][a-z-]*\/[^/#]+$/, { error: "expected <kind>/<name> of a record, user/<name> or role/<name>" }))
    .default([])
    .describe(
      "what Tenure itself works with (deploy, observe, on-call), in every account: records by `<kind>/<name>`, or `user/<name>` and `role/<name>`. No proposal takes it away, overdue or not, and `disable --now` refuses it",
    )
    .meta({ examples: [["role/tenure-deploy", "providers/github"]] }),
  urgent: strictObject({
    checks: z
      .array(z.string())
      .default(["leaver", "leaked"])
      .describe("checks. Why: who has left and what has leaked is used against you today"),
    decideWithin: lasting("4h", "how soon somebody has to decide. Why: half a working day; after it others are asked"),
    escalate: z
      .array(team)
      .default([])
      .describe("teams that are asked then")
      .meta({ examples: [["team/security"]] }),
    autoMerge: z
      .array(z.string())
      .default([])
      .describe("checks whose changes are merged without a person. Why: none, until somebody decides that"),
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
  anchor: strictObject({
    bucket: z
      .string()
      .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, { error: got("the name of an S3 bucket") })
      .describe("bucket with Object Lock, in an account that the pipeline cannot administer")
      .meta({ examples: ["acme-evidence-anchors"] }),
    region: z
      .string()
      .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, { error: got("a region such as us-east-1") })
      .describe("where the bucket is")
      .meta({ examples: ["us-east-1"] }),
    prefix: z
      .string()
      .regex(/^([A-Za-z0-9][A-Za-z0-9._-]*\/)*$/, { error: got("a path that ends with /, or nothing") })
      .default("tenure/")
      .describe("path in the bucket: one for each ledger"),
    retain: lasting("2557d", "for which each head is locked. Why: seven years, the longest that auditors commonly ask for"),
  })
    .nullable()
    .default(null)
    .describe(
      "where the head of the ledger goes after each entry, so that nobody can shorten or rewrite it unseen; without it only a file beside a local ledger keeps it",
    ),
  thresholds: strictObject({
    exceptionsPercent: z
      .number()
      .default(10)
      .describe(
        "records with an exception, and changes of the last 90 days that came with one, in percent. Why: above a tenth the rule is wrong, or nobody minds it",
      ),
    manualPercent: z.number().default(5).describe("changes of the last 90 days made by hand, in percent. Why: each is a way around review"),
    lapsedExceptions: z.int().default(0).describe("exceptions past their end. Why: none should be needed any more"),
    leaverHours: z.number().default(24).describe("hours from a last day to the end of all access. Why: what auditors sample first"),
  })
    .prefault({})
    .describe("from here on the process itself is the risk, and reports say so"),
});

/** The organisation's rules as read; durations in milliseconds. */
export type Settings = z.output<typeof settings>;
