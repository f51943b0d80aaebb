import {
  CreateGroupCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  GetAccountAuthorizationDetailsCommand,
  type GetAccountAuthorizationDetailsCommandOutput,
  IAMClient,
  ListUsersCommand,
  paginateGetAccountAuthorizationDetails,
  paginateListUsers,
} from "@aws-sdk/client-iam";
import { CreateSecretCommand, paginateListSecrets, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Aws } from "../../../../scripts/emulators/aws/aws.ts";
import { accountIn, startOwnAws, testAccount } from "../../../support/aws.ts";

const TRUST = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }],
});
const DOCUMENT = JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "*" }] });

async function fill(iam: IAMClient): Promise<void> {
  for (const n of [1, 2, 3, 4, 5]) await iam.send(new CreateUserCommand({ UserName: `user-${n}` }));
  for (const n of [1, 2]) await iam.send(new CreateGroupCommand({ GroupName: `group-${n}` }));
  for (const n of [1, 2, 3]) await iam.send(new CreateRoleCommand({ RoleName: `role-${n}`, AssumeRolePolicyDocument: TRUST }));
  await iam.send(new CreatePolicyCommand({ PolicyName: "policy-1", PolicyDocument: DOCUMENT }));
}

async function all<Page>(pages: AsyncIterable<Page>): Promise<Page[]> {
  const found: Page[] = [];
  for await (const page of pages) found.push(page);
  return found;
}

function names(page: GetAccountAuthorizationDetailsCommandOutput): string[] {
  return [
    ...(page.UserDetailList ?? []).map(({ UserName }) => UserName!),
    ...(page.GroupDetailList ?? []).map(({ GroupName }) => GroupName!),
    ...(page.RoleDetailList ?? []).map(({ RoleName }) => RoleName!),
    ...(page.Policies ?? []).map(({ PolicyName }) => PolicyName!),
  ];
}

describe("scripts/emulators/aws/pages", () => {
  it("returns MaxItems items and a marker until the end, together the same as the unpaged list", async () => {
    const iam = new IAMClient(testAccount().client);
    await fill(iam);
    const whole = await iam.send(new ListUsersCommand({}));
    const pages = await all(paginateListUsers({ client: iam, pageSize: 2 }, {}));
    expect(pages.map(({ Users, IsTruncated }) => [Users?.length, IsTruncated])).toEqual([
      [2, true],
      [2, true],
      [1, false],
    ]);
    expect(pages.flatMap(({ Users }) => Users)).toEqual(whole.Users);
    expect(whole.Marker).toBeUndefined();
  });

  it("pages authorization details over users, groups, roles and policies", async () => {
    const iam = new IAMClient(testAccount().client);
    await fill(iam);
    const whole = await iam.send(new GetAccountAuthorizationDetailsCommand({}));
    const pages = await all(paginateGetAccountAuthorizationDetails({ client: iam, pageSize: 4 }, {}));
    expect(pages.map((page) => names(page))).toEqual([
      ["user-1", "user-2", "user-3", "user-4"],
      ["user-5", "group-1", "group-2", "role-1"],
      ["role-2", "role-3", "policy-1"],
    ]);
    expect(pages.flatMap((page) => page.RoleDetailList)).toEqual(whole.RoleDetailList);
  });

  it("refuses a marker that it did not give and a MaxItems that AWS does not take", async () => {
    const iam = new IAMClient(testAccount().client);
    await expect(iam.send(new ListUsersCommand({ Marker: "x" }))).rejects.toMatchObject({
      name: "ValidationError",
      message: "Invalid Marker.",
    });
    await expect(iam.send(new ListUsersCommand({ MaxItems: 1_001 }))).rejects.toMatchObject({
      name: "ValidationError",
      message:
        "1 validation error detected: Value '1001' at 'maxItems' failed to satisfy constraint: Member must have value less than or equal to 1000",
    });
  });

  describe("with a limit on pages", () => {
    let aws: Aws;
    beforeAll(async () => {
      aws = await startOwnAws();
    });
    afterAll(() => aws.close());

    it("returns fewer items than asked for", async () => {
      const iam = new IAMClient(accountIn(aws).client);
      await fill(iam);
      aws.gateway.limitPages(3);
      const pages = await all(paginateListUsers({ client: iam }, { MaxItems: 100 }));
      aws.gateway.limitPages(undefined);
      expect(pages.map(({ Users }) => Users?.map(({ UserName }) => UserName))).toEqual([
        ["user-1", "user-2", "user-3"],
        ["user-4", "user-5"],
      ]);
    });

    it("pages secrets too", async () => {
      const secrets = new SecretsManagerClient(accountIn(aws).client);
      for (const n of [1, 2, 3]) await secrets.send(new CreateSecretCommand({ Name: `secret-${n}`, SecretString: "x" }));
      aws.gateway.limitPages(2);
      const pages = await all(paginateListSecrets({ client: secrets }, {}));
      aws.gateway.limitPages(undefined);
      expect(pages.map(({ SecretList }) => SecretList?.map(({ Name }) => Name))).toEqual([["secret-1", "secret-2"], ["secret-3"]]);
    });
  });
});
