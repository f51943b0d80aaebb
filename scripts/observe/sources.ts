import type { Account, Declared } from "../../stacks/model/declared.ts";
import type { Instant } from "../../stacks/model/instant.ts";
import { openAgentCore, readAgents } from "./aws-agentcore/agents.ts";
import { readAccessKeys, withLastUse } from "./aws-iam/access-keys.ts";
import { readAuthorization } from "./aws-iam/authorization.ts";
import { type Clients, watchRequests } from "./aws-iam/clients.ts";
import { readCredentialReport } from "./aws-iam/credential-report.ts";
import { readInstanceProfiles, readMfaDevices, readServerCertificates } from "./aws-iam/inventory.ts";
import { type Asked, readOtherCredentials } from "./aws-iam/other-credentials.ts";
import { readProviders } from "./aws-iam/providers.ts";
import { type Counted, missingUsers, shortOfSummary, unreportedUsers } from "./aws-iam/reconcile.ts";
import { readSessions } from "./aws-iam/sessions.ts";
import { readSummary } from "./aws-iam/summary.ts";
import { readSlots } from "./aws-secrets/slots.ts";
import {
  type AllParts,
  type Authorization,
  type Gap,
  type ManifestEntry,
  type Observation,
  type Observed,
  PART_NAMES,
  type Part,
} from "./observation.ts";
import { PartError, type Recorder } from "./part.ts";
import { beginReading, type Reading } from "./reading.ts";

/** The AWS permissions that observing needs, source by source; the observer's policy is made from here. */
export const PERMISSIONS: Readonly<Record<string, readonly string[]>> = {
  "aws-iam": [
    "iam:GetAccountAuthorizationDetails",
    "iam:ListRoles",
    "iam:GenerateCredentialReport",
    "iam:GetCredentialReport",
    "iam:ListAccessKeys",
    "iam:ListOpenIDConnectProviders",
    "iam:GetOpenIDConnectProvider",
    "iam:ListSAMLProviders",
    "iam:GetSAMLProvider",
    "iam:GetAccountSummary",
    "iam:ListServiceSpecificCredentials",
    "iam:ListSigningCertificates",
    "iam:ListSSHPublicKeys",
    "iam:ListInstanceProfiles",
    "iam:ListServerCertificates",
    "iam:ListVirtualMFADevices",
  ],
  "aws-secrets": ["secretsmanager:ListSecrets", "secretsmanager:GetResourcePolicy"],
  "aws-agentcore": ["bedrock-agentcore:ListAgentRuntimes", "bedrock-agentcore:GetAgentRuntime", "bedrock-agentcore:ListWorkloadIdentities"],
  "aws-cloudtrail": ["cloudtrail:LookupEvents"],
};

/** How an observation is made. `deep` asks for the keys of every user: the credential report may be four hours old. */
export type ObserveOptions = {
  deep: boolean;
  now: () => Instant;
  progress?: (line: string) => void;
  /** An observation of the same account that was interrupted or has gaps: its complete parts are taken over, the others read. */
  resume?: Observation | undefined;
  /** Gets what was read so far after each part: a valid observation, whose unread parts are gaps. */
  keep?: (observation: Observation) => void;
};

/**
 * Observes one account. Parts are read one after the other where one needs another, and each that fails leaves a gap of its own.
 * Nothing is sent beyond the account's budget of calls (`limits.observe.calls`).
 */
export async function observeAccount(
  account: Account,
  declared: Declared,
  clients: Clients,
  options: ObserveOptions,
): Promise<Observation> {
  const { now, deep, progress = () => {}, keep = () => {}, resume } = options;
  const startedAt = resume?.startedAt ?? now();
  const names = [...PART_NAMES, ...(declared.settings.sources.agentCore.regions.length > 0 ? (["agents"] as const) : [])];
  const observationOf = (parts: Partial<Observed>, manifest: readonly ManifestEntry[]): Observation => ({
    schema: "tenure/observation/1",
    account: account.name,
    accountId: account.accountId,
    deep,
    startedAt,
    finishedAt: now(),
    manifest,
    parts: Object.fromEntries(names.map((name) => [name, parts[name] ?? UNREAD])) as Observed,
  });
  const reading = beginReading({
    now,
    budget: declared.settings.limits.observe.calls,
    progress: (line) => progress(`${account.name}: ${line}`),
    earlier: resume ?? { parts: {}, manifest: [] },
    kept: (parts, manifest) => keep(observationOf(parts, manifest)),
  });
  const unwatch = [clients.iam, clients.secrets].map((client) => watchRequests(client, reading.send));
  try {
    return observationOf(await readParts({ reading, clients, declared, deep, now, progress }), reading.manifest());
  } finally {
    for (const stop of unwatch) stop();
  }
}

/** What stands for a part until it was read; only an interrupted observation shows it. */
const UNREAD: Part<never> = {
  complete: false,
  gap: { source: "observation", operation: "read", reason: "the observation was interrupted before this was read", retry: true },
};

/** The observation of an account that nobody observed: every part is a gap, so that it never looks like an empty one. */
export function unobserved(account: Account, at: Instant): Observation {
  const gap = {
    ...{ source: "observation", operation: "gather", retry: true },
    reason: `no observation of ${account.name} was handed in: its job did not end, or left no file`,
  };
  return {
    ...{ schema: "tenure/observation/1", account: account.name, accountId: account.accountId, deep: false },
    ...{ startedAt: at, finishedAt: at, manifest: [] },
    parts: Object.fromEntries(PART_NAMES.map((name) => [name, { complete: false, gap }])) as Observed,
  };
}

/** What reading the parts needs. */
type Asking = {
  reading: Reading;
  clients: Clients;
  declared: Declared;
  deep: boolean;
  now: () => Instant;
  progress: (line: string) => void;
};

async function readParts(asking: Asking): Promise<Observed> {
  const { reading, clients, declared, deep, progress } = asking;
  const { iam, secrets } = clients;
  const { part } = reading;
  const readCounts = () => part("summary", "aws-iam", "GetAccountSummary", (recorder) => readSummary(iam, recorder));
  let summary = await readCounts();
  /** Reads a part, and once more with newer counts when it has less than AWS counts. Whatever is still missing then is a gap. */
  async function counted<Name extends Counted>(name: Name, operation: string, read: (recorder: Recorder) => Promise<AllParts[Name]>) {
    const first = await part(name, "aws-iam", operation, read);
    if (!first.complete || shortOfSummary(name, first.value, summary) === undefined) return first;
    summary = await readCounts();
    const second = await part(name, "aws-iam", operation, read);
    const reason = second.complete ? shortOfSummary(name, second.value, summary) : undefined;
    return reason === undefined ? second : reading.lose(name, { source: "aws-iam", operation, reason, retry: true });
  }
  const startedAt = asking.now();
  let authorization = await counted("authorization", "GetAccountAuthorizationDetails", (recorder) => readAuthorization(iam, recorder));
  const providers = await counted("providers", "ListOpenIDConnectProviders", (recorder) => readProviders(iam, recorder));
  const sessions = await part("sessions", "aws-iam", "ListRoles", (recorder) => readSessions(iam, recorder));
  let credentials = await part("credentials", "aws-iam", "GetCredentialReport", (recorder) => readCredentialReport(iam, recorder));
  if (authorization.complete && credentials.complete) {
    const { value, observedAt } = authorization;
    const unlisted = missingUsers(value, { startedAt, observedAt }, credentials.value);
    const unreported = unreportedUsers(value, credentials.value, declared.settings.grace.settle);
    if (unlisted.length > 0)
      authorization = reading.lose("authorization", lacking("GetAccountAuthorizationDetails", "the credential report", unlisted));
    if (unreported.length > 0) credentials = reading.lose("credentials", lacking("GetCredentialReport", "the list of users", unreported));
  }
  const keys = await part("keys", "aws-iam", "ListAccessKeys", async (recorder) => {
    const read = await readAccessKeys(iam, recorder, usersToAsk(authorization, credentials, deep), progress);
    return credentials.complete ? withLastUse(read, credentials.value.rows) : read;
  });
  return {
    summary,
    authorization,
    providers,
    sessions,
    credentials,
    keys,
    otherCredentials: await part("otherCredentials", "aws-iam", "ListServiceSpecificCredentials", async (recorder) =>
      readOtherCredentials(iam, recorder, usersToAskForOthers(authorization, credentials, deep)),
    ),
    instanceProfiles: await counted("instanceProfiles", "ListInstanceProfiles", (recorder) => readInstanceProfiles(iam, recorder)),
    serverCertificates: await counted("serverCertificates", "ListServerCertificates", (recorder) => readServerCertificates(iam, recorder)),
    mfaDevices: await part("mfaDevices", "aws-iam", "ListVirtualMFADevices", (recorder) => readMfaDevices(iam, recorder)),
    slots: await part("slots", "aws-secrets", "ListSecrets", (recorder) => readSlots(secrets, recorder, declared, deep)),
    ...(await agentsIn(asking)),
  };
}

/** The agents of the account; nothing is asked where no Region is named, since AgentCore is not in each. */
async function agentsIn({ reading, declared }: Asking): Promise<Pick<Observed, "agents">> {
  const { regions } = declared.settings.sources.agentCore;
  if (regions.length === 0) return {};
  const open = async (region: string) => {
    const client = await openAgentCore(region);
    watchRequests(client, reading.send);
    return client;
  };
  return { agents: await reading.part("agents", "aws-agentcore", "ListAgentRuntimes", (recorder) => readAgents(regions, open, recorder)) };
}

/** The gap of a part that lacks users whom another one has. */
function lacking(operation: string, other: string, users: readonly string[]): Gap {
  const named = users.length > 3 ? `${users.slice(0, 3).join(", ")} and ${users.length - 3} more` : users.join(", ");
  return { source: "aws-iam", operation, reason: `it lacks users that ${other} has: ${named}`, retry: true };
}

/** Users who have keys by the report, and those whom the report does not know yet. */
function usersToAsk(authorization: Part<Authorization>, credentials: Observed["credentials"], deep: boolean) {
  if (!authorization.complete)
    throw new PartError("ListAccessKeys", "the list of users could not be read", { retry: authorization.gap.retry });
  const { users } = authorization.value;
  if (deep) return users;
  if (!credentials.complete)
    throw new PartError("ListAccessKeys", "the credential report could not be read; --deep asks for the keys of every user instead", {
      retry: credentials.gap.retry,
    });
  const rows = new Map(credentials.value.rows.map((row) => [row.user, row]));
  return users.filter((user) => rows.get(user.arn)?.hasKeys ?? true);
}

/** Certificates show in the report; SSH keys show nowhere, so that only a deep look asks for them. */
function usersToAskForOthers(authorization: Part<Authorization>, credentials: Observed["credentials"], deep: boolean): Asked {
  const operation = "ListServiceSpecificCredentials";
  if (!authorization.complete) throw new PartError(operation, "the list of users could not be read", { retry: authorization.gap.retry });
  const { users } = authorization.value;
  if (deep) return { users, withCertificates: users, forSshKeys: users };
  if (!credentials.complete)
    throw new PartError(operation, "the credential report could not be read; --deep asks every user instead", {
      retry: credentials.gap.retry,
    });
  const rows = new Map(credentials.value.rows.map((row) => [row.user, row]));
  return { users, withCertificates: users.filter(({ arn }) => rows.get(arn)?.hasCertificates ?? false), forSshKeys: [] };
}
