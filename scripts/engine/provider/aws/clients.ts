import { IAMClient } from "@aws-sdk/client-iam";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { ProviderError } from "../error.ts";
import { translateError } from "./errors.ts";
import type { Access, Limits } from "./limits.ts";

/** What a provider resource (`pulumi:providers:aws`) settles. Credentials and endpoint come from the environment, as the AWS SDK finds them. */
export type Configuration = {
  region: string;
  /** Credentials of any other account are refused; empty allows all. */
  allowedAccountIds: readonly string[];
};

/** One account of AWS as a configured provider sees it; every error of its clients is a `ProviderError`. */
export type Aws = {
  region: string;
  iam: IAMClient;
  /** Never sends a request twice: for what must not be made twice when the answer to the first is lost. */
  iamOnce: IAMClient;
  secrets: SecretsManagerClient;
  limits: Limits;
  /** Ends waiting, never a call that is under way: half of a change is worse than a late end. */
  cancelled: AbortSignal;
  close(): void;
};

/** Enough for a large deployment to sit out IAM's throttling, which allows few writes per second in one account. */
const MAX_ATTEMPTS = 10;

/** A connection that does not come up or an answer that does not come is an error that is tried again, never a hang. */
const TIMEOUTS = { connectionTimeout: 5_000, requestTimeout: 30_000, throwOnRequestTimeout: true };

/**
 * Clients with the credentials and the endpoint of the environment, as the AWS SDK finds them, or with those that `access` gives.
 * With `allowedAccountIds` the account is asked for first, so that nothing happens in a wrong one.
 * @throws ProviderError WRONG_ACCOUNT, CREDENTIALS_MISSING, CREDENTIALS_EXPIRED, CREDENTIALS_UNKNOWN, AWS_UNREACHABLE
 */
export async function openAws({ region, allowedAccountIds }: Configuration, access: Access, cancelled: AbortSignal): Promise<Aws> {
  const given = access.environmentOf && settingsOf(access.environmentOf(allowedAccountIds[0]));
  const common = { region, retryMode: "adaptive", maxAttempts: MAX_ATTEMPTS, requestHandler: TIMEOUTS, ...given };
  if (allowedAccountIds.length > 0) await verifyAccount(new STSClient(common), allowedAccountIds);
  const iam = new IAMClient(common);
  const iamOnce = new IAMClient({ ...common, maxAttempts: 1 });
  const secrets = new SecretsManagerClient(common);
  const clients = [iam, iamOnce, secrets];
  for (const client of clients) translateErrors(client);
  return {
    region,
    iam,
    iamOnce,
    secrets,
    limits: access.limits,
    cancelled,
    close() {
      for (const client of clients) client.destroy();
    },
  };
}

/** An environment as settings of a client: nothing is left for the SDK to look up elsewhere. @throws ProviderError CREDENTIALS_MISSING */
function settingsOf(environment: Readonly<Record<string, string>>) {
  const { AWS_ENDPOINT_URL: endpoint, AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = environment;
  if (!endpoint || !accessKeyId || !secretAccessKey) {
    const expected = "AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY";
    throw new ProviderError(
      "CREDENTIALS_MISSING",
      `the environment given for the AWS provider must have ${expected}; it has ${Object.keys(environment).join(", ")}`,
    );
  }
  return { endpoint, credentials: { accessKeyId, secretAccessKey, sessionToken: environment.AWS_SESSION_TOKEN } };
}

async function verifyAccount(sts: STSClient, allowed: readonly string[]): Promise<void> {
  translateErrors(sts);
  try {
    const { Account: account, Arn: arn } = await sts.send(new GetCallerIdentityCommand({}));
    if (account !== undefined && allowed.includes(account)) return;
    throw new ProviderError(
      "WRONG_ACCOUNT",
      `wrong AWS account: the credentials are those of ${account} (${arn}), but this stack is only for ${allowed.join(" or ")}; nothing was changed. Use credentials of that account`,
      { details: { account, allowed } },
    );
  } finally {
    sts.destroy();
  }
}

/** Anything that sends AWS calls: the clients differ in their types of input and output, which do not matter here. */
type AnyClient = IAMClient | SecretsManagerClient | STSClient;

function translateErrors(client: AnyClient): void {
  // The outermost step: what arrives here has been retried as often as it will be.
  (client as STSClient).middlewareStack.add(
    (next, context) => async (request) => {
      try {
        return await next(request);
      } catch (error) {
        throw translateError((context.commandName ?? "").replace(/Command$/, ""), error);
      }
    },
    { step: "initialize", priority: "high", name: "translateErrors" },
  );
}
