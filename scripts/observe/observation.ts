import { z } from "zod";
import type { Arn } from "../../stacks/iam/arn.ts";
import type { PolicyDocument } from "../../stacks/iam/document.ts";
import type { Group, Policy, Provider, Role, User } from "../../stacks/iam/entity.ts";
import { ProjectError } from "../../stacks/model/errors.ts";
import type { Instant } from "../../stacks/model/instant.ts";
import type { Elsewhere } from "../../stacks/model/ref.ts";
import { GLASS_SCHEMAS, type GlassParts } from "./glass-parts.ts";
import { OUTSIDE_SCHEMAS, type OutsideParts } from "./outside-parts.ts";
import { ACCOUNT_PARTS, SOURCE_OF } from "./parts.ts";
import type { Subject } from "./subject.ts";

/**
 * What is missing from a part, so that every check that needed it is `unknown`. `retry`: trying again later may help.
 * With a `subject` only what concerns that entity is missing.
 */
export type Gap = { source: string; operation: string; reason: string; retry: boolean; subject?: Subject };

/** The gap about a single entity, where AWS answered for all others. */
export type Refusal = Gap & { subject: Subject };

/**
 * A part of an observation: complete with its time, or absent with the reason. There is no third state.
 * `except` are single entities of which a complete part says nothing: checks that need the part are `unknown` about exactly these.
 */
export type Part<T> =
  | { complete: true; value: T; observedAt: Instant; except?: readonly Refusal[] | undefined }
  | { complete: false; gap: Gap };

/** A user as the authorization details show it: keys, password and last use are other parts. */
export type ObservedUser = Omit<User, "keys" | "console" | "secretReaders"> & { createdAt: Instant };

/** A role as the authorization details show it: the length of its sessions is another part. AWS looks back 400 days for its last use. */
export type ObservedRole = Omit<Role, "maxSessionDuration"> & { createdAt: Instant; lastUsedAt: Instant | null };

/** A customer-managed policy as the authorization details show it: they leave its tags out, and one call for each policy is too dear. */
export type ObservedPolicy = Omit<Policy, "tags"> & { createdAt: Instant; versions: readonly PolicyVersion[] };

/** One version of a policy; whoever may set the default decides which of them counts. */
export type PolicyVersion = { id: string; isDefault: boolean; createdAt: Instant };

/** An identity provider; `createdAt` is when somebody made it. */
export type ObservedProvider = Provider & { createdAt: Instant };

/** Everything that `GetAccountAuthorizationDetails` tells of one account. */
export type Authorization = {
  users: readonly ObservedUser[];
  roles: readonly ObservedRole[];
  groups: readonly Group[];
  policies: readonly ObservedPolicy[];
};

/** An access key as `ListAccessKeys` shows it; its last use is the credential report's, `null` for never, absent where the report does not tell. */
export type ObservedKey = {
  id: string;
  user: Arn;
  status: "Active" | "Inactive";
  createdAt: Instant;
  lastUsedAt?: Instant | null | undefined;
};

/** What the credential report tells of an access key: not which one it is. */
export type ReportedKey = { active: boolean; rotatedAt: Instant | null; lastUsedAt: Instant | null };

/** One row of the credential report. `reportedAt` is when AWS made the report: up to four hours ago. */
export type Credential = {
  user: Arn;
  createdAt: Instant;
  console: boolean;
  passwordLastUsedAt: Instant | null;
  /** When the password was set; absent in observations that did not ask, `null` where there is none. */
  passwordChangedAt?: Instant | null | undefined;
  mfa: boolean;
  hasKeys: boolean;
  keys: readonly ReportedKey[];
  hasCertificates: boolean;
};

/** What the report tells of the account's root. */
export type Root = { mfa: boolean; keys: number; hasCertificates: boolean; passwordLastUsedAt: Instant | null };

/** A credential that no record can declare: an API key of one service, a signing certificate, an SSH key. Never its secret. */
export type OtherCredential = {
  id: string;
  user: Arn;
  kind: "service-specific" | "signing-certificate" | "ssh-key";
  service: string | null;
  status: "Active" | "Inactive";
  createdAt: Instant;
  expiresAt: Instant | null;
};

/** An instance profile and the roles that machines get by it (one at most). */
export type InstanceProfile = { arn: Arn; name: string; roles: readonly Arn[] };

/** A TLS certificate that IAM holds. */
export type ServerCertificate = { arn: Arn; name: string; expiresAt: Instant | null };

/** A virtual MFA device; `of` is the user or root. */
export type MfaDevice = { arn: Arn; of: Arn | null };

/**
 * A secret's tags: which key of which record it holds. Never its value. `policy` is its resource policy, `null` when it has none,
 * absent when nobody asked: one call for each secret is too dear where no record says who reads it.
 */
export type Slot = { keyId: string; record: string; slot: string; policy?: PolicyDocument | null | undefined };

/** The parts of an account's observation by name; each check names the parts that it needs. */
export type Parts = {
  /** AWS's own counts and quotas, by AWS's names (`Users`, `UsersQuota`). */
  summary: Readonly<Record<string, number>>;
  authorization: Authorization;
  providers: readonly ObservedProvider[];
  /** Seconds, by role ARN. */
  sessions: Readonly<Record<string, number>>;
  keys: readonly ObservedKey[];
  credentials: { reportedAt: Instant; root: Root | null; rows: readonly Credential[] };
  /** SSH keys are there only after a deep look: no list of AWS says who has some. */
  otherCredentials: readonly OtherCredential[];
  instanceProfiles: readonly InstanceProfile[];
  serverCertificates: readonly ServerCertificate[];
  mfaDevices: readonly MfaDevice[];
  slots: readonly Slot[];
};

/** The names of these parts, in the order in which they are read. */
export const PART_NAMES = Object.keys(ACCOUNT_PARTS satisfies Record<keyof Parts, string>) as readonly (keyof Parts)[];

/** Every part that a check may need; some are not there: where the settings name no source of them, or no record asks for them. */
export type AllParts = Parts & OutsideParts & GlassParts;

/** An observation, complete or with named gaps, part by part. */
export type Observed = { readonly [Name in keyof Parts]: Part<Parts[Name]> } & {
  readonly [Name in keyof (OutsideParts & GlassParts)]?: Part<AllParts[Name]>;
};

/**
 * What was asked for a part and what came: proof of completeness, for evidence and for people.
 * `calls` are requests as AWS counts them, repeated and refused ones included; `pages` those that brought `items`; `refused` what AWS would not tell.
 */
export type ManifestEntry = {
  part: keyof AllParts;
  source: string;
  operation: string;
  calls: number;
  pages: number;
  items: number;
  refused: readonly string[];
  startedAt: Instant;
  finishedAt: Instant;
};

/** One account at one time: the only thing that passes from observing to comparing, whether in one process, between jobs or in a replay. */
export type Observation = {
  schema: "tenure/observation/1";
  account: string;
  accountId: string;
  /** Whether every user was asked about, and not only those of whom the credential report says that there is something to ask. */
  deep: boolean;
  startedAt: Instant;
  finishedAt: Instant;
  manifest: readonly ManifestEntry[];
  parts: Observed;
  /** Who did what the findings of this observation are about, by the finding's id; absent where nobody asked. */
  attributions?: readonly Attribution[] | undefined;
  /** How the roles of grants that have ended were used, by the finding's id. */
  uses?: readonly Use[] | undefined;
};

/**
 * How the role of a grant was used as far as CloudTrail saw it, or why nobody knows: how often it was taken on and by whom, what its sessions
 * did and how much was refused to them. Not `isWhole`: there was more than was looked at, so the numbers are the least that it was.
 */
export type Use = { finding: string } & (
  | {
      known: true;
      sessions: number;
      by: readonly string[];
      calls: readonly { event: string; count: number }[];
      /** What its sessions changed, newest first, at most 20. */
      changed: readonly { event: string; on: readonly string[] }[];
      refused: number;
      first: Instant | null;
      last: Instant | null;
      isWhole: boolean;
    }
  | { known: false; because: string }
);

/** Who brought a finding about, when and by which event of CloudTrail, or why nobody knows. `by` is an ARN or the name of an AWS service. */
export type Attribution = { finding: string } & (
  | { known: true; by: string; at: Instant; event: string }
  | { known: false; because: string }
);

const instant = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/)
  .transform((text) => text as Instant);
const arn = z
  .string()
  .startsWith("arn:")
  .transform((text) => text as Arn);
const subject = z.union([
  arn,
  z
    .string()
    .startsWith("person/")
    .transform((text) => text as `person/${string}`),
  z
    .string()
    .startsWith("application/")
    .transform((text) => text as Elsewhere),
]);
const strings = z.array(z.string());

/**
 * Names that somebody chose in AWS, and what stands under them. `z.record` would drop the name `__proto__` without a word,
 * and IAM lets an inline policy or a tag be called that: what is compared later would not be what was observed.
 */
function named<T>(value: z.ZodType<T>): z.ZodType<Readonly<Record<string, T>>> {
  const isObject = (input: unknown) => typeof input === "object" && input !== null && !Array.isArray(input);
  return z.custom<Record<string, unknown>>(isObject, { error: "expected an object" }).transform((found, context) =>
    Object.fromEntries(
      Object.entries(found).map(([name, each]) => {
        const read = value.safeParse(each);
        for (const { path, message } of read.error?.issues ?? []) context.addIssue({ code: "custom", path: [name, ...path], message });
        return [name, read.data as T];
      }),
    ),
  );
}

const principals = z.array(z.strictObject({ type: z.string(), values: strings })).optional();
/** Our form of a policy document: whatever else stands there could not be compared. */
const document: z.ZodType<PolicyDocument> = z.strictObject({
  version: z.string(),
  id: z.string().optional(),
  statements: z.array(
    z.strictObject({
      sid: z.string().optional(),
      effect: z.enum(["Allow", "Deny"]),
      actions: strings.optional(),
      notActions: strings.optional(),
      resources: strings.optional(),
      notResources: strings.optional(),
      principals,
      notPrincipals: principals,
      conditions: z.array(z.strictObject({ operator: z.string(), key: z.string(), values: strings })),
    }),
  ),
}) as z.ZodType<PolicyDocument>;
const permitted = { attached: z.array(arn), inline: named(document) };
const base = { arn, name: z.string(), path: z.string() };
const tags = named(z.string());

const federation = z.union([
  z.strictObject({ oidc: z.strictObject({ url: z.string(), audiences: strings, thumbprints: strings }) }),
  z.strictObject({ saml: z.strictObject({ metadata: z.string() }) }),
]);

const moment = instant.nullable();
const versions = z.array(z.strictObject({ id: z.string(), isDefault: z.boolean(), createdAt: instant }));
const status = z.enum(["Active", "Inactive"]);

const gap = { source: z.string(), operation: z.string(), reason: z.string(), retry: z.boolean() };

const part = <T>(value: z.ZodType<T>) =>
  z.discriminatedUnion("complete", [
    z.strictObject({
      complete: z.literal(true),
      value,
      observedAt: instant,
      except: z.array(z.strictObject({ ...gap, subject })).optional(),
    }),
    z.strictObject({ complete: z.literal(false), gap: z.strictObject(gap) }),
  ]);

const unknownOf = z.strictObject({ finding: z.string(), known: z.literal(false), because: z.string() });

const observation = z.strictObject({
  schema: z.literal("tenure/observation/1"),
  account: z.string(),
  accountId: z.string(),
  deep: z.boolean(),
  startedAt: instant,
  finishedAt: instant,
  manifest: z.array(
    z.strictObject({
      part: z.enum(Object.keys(SOURCE_OF) as [keyof AllParts, ...(keyof AllParts)[]]),
      source: z.string(),
      operation: z.string(),
      calls: z.int(),
      pages: z.int(),
      items: z.int(),
      refused: strings,
      startedAt: instant,
      finishedAt: instant,
    }),
  ),
  parts: z.strictObject({
    summary: part(named(z.number())),
    authorization: part(
      z.strictObject({
        users: z.array(
          z.strictObject({
            type: z.literal("user"),
            ...base,
            ...permitted,
            tags,
            boundary: arn.nullable(),
            groups: strings,
            createdAt: instant,
          }),
        ),
        roles: z.array(
          z.strictObject({
            type: z.literal("role"),
            ...base,
            ...permitted,
            tags,
            boundary: arn.nullable(),
            trust: document,
            instanceProfiles: strings,
            createdAt: instant,
            lastUsedAt: moment,
          }),
        ),
        groups: z.array(z.strictObject({ type: z.literal("group"), ...base, ...permitted })),
        policies: z.array(z.strictObject({ type: z.literal("policy"), ...base, document, createdAt: instant, versions })),
      }),
    ),
    providers: part(
      z.array(
        z.strictObject({ type: z.literal("provider"), ...base, tags, federation, createdAt: instant }) as z.ZodType<ObservedProvider>,
      ),
    ),
    sessions: part(named(z.int())),
    keys: part(z.array(z.strictObject({ id: z.string(), user: arn, status, createdAt: instant, lastUsedAt: moment.optional() }))),
    credentials: part(
      z.strictObject({
        reportedAt: instant,
        root: z.strictObject({ mfa: z.boolean(), keys: z.int(), hasCertificates: z.boolean(), passwordLastUsedAt: moment }).nullable(),
        rows: z.array(
          z.strictObject({
            user: arn,
            createdAt: instant,
            console: z.boolean(),
            passwordLastUsedAt: moment,
            passwordChangedAt: moment.optional(),
            mfa: z.boolean(),
            hasKeys: z.boolean(),
            keys: z.array(z.strictObject({ active: z.boolean(), rotatedAt: moment, lastUsedAt: moment })),
            hasCertificates: z.boolean(),
          }),
        ),
      }),
    ),
    otherCredentials: part(
      z.array(
        z.strictObject({
          id: z.string(),
          user: arn,
          kind: z.enum(["service-specific", "signing-certificate", "ssh-key"]),
          service: z.string().nullable(),
          status,
          createdAt: instant,
          expiresAt: moment,
        }),
      ),
    ),
    instanceProfiles: part(z.array(z.strictObject({ arn, name: z.string(), roles: z.array(arn) }))),
    serverCertificates: part(z.array(z.strictObject({ arn, name: z.string(), expiresAt: moment }))),
    mfaDevices: part(z.array(z.strictObject({ arn, of: arn.nullable() }))),
    slots: part(
      z.array(z.strictObject({ keyId: z.string(), record: z.string(), slot: z.string(), policy: document.nullable().optional() })),
    ),
    agents: part(OUTSIDE_SCHEMAS.agents).exactOptional(),
    people: part(OUTSIDE_SCHEMAS.people).exactOptional(),
    applications: part(OUTSIDE_SCHEMAS.applications).exactOptional(),
    githubAccounts: part(OUTSIDE_SCHEMAS.githubAccounts).exactOptional(),
    githubKeys: part(OUTSIDE_SCHEMAS.githubKeys).exactOptional(),
    githubApps: part(OUTSIDE_SCHEMAS.githubApps).exactOptional(),
    githubBypass: part(OUTSIDE_SCHEMAS.githubBypass).exactOptional(),
    glass: part(GLASS_SCHEMAS.glass).exactOptional(),
    incidents: part(GLASS_SCHEMAS.incidents).exactOptional(),
    questions: part(OUTSIDE_SCHEMAS.questions).exactOptional(),
  }),
  attributions: z
    .array(
      z.discriminatedUnion("known", [
        z.strictObject({ finding: z.string(), known: z.literal(true), by: z.string(), at: instant, event: z.string() }),
        unknownOf,
      ]),
    )
    .optional(),
  uses: z
    .array(
      z.discriminatedUnion("known", [
        z.strictObject({
          finding: z.string(),
          known: z.literal(true),
          sessions: z.int(),
          by: strings,
          calls: z.array(z.strictObject({ event: z.string(), count: z.int() })),
          changed: z.array(z.strictObject({ event: z.string(), on: strings })),
          refused: z.int(),
          first: moment,
          last: moment,
          isWhole: z.boolean(),
        }),
        unknownOf,
      ]),
    )
    .optional(),
});

/** Reads an observation that a job saved. @throws ProjectError naming the field that is not as it should be. */
export function parseObservation(file: string, text: string): Observation {
  try {
    return observation.parse(JSON.parse(text));
  } catch (cause) {
    const issue = cause instanceof z.ZodError ? cause.issues[0] : undefined;
    const what = issue ? `${issue.path.join(".")}: ${issue.message}` : (cause as Error).message;
    throw new ProjectError("OBSERVATION_INVALID", `${file} is no observation (tenure/observation/1): ${what}`, { cause });
  }
}
