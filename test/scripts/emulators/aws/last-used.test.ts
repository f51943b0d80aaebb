import {
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateLoginProfileCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteRoleCommand,
  GenerateCredentialReportCommand,
  GetAccessKeyLastUsedCommand,
  GetAccountAuthorizationDetailsCommand,
  GetCredentialReportCommand,
  GetLoginProfileCommand,
  GetRoleCommand,
  GetUserCommand,
  IAMClient,
  ListAccessKeysCommand,
  ListUsersCommand,
  UpdateAccessKeyCommand,
} from "@aws-sdk/client-iam";
import { ListSecretsCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Aws } from "../../../../scripts/emulators/aws/aws.ts";
import { type Instant, parseInstant } from "../../../../stacks/model/instant.ts";
import { accountIn, clientOf, startOwnAws, type TestAccount } from "../../../support/aws.ts";

const ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess";

function at(text: string): Instant {
  const instant = parseInstant(text);
  if (!instant) throw new Error(`expected an instant, got ${text}`);
  return instant;
}

async function keyOf({ endpoint, client }: TestAccount, UserName: string) {
  const { AccessKey } = await new IAMClient(client).send(new CreateAccessKeyCommand({ UserName }));
  return {
    id: AccessKey!.AccessKeyId!,
    client: clientOf(endpoint, { accessKeyId: AccessKey!.AccessKeyId!, secretAccessKey: AccessKey!.SecretAccessKey! }),
  };
}

describe("scripts/emulators/aws/last-used", () => {
  let aws: Aws;
  beforeAll(async () => {
    aws = await startOwnAws();
  });
  afterEach(() => aws.gateway.setClock(undefined));
  afterAll(() => aws.close());

  it("says when, where and for which service a key was used, and nothing of a key that never was", async () => {
    const account = accountIn(aws);
    const iam = new IAMClient(account.client);
    await iam.send(new CreateUserCommand({ UserName: "exporter" }));
    await iam.send(new AttachUserPolicyCommand({ UserName: "exporter", PolicyArn: ADMINISTRATOR }));
    const [used, unused] = [await keyOf(account, "exporter"), await keyOf(account, "exporter")];
    aws.gateway.setClock(at("2026-03-01T10:00:00Z"));
    await new SecretsManagerClient({ ...used.client, region: "eu-central-1" }).send(new ListSecretsCommand({}));
    const lastUsed = async (AccessKeyId: string) => (await iam.send(new GetAccessKeyLastUsedCommand({ AccessKeyId }))).AccessKeyLastUsed;
    expect(await lastUsed(used.id)).toEqual({
      LastUsedDate: new Date("2026-03-01T10:00:00Z"),
      ServiceName: "secretsmanager",
      Region: "eu-central-1",
    });
    expect(await lastUsed(unused.id)).toEqual({ ServiceName: "N/A", Region: "N/A" });
  });

  it("counts a denied call, and none with a key that is not active", async () => {
    const account = accountIn(aws);
    const iam = new IAMClient(account.client);
    await iam.send(new CreateUserCommand({ UserName: "exporter" }));
    const key = await keyOf(account, "exporter");
    const lastUsed = async () => (await iam.send(new GetAccessKeyLastUsedCommand({ AccessKeyId: key.id }))).AccessKeyLastUsed?.LastUsedDate;
    aws.gateway.setClock(at("2026-03-01"));
    await expect(new IAMClient(key.client).send(new ListUsersCommand({}))).rejects.toMatchObject({ name: "AccessDenied" });
    expect(await lastUsed()).toEqual(new Date("2026-03-01T00:00:00Z"));
    await iam.send(new UpdateAccessKeyCommand({ UserName: "exporter", AccessKeyId: key.id, Status: "Inactive" }));
    aws.gateway.setClock(at("2026-04-01"));
    await expect(new IAMClient(key.client).send(new ListUsersCommand({}))).rejects.toMatchObject({ name: "InvalidClientTokenId" });
    expect(await lastUsed()).toEqual(new Date("2026-03-01T00:00:00Z"));
  });

  it("shows the last use of a role in its details", async () => {
    const account = accountIn(aws);
    const iam = new IAMClient(account.client);
    const trust = {
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: { AWS: `arn:aws:iam::${account.id}:root` }, Action: "sts:AssumeRole" }],
    };
    await iam.send(new CreateRoleCommand({ RoleName: "deploy", AssumeRolePolicyDocument: JSON.stringify(trust) }));
    expect((await iam.send(new GetRoleCommand({ RoleName: "deploy" }))).Role?.RoleLastUsed).toEqual({});
    const { Credentials } = await new STSClient(account.client).send(
      new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${account.id}:role/deploy`, RoleSessionName: "night" }),
    );
    const session = clientOf(aws.endpoint, {
      accessKeyId: Credentials!.AccessKeyId!,
      secretAccessKey: Credentials!.SecretAccessKey!,
      sessionToken: Credentials!.SessionToken!,
    });
    aws.gateway.setClock(at("2026-05-01"));
    await expect(new IAMClient(session).send(new ListUsersCommand({}))).rejects.toMatchObject({ name: "AccessDenied" });
    const used = { LastUsedDate: new Date("2026-05-01T00:00:00Z"), Region: "us-east-1" };
    expect((await iam.send(new GetRoleCommand({ RoleName: "deploy" }))).Role?.RoleLastUsed).toEqual(used);
    expect((await iam.send(new GetAccountAuthorizationDetailsCommand({}))).RoleDetailList?.[0]?.RoleLastUsed).toEqual(used);
  });

  it("makes new things at the injected time and gives existing ones dates of the past", async () => {
    const account = accountIn(aws);
    const iam = new IAMClient(account.client);
    aws.gateway.setClock(at("2026-01-01"));
    await iam.send(new CreateUserCommand({ UserName: "w1042" }));
    await iam.send(new CreateLoginProfileCommand({ UserName: "w1042", Password: "Correct-Horse-9" }));
    const key = await keyOf(account, "w1042");
    aws.gateway.setClock(undefined);
    const arn = `arn:aws:iam::${account.id}:user/w1042`;
    aws.gateway.backdate(arn, { passwordSetAt: at("2026-02-01"), passwordUsedAt: at("2026-02-02") });
    aws.gateway.backdate(key.id, { createdAt: at("2026-02-03"), usedAt: at("2026-02-04") });
    const january = new Date("2026-01-01T00:00:00Z");
    expect((await iam.send(new GetUserCommand({ UserName: "w1042" }))).User).toMatchObject({
      CreateDate: january,
      PasswordLastUsed: new Date("2026-02-02T00:00:00Z"),
    });
    expect((await iam.send(new ListUsersCommand({}))).Users?.[0]).toMatchObject({
      CreateDate: january,
      PasswordLastUsed: new Date("2026-02-02T00:00:00Z"),
    });
    const [detail] = (await iam.send(new GetAccountAuthorizationDetailsCommand({}))).UserDetailList ?? [];
    expect(detail).toMatchObject({ CreateDate: january });
    expect(detail).not.toHaveProperty("PasswordLastUsed");
    expect((await iam.send(new GetLoginProfileCommand({ UserName: "w1042" }))).LoginProfile?.CreateDate).toEqual(
      new Date("2026-02-01T00:00:00Z"),
    );
    expect((await iam.send(new ListAccessKeysCommand({ UserName: "w1042" }))).AccessKeyMetadata?.[0]?.CreateDate).toEqual(
      new Date("2026-02-03T00:00:00Z"),
    );
  });

  it("lets nothing of a deleted user or role come back with the name", async () => {
    const account = accountIn(aws);
    const iam = new IAMClient(account.client);
    const AssumeRolePolicyDocument = JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }],
    });
    const create = () => iam.send(new CreateRoleCommand({ RoleName: "deploy", AssumeRolePolicyDocument }));
    aws.gateway.setClock(at("2026-01-01"));
    await create();
    aws.gateway.backdate(`arn:aws:iam::${account.id}:role/deploy`, { usedAt: at("2026-01-02") });
    aws.gateway.setClock(undefined);
    const role = async () => (await iam.send(new GetRoleCommand({ RoleName: "deploy" }))).Role!;
    expect(await role()).toMatchObject({
      CreateDate: new Date("2026-01-01T00:00:00Z"),
      RoleLastUsed: { LastUsedDate: new Date("2026-01-02T00:00:00Z") },
    });
    await iam.send(new DeleteRoleCommand({ RoleName: "deploy" }));
    await create();
    expect((await role()).CreateDate!.getTime()).toBeGreaterThan(Date.parse("2026-01-03T00:00:00Z"));
    expect((await role()).RoleLastUsed).toEqual({});
  });

  it("fills the credential report with dates and use", async () => {
    const account = accountIn(aws);
    const iam = new IAMClient(account.client);
    aws.gateway.setClock(at("2026-01-01"));
    await iam.send(new CreateUserCommand({ UserName: "w1042" }));
    await iam.send(new CreateLoginProfileCommand({ UserName: "w1042", Password: "Correct-Horse-9" }));
    const key = await keyOf(account, "w1042");
    aws.gateway.backdate(key.id, { usedAt: at("2026-02-04") });
    await iam.send(new GenerateCredentialReportCommand({}));
    const { Content } = await iam.send(new GetCredentialReportCommand({}));
    const [header, root, row, ...rest] = Buffer.from(Content!).toString("utf8").split("\n");
    const cells = Object.fromEntries(header!.split(",").map((name, n) => [name, row!.split(",")[n]]));
    expect(rest).toEqual([]);
    expect(root).toMatch(new RegExp(`^<root_account>,arn:aws:iam::${account.id}:root,`));
    expect(cells).toMatchObject({
      user: "w1042",
      arn: `arn:aws:iam::${account.id}:user/w1042`,
      user_creation_time: "2026-01-01T00:00:00+00:00",
      password_enabled: "true",
      password_last_used: "no_information",
      password_last_changed: "2026-01-01T00:00:00+00:00",
      mfa_active: "false",
      access_key_1_active: "true",
      access_key_1_last_rotated: "2026-01-01T00:00:00+00:00",
      access_key_1_last_used_date: "2026-02-04T00:00:00+00:00",
      access_key_1_last_used_region: "us-east-1",
      access_key_1_last_used_service: "iam",
      access_key_2_active: "false",
      access_key_2_last_rotated: "N/A",
    });
  });
});
