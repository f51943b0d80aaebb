import {
  AddRoleToInstanceProfileCommand,
  AddUserToGroupCommand,
  AttachGroupPolicyCommand,
  AttachRolePolicyCommand,
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateGroupCommand,
  CreateInstanceProfileCommand,
  CreateLoginProfileCommand,
  CreateOpenIDConnectProviderCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateSAMLProviderCommand,
  CreateUserCommand,
  IAMClient,
  PutGroupPolicyCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
  UpdateAccessKeyCommand,
} from "@aws-sdk/client-iam";
import { CreateSecretCommand, PutResourcePolicyCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import type { Clients } from "../../scripts/observe/aws-iam/clients.ts";
import { entitiesOf } from "../../stacks/entities.ts";
import { type PolicyDocument, printDocument } from "../../stacks/iam/document.ts";
import type { Entity, Group, Policy, Provider, Role, Tags, User } from "../../stacks/iam/entity.ts";
import { secretPolicy } from "../../stacks/iam/secret-policy.ts";
import type { Declared } from "../../stacks/model/declared.ts";
import { instantOf, parseInstant } from "../../stacks/model/instant.ts";
import { type RecordRef, recordTag } from "../../stacks/model/ref.ts";
import type { ClientConfiguration, TestAccount } from "./aws.ts";
import { edit, PROD, SMALL, small } from "./small-organisation.ts";

/** The small organisation, its account being a fresh one of the stand-in for AWS. */
export function smallIn(account: TestAccount, files: Readonly<Record<string, string | null>> = {}): Declared {
  return small({ ...edit("accounts/prod/account.yaml", PROD, account.id, { ...SMALL, ...files } as Record<string, string>), ...files });
}

/** Clients of an account as commands open them, without asking who we are; they try once. */
export function clientsOf(client: ClientConfiguration): Clients {
  const iam = new IAMClient({ ...client, maxAttempts: 1 });
  const secrets = new SecretsManagerClient({ ...client, maxAttempts: 1 });
  return {
    iam,
    secrets,
    close() {
      iam.destroy();
      secrets.destroy();
    },
  };
}

/** The system's clock, as commands hand it on. */
export function now() {
  return parseInstant(instantOf(new Date()))!;
}

/** Makes everything that `prod` declares, through the AWS SDK alone: what a deployment comes to, without any of our own code for deploying. */
export async function makeReal(declared: Declared, { iam, secrets }: Clients): Promise<void> {
  const entities = entitiesOf(declared, "prod");
  const of = <E extends Entity>(type: E["type"]) => entities.filter((one): one is typeof one & { entity: E } => one.entity.type === type);
  for (const { entity } of of<Policy>("policy")) await makePolicy(iam, entity);
  for (const { entity } of of<Group>("group")) await makeGroup(iam, entity);
  for (const { entity } of of<Provider>("provider")) await makeProvider(iam, entity);
  for (const { entity } of of<Role>("role")) await makeRole(iam, entity);
  for (const { entity, ref } of of<User>("user")) await makeUser(iam, secrets, entity, ref);
}

async function makePolicy(iam: IAMClient, { name, path, document, tags }: Policy): Promise<void> {
  await iam.send(new CreatePolicyCommand({ PolicyName: name, Path: path, PolicyDocument: printDocument(document), Tags: tagList(tags) }));
}

async function makeGroup(iam: IAMClient, { name, path, attached, inline }: Group): Promise<void> {
  await iam.send(new CreateGroupCommand({ GroupName: name, Path: path }));
  for (const arn of attached) await iam.send(new AttachGroupPolicyCommand({ GroupName: name, PolicyArn: arn }));
  for (const [PolicyName, text] of documents(inline))
    await iam.send(new PutGroupPolicyCommand({ GroupName: name, PolicyName, PolicyDocument: text }));
}

async function makeRole(iam: IAMClient, role: Role): Promise<void> {
  await iam.send(
    new CreateRoleCommand({
      RoleName: role.name,
      Path: role.path,
      AssumeRolePolicyDocument: printDocument(role.trust),
      MaxSessionDuration: role.maxSessionDuration,
      Tags: tagList(role.tags),
      ...(role.boundary ? { PermissionsBoundary: role.boundary } : {}),
    }),
  );
  for (const arn of role.attached) await iam.send(new AttachRolePolicyCommand({ RoleName: role.name, PolicyArn: arn }));
  for (const [PolicyName, text] of documents(role.inline))
    await iam.send(new PutRolePolicyCommand({ RoleName: role.name, PolicyName, PolicyDocument: text }));
  for (const InstanceProfileName of role.instanceProfiles) {
    await iam.send(new CreateInstanceProfileCommand({ InstanceProfileName }));
    await iam.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName, RoleName: role.name }));
  }
}

async function makeProvider(iam: IAMClient, { name, federation, tags }: Provider): Promise<void> {
  const Tags = tagList(tags);
  if ("oidc" in federation) {
    const { url, audiences, thumbprints } = federation.oidc;
    const ThumbprintList = thumbprints === undefined ? undefined : [...thumbprints];
    await iam.send(new CreateOpenIDConnectProviderCommand({ Url: url, ClientIDList: [...audiences], ThumbprintList, Tags }));
  } else await iam.send(new CreateSAMLProviderCommand({ Name: name, SAMLMetadataDocument: federation.saml.metadata, Tags }));
}

async function makeUser(iam: IAMClient, secrets: SecretsManagerClient, user: User, ref: RecordRef): Promise<void> {
  const UserName = user.name;
  await iam.send(
    new CreateUserCommand({
      UserName,
      Path: user.path,
      Tags: tagList(user.tags),
      ...(user.boundary ? { PermissionsBoundary: user.boundary } : {}),
    }),
  );
  for (const GroupName of user.groups) await iam.send(new AddUserToGroupCommand({ UserName, GroupName }));
  for (const arn of user.attached) await iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn: arn }));
  for (const [PolicyName, text] of documents(user.inline))
    await iam.send(new PutUserPolicyCommand({ UserName, PolicyName, PolicyDocument: text }));
  if (user.console) await iam.send(new CreateLoginProfileCommand({ UserName, Password: "Correct-horse-battery-9" }));
  for (const { slot, status } of user.keys) {
    const { AccessKey: key } = await iam.send(new CreateAccessKeyCommand({ UserName }));
    const AccessKeyId = key!.AccessKeyId!;
    if (status === "Inactive") await iam.send(new UpdateAccessKeyCommand({ UserName, AccessKeyId, Status: "Inactive" }));
    const Tags = tagList({ record: recordTag("prod", ref), slot: slot! });
    const Name = `tenure/${ref}/${AccessKeyId}`;
    const { ARN } = await secrets.send(new CreateSecretCommand({ Name, SecretString: "not read by anybody", Tags }));
    const policy = user.secretReaders && printDocument(secretPolicy(user.secretReaders));
    if (policy) await secrets.send(new PutResourcePolicyCommand({ SecretId: ARN, ResourcePolicy: policy }));
  }
}

function documents(inline: Readonly<Record<string, PolicyDocument>>): readonly (readonly [string, string])[] {
  return Object.entries(inline).map(([name, document]) => [name, printDocument(document)] as const);
}

function tagList(tags: Tags): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}
