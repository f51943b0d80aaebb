import type { Account, Declared } from "../../stacks/model/declared.ts";
import type { Instant } from "../../stacks/model/instant.ts";
import { readAccessKeys } from "./aws-iam/access-keys.ts";
import { readAuthorization } from "./aws-iam/authorization.ts";
import type { Clients } from "./aws-iam/clients.ts";
import { readCredentialReport } from "./aws-iam/credential-report.ts";
import { readProviders } from "./aws-iam/providers.ts";
import { readSessions } from "./aws-iam/sessions.ts";
import { readSlots } from "./aws-secrets/slots.ts";
import type { Authorization, Observation, Observed, Part } from "./observation.ts";
import { PartError, readPart, recorderOf } from "./part.ts";

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

/**
 * Observes one account. Parts are read one after the other where one needs another, and each that fails leaves a gap of its own.
 * @param deep asks for the keys of every user: the credential report may be four hours old.
 */
export async function observeAccount(
  account: Account,
  declared: Declared,
  clients: Clients,
  options: { deep: boolean; now: () => Instant },
): Promise<Observation> {
  const { now } = options;
  const startedAt = now();
  const iam = recorderOf("aws-iam");
  const secrets = recorderOf("aws-secrets");
  const authorization = await readPart("aws-iam", "GetAccountAuthorizationDetails", now, () => readAuthorization(clients.iam, iam));
  const providers = await readPart("aws-iam", "ListOpenIDConnectProviders", now, () => readProviders(clients.iam, iam));
  const sessions = await readPart("aws-iam", "ListRoles", now, () => readSessions(clients.iam, iam));
  const credentials = await readPart("aws-iam", "GetCredentialReport", now, () => readCredentialReport(clients.iam, iam));
  const keys = await readPart("aws-iam", "ListAccessKeys", now, () =>
    readAccessKeys(clients.iam, iam, usersToAsk(authorization, credentials, options.deep)),
  );
  const slots = await readPart("aws-secrets", "ListSecrets", now, () => readSlots(clients.secrets, secrets, declared.settings.tags));
  return {
    schema: "tenure/observation/1",
    account: account.name,
    accountId: account.accountId,
    startedAt,
    finishedAt: now(),
    manifest: [...iam.manifest(), ...secrets.manifest()],
    parts: { authorization, providers, sessions, credentials, keys, slots },
  };
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
