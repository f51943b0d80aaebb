import type { Account, Declared } from "../../stacks/model/declared.ts";
import type { Instant } from "../../stacks/model/instant.ts";
import { readAccessKeys } from "./aws-iam/access-keys.ts";
import { readAuthorization } from "./aws-iam/authorization.ts";
import { type Clients, watchRequests } from "./aws-iam/clients.ts";
import { readCredentialReport } from "./aws-iam/credential-report.ts";
import { readProviders } from "./aws-iam/providers.ts";
import { readSessions } from "./aws-iam/sessions.ts";
import { readSlots } from "./aws-secrets/slots.ts";
import { type Authorization, type ManifestEntry, type Observation, type Observed, PART_NAMES, type Part } from "./observation.ts";
import { PartError } from "./part.ts";
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
  ],
  "aws-secrets": ["secretsmanager:ListSecrets"],
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
  const observationOf = (parts: Partial<Observed>, manifest: readonly ManifestEntry[]): Observation => ({
    schema: "tenure/observation/1",
    account: account.name,
    accountId: account.accountId,
    deep,
    startedAt,
    finishedAt: now(),
    manifest,
    parts: Object.fromEntries(PART_NAMES.map((name) => [name, parts[name] ?? UNREAD])) as Observed,
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
    return observationOf(await readParts(reading, clients, declared, { deep, progress }), reading.manifest());
  } finally {
    for (const stop of unwatch) stop();
  }
}

/** What stands for a part until it was read; only an interrupted observation shows it. */
const UNREAD: Part<never> = {
  complete: false,
  gap: { source: "observation", operation: "read", reason: "the observation was interrupted before this was read", retry: true },
};

async function readParts(
  { part }: Reading,
  { iam, secrets }: Clients,
  declared: Declared,
  { deep, progress }: { deep: boolean; progress: (line: string) => void },
): Promise<Observed> {
  const authorization = await part("authorization", "aws-iam", "GetAccountAuthorizationDetails", (recorder) =>
    readAuthorization(iam, recorder),
  );
  const providers = await part("providers", "aws-iam", "ListOpenIDConnectProviders", (recorder) => readProviders(iam, recorder));
  const sessions = await part("sessions", "aws-iam", "ListRoles", (recorder) => readSessions(iam, recorder));
  const credentials = await part("credentials", "aws-iam", "GetCredentialReport", (recorder) => readCredentialReport(iam, recorder));
  const keys = await part("keys", "aws-iam", "ListAccessKeys", async (recorder) =>
    readAccessKeys(iam, recorder, usersToAsk(authorization, credentials, deep), progress),
  );
  const slots = await part("slots", "aws-secrets", "ListSecrets", (recorder) => readSlots(secrets, recorder, declared.settings.tags));
  return { authorization, providers, sessions, credentials, keys, slots };
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
