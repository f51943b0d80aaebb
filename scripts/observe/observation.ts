import type { Arn } from "../../stacks/iam/arn.ts";
import type { PolicyDocument } from "../../stacks/iam/document.ts";
import type { Group, Policy, Provider, Role, User } from "../../stacks/iam/entity.ts";
import type { Instant } from "../../stacks/model/instant.ts";
import type { GlassParts } from "./glass-parts.ts";
import type { OutsideParts } from "./outside-parts.ts";
import { ACCOUNT_PARTS } from "./parts.ts";
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
