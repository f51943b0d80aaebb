import { z } from "zod";
import { duration, id, instant, owner, strictObject, wordRecord } from "./fields.ts";
import { type Duration, parseDuration } from "./instant.ts";

/** What `settings.yaml` says of sources beyond AWS. Nothing is read from outside unless it stands here. */

const ms = (text: string): Duration => parseDuration(text)!;
const url = z
  .url({ protocol: /^https?$/ })
  .refine((text) => /^https:|^http:\/\/127\.0\.0\.1[:/]/.test(text), { error: "expected https (http only to 127.0.0.1)" })
  .describe("where it answers, without a trailing slash")
  .meta({ examples: ["https://hr.example.com/scim/v2"] });
const column = (description: string, example: string) =>
  z
    .string()
    .min(1)
    .describe(description)
    .meta({ examples: [example] });
const file = z
  .string()
  .min(1)
  .describe("path of the export, from where the command runs")
  .meta({ examples: ["feeds/hr.csv"] });

/** How the bytes of an export are to be read: what is written otherwise is not guessed but a gap. */
const encoding = z.enum(["utf-8", "utf-16le", "windows-1252"]).default("utf-8").describe("encoding; windows-1252 includes latin-1");
const delimiter = z.string().length(1).default(",").describe("what stands between two columns");

const words = strictObject({
  status: wordRecord(z.string(), z.enum(["active", "leave", "left"]))
    .default({})
    .describe("words of the feed for active, leave and left; a word that is neither ours nor here is never taken for left")
    .meta({ examples: [{ Terminated: "left" }] }),
  type: wordRecord(z.string(), z.enum(["employee", "contractor", "seasonal", "external"]))
    .default({})
    .describe("words of the feed for employee, contractor, seasonal and external")
    .meta({ examples: [{ "Contingent Worker": "external" }] }),
  department: wordRecord(z.string(), id)
    .default({})
    .describe("departments of the feed and the team of each; one that is neither a team nor here is nobody's team")
    .meta({ examples: [{ "Payments Engineering": "payments" }] }),
})
  .prefault({})
  .describe("words of the feed that are not ours");

const guarded = {
  tenant: z
    .string()
    .nullable()
    .default(null)
    .describe("tenant that the feed must name; null asks for none")
    .meta({ examples: ["acme-prod"] }),
  staleAfter: duration.default(ms("36h")).describe("older than this the feed says nothing; a nightly export may be late by half a day"),
  least: z.int().min(1).default(1).describe("least plausible number of people"),
  words,
};

const dates = z.enum(["yyyy-mm-dd", "dd.mm.yyyy", "mm/dd/yyyy"]).default("yyyy-mm-dd").describe("how dates are written");

const FORMATS = "csv, json for a file that holds tenure/hr/1 itself, scim (2.0) or okta";

const hr = z.discriminatedUnion("format", [
  strictObject({
    format: z.literal("csv").describe(FORMATS),
    file,
    encoding,
    delimiter,
    dates,
    columns: strictObject({
      id: column("column of the person id", "Worker ID"),
      type: column("column of the kind of work", "Worker Type").optional(),
      status: column("column of the status", "Status"),
      starts: column("column of the first day", "Hire Date").optional(),
      ends: column("column of the last day", "Termination Date").optional(),
      department: column("column of the department", "Department").optional(),
      position: column("column of the position", "Position").optional(),
      manager: column("column of the manager's person id", "Manager ID").optional(),
      timeZone: column("column of the time zone", "Time Zone").optional(),
      tenant: column("column of the tenant", "Tenant").optional(),
      asOf: column("column of the moment of the export; without it, when the file was written", "Exported At").optional(),
    }).describe("header of the column of each field"),
    ...guarded,
  }),
  strictObject({ format: z.literal("json").describe(FORMATS), file, ...guarded }),
  strictObject({ format: z.literal("scim").describe(FORMATS), url, ...guarded }),
  strictObject({
    format: z.literal("okta").describe(FORMATS),
    url,
    person: z.string().min(1).default("employeeNumber").describe("attribute of Okta's profile that holds the person id"),
    ...guarded,
  }),
]);

const freshness = {
  staleAfter: duration.default(ms("36h")).describe("older than this the list says nothing; a nightly export may be late by half a day"),
  least: z.int().min(1).default(1).describe("least plausible number of accounts"),
};

/** What an application's own words say of one account. */
const flags = strictObject({
  active: wordRecord(z.string(), z.boolean())
    .default({})
    .describe("words of the export for active and not; true, false, active and inactive are known")
    .meta({ examples: [{ Enabled: true, Deactivated: false }] }),
  admin: wordRecord(z.string(), z.boolean())
    .default({})
    .describe("words of the export for administrators and others; true and false are known")
    .meta({ examples: [{ "System Administrator": true, Member: false }] }),
})
  .prefault({})
  .describe("words of the export that are not ours; an account that is described in others is held");

const columns = strictObject({
  id: column("where the opaque id of the account is", "User ID"),
  active: column("where it says whether the account can be used; without it each can", "Status").optional(),
  lastUsed: column("where the last use is, an ISO 8601 date or moment", "Last Login").optional(),
  admin: column("where it says whether the account administers the application", "Profile").optional(),
  person: column("where the person id is, if the application knows it", "Employee Number").optional(),
  asOf: column("where the moment of the export is; without it, when the file was written", "Exported At").optional(),
}).describe("header of the column of each field, in JSON its path (`profile.lastLogin`)");

/** Accounts that belong to no person: each has somebody who answers for it, and an end. */
const accounts = wordRecord(
  z.string(),
  strictObject({
    owner,
    purpose: z
      .string()
      .min(1)
      .describe("one sentence")
      .meta({ examples: ["Posts the results of builds"] }),
    expires: instant.describe("from here on it counts as left behind"),
  }),
)
  .default({})
  .describe("accounts that belong to no person, by id: who answers for them, what for, until when");

const ACCOUNTS_FROM = "csv, json (an export with a declared mapping) or scim (2.0)";

const application = z.discriminatedUnion("format", [
  strictObject({
    format: z.literal("csv").describe(ACCOUNTS_FROM),
    ...{ file, encoding, delimiter, columns, words: flags },
    ...{ ...freshness, accounts },
  }),
  strictObject({
    format: z.literal("json").describe(ACCOUNTS_FROM),
    file,
    list: z
      .string()
      .default("")
      .describe("path of the list in the file; empty for a file that is the list")
      .meta({ examples: ["data.users"] }),
    ...{ columns, words: flags },
    ...{ ...freshness, accounts },
  }),
  strictObject({
    format: z.literal("scim").describe(ACCOUNTS_FROM),
    url,
    person: z
      .enum(["externalId", "employeeNumber"])
      .nullable()
      .default(null)
      .describe("attribute that holds the person id; null where the service does not know it"),
    administrators: z
      .array(z.string())
      .default([])
      .describe("roles and groups, by value or display name, whose members administer the application")
      .meta({ examples: [["site-admins"]] }),
    ...{ least: freshness.least, accounts },
  }),
]);

const repositoryName = z.string().regex(/^[A-Za-z0-9._-]{1,100}$/, { error: "expected the name of a repository, without its owner" });

const github = strictObject({
  organisation: z
    .string()
    .regex(/^[A-Za-z0-9-]{1,39}$/, { error: "expected the login of an organisation" })
    .describe("login of the organisation")
    .meta({ examples: ["acme"] }),
  repository: repositoryName.describe("the repository that holds these records").meta({ examples: ["identities"] }),
  repositories: z
    .union([z.literal("all"), z.array(repositoryName)])
    .default([])
    .describe("further repositories whose deploy keys are looked at, or all: one call each"),
  apps: z
    .array(z.string())
    .default([])
    .describe("slugs of the Apps that may be installed with write permissions")
    .meta({ examples: [["tenure-judge", "tenure-bot"]] }),
  mayBypass: z
    .array(z.string())
    .default([])
    .describe("who may bypass or change the rules of the repository: person/<id>, or <type>/<id> of a ruleset's actor")
    .meta({ examples: [["person/w1001", "OrganizationAdmin", "Integration/9000002"]] }),
  rulesetActors: z
    .boolean()
    .default(true)
    .describe("whether to ask whom rulesets let past: GitHub tells only a token that may write rules (Administration: write)"),
  deployKeys: z
    .array(z.int().positive())
    .default([])
    .describe("numbers of the deploy keys that may write")
    .meta({ examples: [[4711]] }),
  ...{ least: freshness.least, accounts },
});

/** The name under which GitHub's accounts are known, in records too; no other application may have it. */
export const GITHUB = "github";

/** The sources beyond AWS; none unless stated. */
export const sources = strictObject({
  hr: hr
    .nullable()
    .default(null)
    .describe("where people come from, read as tenure/hr/1; the token of a service is HR_TOKEN")
    .meta({ examples: [{ format: "json", file: "feeds/hr.json" }] }),
  agentCore: strictObject({
    regions: z
      .array(z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, { error: "expected a Region such as us-east-1" }))
      .default([])
      .describe("Regions in which Bedrock AgentCore is asked for agents. Why: none, since it is not in every Region")
      .meta({ examples: [["us-east-1"]] }),
  })
    .prefault({})
    .describe("agents of Bedrock AgentCore, read with each account"),
  applications: wordRecord(z.string(), application)
    .superRefine((named, context) => {
      for (const name of Object.keys(named)) {
        const message =
          name === GITHUB ? "github is a source of its own (sources.github)" : "expected lower-case letters, digits and dashes";
        if (name === GITHUB || !/^[a-z][a-z0-9-]*$/.test(name)) context.addIssue({ code: "custom", path: [name], message });
      }
    })
    .default({})
    .describe("applications whose accounts end with their persons, by name; the token of `ticketing` is APPLICATION_TOKEN_TICKETING")
    .meta({ examples: [{ ticketing: { format: "scim", url: "https://ticketing.example.com/scim/v2" } }] }),
  github: github
    .nullable()
    .default(null)
    .describe("the organisation on GitHub; its token is ORGANISATION_TOKEN, its address GITHUB_API_URL")
    .meta({ examples: [{ organisation: "acme", repository: "identities" }] }),
  home: id
    .nullable()
    .default(null)
    .describe("account with which applications and GitHub are read, and whose results show what is found there; null is the first by name")
    .meta({ examples: ["prod"] }),
})
  .prefault({})
  .describe("sources beyond AWS, read by drift. Why: none, until somebody states one");

/** The sources beyond AWS as read. */
export type ConfiguredSources = z.output<typeof sources>;

/** Where people come from. */
export type HrSource = NonNullable<ConfiguredSources["hr"]>;

/** Where the accounts of an application come from. */
export type ApplicationSource = ConfiguredSources["applications"][string];

/** The organisation on GitHub. */
export type GitHubSource = NonNullable<ConfiguredSources["github"]>;
