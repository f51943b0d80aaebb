import {
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  DeleteUserPolicyCommand,
  IAMClient,
  ListUsersCommand,
  PutUserPolicyCommand,
  RemoveUserFromGroupCommand,
} from "@aws-sdk/client-iam";
import { GetSecretValueCommand, ListSecretsCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { AssumeRoleCommand, GetSessionTokenCommand, STSClient } from "@aws-sdk/client-sts";
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

/**
 * A person takes on a role; `undefined` when AWS refuses. A password signs in to no API: a key that is made for this, and taken away again at once,
 * stands for it. So does a policy of the person's own: the stand-in wants one where the role's trust names them, AWS does not.
 */
export async function assumeAs(environment: Environment, user: string, role: string, session: string): Promise<Credentials | undefined> {
  const iam = new IAMClient(configOf(environment, administrator(environment)));
  const { AccessKey: key } = await iam.send(new CreateAccessKeyCommand({ UserName: user }));
  const own = { accessKeyId: key!.AccessKeyId!, secretAccessKey: key!.SecretAccessKey! };
  const sts = new STSClient(configOf(environment, own));
  const policy = { UserName: user, PolicyName: "for-this-once" };
  const statement = { Effect: "Allow", Action: "sts:AssumeRole", Resource: role };
  await iam.send(new PutUserPolicyCommand({ ...policy, PolicyDocument: JSON.stringify({ Version: "2012-10-17", Statement: statement }) }));
  try {
    const { Credentials: given } = await sts.send(new AssumeRoleCommand({ RoleArn: role, RoleSessionName: session }));
    return { accessKeyId: given!.AccessKeyId!, secretAccessKey: given!.SecretAccessKey!, sessionToken: given!.SessionToken! };
  } catch (error) {
    if ((error as Error).name !== "AccessDenied") throw error;
    return undefined;
  } finally {
    await iam.send(new DeleteUserPolicyCommand(policy));
    await iam.send(new DeleteAccessKeyCommand({ UserName: user, AccessKeyId: own.accessKeyId }));
    for (const client of [iam, sts]) client.destroy();
  }
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
