import {
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateUserCommand,
  IAMClient,
  ListUsersCommand,
  RemoveUserFromGroupCommand,
} from "@aws-sdk/client-iam";
import { GetSecretValueCommand, ListSecretsCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { GetSessionTokenCommand, STSClient } from "@aws-sdk/client-sts";
import type { Environment } from "../environment.ts";

/** What people and software do with AWS themselves, past the records: with the AWS SDK, as they would. */

/** Credentials of somebody. */
export type Credentials = { accessKeyId: string; secretAccessKey: string; sessionToken?: string };

const administrator = (environment: Environment): Credentials => ({
  accessKeyId: environment.AWS_ACCESS_KEY_ID!,
  secretAccessKey: environment.AWS_SECRET_ACCESS_KEY!,
});
const configOf = (environment: Environment, credentials: Credentials) => ({
  endpoint: environment.AWS_ENDPOINT_URL!,
  region: environment.AWS_REGION!,
  credentials,
  maxAttempts: 1,
});

/** Somebody with administrator rights makes themselves a way in, and takes a colleague out of a group. Gives the new key back. */
export async function breakIn(environment: Environment): Promise<Credentials> {
  const iam = new IAMClient(configOf(environment, administrator(environment)));
  await iam.send(new CreateUserCommand({ UserName: "night-shift" }));
  await iam.send(new AttachUserPolicyCommand({ UserName: "night-shift", PolicyArn: "arn:aws:iam::aws:policy/AdministratorAccess" }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: "night-shift" }));
  await iam.send(new CreateAccessKeyCommand({ UserName: "status-page" }));
  await iam.send(new RemoveUserFromGroupCommand({ UserName: "w1003", GroupName: "ledger-readers" }));
  iam.destroy();
  return { accessKeyId: AccessKey!.AccessKeyId!, secretAccessKey: AccessKey!.SecretAccessKey! };
}

/** Fetches a service account's key from Secrets Manager, where the software that uses it would. */
export async function fetchKey(environment: Environment, record: string): Promise<Credentials> {
  const secrets = new SecretsManagerClient(configOf(environment, administrator(environment)));
  const { SecretList } = await secrets.send(new ListSecretsCommand({ Filters: [{ Key: "name", Values: [`tenure/${record}/`] }] }));
  const { SecretString } = await secrets.send(new GetSecretValueCommand({ SecretId: SecretList![0]!.Name! }));
  secrets.destroy();
  return JSON.parse(SecretString!) as Credentials;
}

/** Begins a session with a key: credentials of their own, valid for an hour. */
export async function beginSession(environment: Environment, key: Credentials): Promise<Credentials> {
  const sts = new STSClient(configOf(environment, key));
  const { Credentials: session } = await sts.send(new GetSessionTokenCommand({ DurationSeconds: 3_600 }));
  sts.destroy();
  return { accessKeyId: session!.AccessKeyId!, secretAccessKey: session!.SecretAccessKey!, sessionToken: session!.SessionToken! };
}

/** Uses credentials for something that their holder may do. `allowed`, or the name of AWS's refusal. */
export async function useCredentials(environment: Environment, credentials: Credentials): Promise<string> {
  const iam = new IAMClient(configOf(environment, credentials));
  try {
    await iam.send(new ListUsersCommand({}));
    return "allowed";
  } catch (error) {
    return (error as Error).name;
  } finally {
    iam.destroy();
  }
}
