import type { BedrockAgentCoreControlClient } from "@aws-sdk/client-bedrock-agentcore-control";
import { IAMClient } from "@aws-sdk/client-iam";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { GetCallerIdentityCommand, type GetCallerIdentityResponse, STSClient } from "@aws-sdk/client-sts";
import type { Arn } from "../../../stacks/iam/arn.ts";
import type { Account } from "../../../stacks/model/declared.ts";
import { ProjectError } from "../../../stacks/model/errors.ts";

/** The AWS clients of one observation; credentials and endpoint come from where the SDK always takes them. */
export type Clients = { iam: IAMClient; secrets: SecretsManagerClient; close(): void };

/** Why AWS could not be asked at all. */
export type AwsErrorCode = "AWS_NO_CREDENTIALS" | "AWS_EXPIRED" | "AWS_WRONG_ACCOUNT" | "AWS_UNREACHABLE" | "AWS_DENIED";

/** Thrown before anything is observed or deployed: says what to repair. */
export class AwsError extends ProjectError<AwsErrorCode> {
  override name = "AwsError";
}

// An endpoint that accepts and never answers must become a failed read, not a run that hangs until CI kills it.
// A page of the largest read (GetAccountAuthorizationDetails, 1,000 entities) takes AWS a few seconds.
const PATIENCE = { connectionTimeout: 5_000, requestTimeout: 30_000, throwOnRequestTimeout: true };

/**
 * Opens clients for an account, and makes sure that the credentials are that account's.
 * IAM's limits cannot be raised, so the SDK slows down by itself when it is throttled (`adaptive`) instead of failing (decision 23).
 * A request without an answer fails after 30 seconds.
 */
export async function openClients(account: Account, accessKey?: { accessKeyId: string; secretAccessKey: string }): Promise<Clients> {
  const config = {
    region: account.region,
    retryMode: "adaptive",
    maxAttempts: 8,
    requestHandler: PATIENCE,
    ...(accessKey ? { credentials: accessKey } : {}),
  };
  await checkAccount(new STSClient({ ...config, maxAttempts: 3 }), account);
  const iam = new IAMClient(config);
  const secrets = new SecretsManagerClient(config);
  return {
    iam,
    secrets,
    close() {
      iam.destroy();
      secrets.destroy();
    },
  };
}

/** Has `send` called before each request that a client sends, repeated ones included; what it throws is the request's answer. The returned function takes it back. */
export function watchRequests(
  { middlewareStack }: Pick<IAMClient | SecretsManagerClient | BedrockAgentCoreControlClient, "middlewareStack">,
  send: (operation: string) => void,
): () => void {
  const name = "tenureRequests";
  const counting =
    (next: (request: object) => Promise<object>, { commandName = "" }: { commandName?: string }) =>
    (request: object) => {
      send(commandName.replace(/Command$/, ""));
      return next(request);
    };
  // The SDK's types tie a middleware to the inputs of one client; this one looks at none.
  middlewareStack.addRelativeTo(counting as never, { relation: "after", toMiddleware: "retryMiddleware", name, override: true });
  return () => void middlewareStack.remove(name);
}

/** Whose the credentials of the environment are: the account, and the user or session. @throws AwsError when AWS does not say */
export async function callerOf(account: Account): Promise<{ accountId: string; arn: Arn }> {
  const sts = new STSClient({ region: account.region, maxAttempts: 3, requestHandler: PATIENCE });
  const { Account: accountId, Arn: arn } = await whoAmI(sts, account).finally(() => sts.destroy());
  return { accountId: accountId ?? "", arn: (arn ?? "") as Arn };
}

async function checkAccount(sts: STSClient, account: Account): Promise<void> {
  const { Account: found } = await whoAmI(sts, account).finally(() => sts.destroy());
  if (found !== account.accountId) {
    throw new AwsError(
      "AWS_WRONG_ACCOUNT",
      `the AWS credentials belong to account ${found}, expected ${account.accountId} (accounts/${account.name}/account.yaml)`,
    );
  }
}

async function whoAmI(sts: STSClient, account: Account): Promise<GetCallerIdentityResponse> {
  try {
    return await sts.send(new GetCallerIdentityCommand({}));
  } catch (cause) {
    throw new AwsError(...explain(cause as Error & { code?: string }, account), { cause });
  }
}

function explain({ name, message, code }: Error & { code?: string }, account: Account): [AwsErrorCode, string] {
  const what = `cannot ask AWS who we are in account ${account.name} (${account.accountId})`;
  if (name === "CredentialsProviderError")
    return [
      "AWS_NO_CREDENTIALS",
      `${what}: no AWS credentials found; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, or sign in`,
    ];
  if (/Expired/.test(name)) return ["AWS_EXPIRED", `${what}: the AWS session has expired (${name}); sign in again`];
  if (code === "ECONNREFUSED" || code === "ENOTFOUND" || /ECONNREFUSED|ENOTFOUND|EHOSTUNREACH|TimeoutError/.test(`${name} ${message}`))
    return ["AWS_UNREACHABLE", `${what}: nothing answers (${message || name}); is AWS_ENDPOINT_URL right, is the network up?`];
  return ["AWS_DENIED", `${what}: ${name}: ${message}`];
}
