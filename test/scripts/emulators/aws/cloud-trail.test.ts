import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  DeleteUserCommand,
  IAMClient,
  ListUsersCommand,
  TagUserCommand,
} from "@aws-sdk/client-iam";
import { CreateSecretCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { beforeEach, describe, expect, it } from "vitest";
import type { TrailEvent } from "../../../../scripts/emulators/aws/cloud-trail.ts";
import { clientOf, type TestAccount, testAccount } from "../../../support/aws.ts";

type Page = { Events: TrailEvent[]; NextToken?: string };

/** There is no CloudTrail client among the dependencies; the administrator's signature is not checked. */
async function lookUp({ id, endpoint }: TestAccount, input: object, status = 200): Promise<Page> {
  const response = await fetch(endpoint, {
    method: "POST",
    headers: {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.LookupEvents",
      authorization: `AWS4-HMAC-SHA256 Credential=${id}/20260101/us-east-1/cloudtrail/aws4_request, SignedHeaders=host, Signature=0`,
    },
    body: JSON.stringify(input),
  });
  expect(response.status).toBe(status);
  return (await response.json()) as Page;
}

describe("scripts/emulators/aws/cloud-trail", () => {
  let account: TestAccount;
  let iam: IAMClient;
  beforeEach(() => {
    account = testAccount();
    iam = new IAMClient({ ...account.client, maxAttempts: 1 });
  });

  it("tells every write with its caller, newest first, and no reads", async () => {
    await iam.send(new CreateUserCommand({ UserName: "w1042", Tags: [{ Key: "owner", Value: "team/web" }] }));
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: "w1042" }));
    const own = new IAMClient({
      ...clientOf(account.endpoint, { accessKeyId: AccessKey!.AccessKeyId!, secretAccessKey: AccessKey!.SecretAccessKey! }),
      maxAttempts: 1,
    });
    await iam.send(new ListUsersCommand({}));
    await expect(own.send(new TagUserCommand({ UserName: "w1042", Tags: [] }))).rejects.toMatchObject({ name: "AccessDenied" });
    const { Events } = await lookUp(account, {});
    expect(Events.map(({ EventName, Username, AccessKeyId }) => [EventName, Username, AccessKeyId])).toEqual([
      ["TagUser", "w1042", AccessKey!.AccessKeyId],
      ["CreateAccessKey", "root", account.id],
      ["CreateUser", "root", account.id],
    ]);
    const [denied, key, user] = Events.map(({ CloudTrailEvent }) => JSON.parse(CloudTrailEvent));
    expect(denied).toMatchObject({
      errorCode: "AccessDenied",
      userIdentity: { type: "IAMUser", arn: `arn:aws:iam::${account.id}:user/w1042`, userName: "w1042" },
    });
    expect(key).toMatchObject({
      responseElements: { accessKey: { userName: "w1042", accessKeyId: AccessKey!.AccessKeyId, status: "Active" } },
    });
    expect(JSON.stringify(Events)).not.toContain(AccessKey!.SecretAccessKey);
    expect(user).toMatchObject({
      eventSource: "iam.amazonaws.com",
      requestParameters: { userName: "w1042", tags: [{ key: "owner", value: "team/web" }] },
      recipientAccountId: account.id,
    });
    expect(Events[1]?.Resources).toEqual([
      { ResourceType: "AWS::IAM::User", ResourceName: "w1042" },
      { ResourceType: "AWS::IAM::AccessKey", ResourceName: AccessKey!.AccessKeyId },
    ]);
  });

  it("never tells a secret", async () => {
    await new SecretsManagerClient(account.client).send(new CreateSecretCommand({ Name: "tenure/x", SecretString: "hidden-value" }));
    const { Events } = await lookUp(account, {});
    expect(Events.map(({ EventName, EventSource }) => [EventName, EventSource])).toEqual([
      ["CreateSecret", "secretsmanager.amazonaws.com"],
    ]);
    expect(JSON.stringify(Events)).not.toContain("hidden-value");
  });

  it("records what was refused", async () => {
    await iam.send(new CreateUserCommand({ UserName: "w1042" }));
    await expect(iam.send(new CreateUserCommand({ UserName: "W1042" }))).rejects.toMatchObject({ name: "EntityAlreadyExistsException" });
    expect(JSON.parse((await lookUp(account, {})).Events[0]!.CloudTrailEvent)).toMatchObject({
      errorCode: "EntityAlreadyExists",
      errorMessage: "User with name W1042 already exists.",
    });
  });

  it("returns 50 events a page and finds by attribute and time", async () => {
    for (let n = 1; n <= 26; n += 1) {
      await iam.send(new CreateUserCommand({ UserName: `user-${n}` }));
      await iam.send(new DeleteUserCommand({ UserName: `user-${n}` }));
    }
    const first = await lookUp(account, {});
    const second = await lookUp(account, { NextToken: first.NextToken });
    expect([first.Events.length, second.Events.length, second.NextToken]).toEqual([50, 2, undefined]);
    expect(new Set([...first.Events, ...second.Events].map(({ EventId }) => EventId)).size).toBe(52);
    const find = async (key: string, value: string) =>
      (await lookUp(account, { LookupAttributes: [{ AttributeKey: key, AttributeValue: value }] })).Events.map(
        ({ EventName }) => EventName,
      );
    expect(await find("ResourceName", "user-7")).toEqual(["DeleteUser", "CreateUser"]);
    expect((await find("EventName", "CreateUser")).length).toBe(26);
    expect((await lookUp(account, { EndTime: 1_700_000_000 })).Events).toEqual([]);
    expect(await lookUp(account, { MaxResults: 51 }, 400)).toMatchObject({ __type: "InvalidMaxResultsException" });
  });

  it("keeps accounts apart", async () => {
    await iam.send(new CreateUserCommand({ UserName: "w1042" }));
    expect((await lookUp(testAccount(), {})).Events).toEqual([]);
  });
});
