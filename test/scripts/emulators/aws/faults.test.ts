import { CreateUserCommand, DeleteUserCommand, GetUserCommand, IAMClient, ListRolesCommand, ListUsersCommand } from "@aws-sdk/client-iam";
import { ListSecretsCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Aws } from "../../../../scripts/emulators/aws/aws.ts";
import type { Fault } from "../../../../scripts/emulators/aws/faults.ts";
import { accountIn, startOwnAws, type TestAccount } from "../../../support/aws.ts";

describe("scripts/emulators/aws/faults", () => {
  let aws: Aws;
  let account: TestAccount;
  let iam: IAMClient;
  let takeBack: (() => void) | undefined;
  beforeAll(async () => {
    aws = await startOwnAws();
  });
  afterAll(() => aws.close());
  beforeEach(() => {
    takeBack?.();
    account = accountIn(aws);
    iam = new IAMClient({ ...account.client, maxAttempts: 1 });
  });
  const inject = (fault: Fault) => {
    takeBack = aws.gateway.inject(fault);
  };
  const users = async () => (await iam.send(new ListUsersCommand({}))).Users?.map(({ UserName }) => UserName);

  it("throttles as often as told, and the SDK's retries get through", async () => {
    inject({ kind: "throttle", operations: ["ListUsers"], times: 2 });
    await expect(iam.send(new ListUsersCommand({}))).rejects.toMatchObject({
      name: "Throttling",
      message: "Rate exceeded",
      $metadata: { httpStatusCode: 400 },
    });
    expect((await new IAMClient(account.client).send(new ListUsersCommand({}))).Users).toEqual([]);
  });

  it("denies chosen operations and leaves others alone", async () => {
    inject({ kind: "deny", operations: ["ListUsers"] });
    await expect(iam.send(new ListUsersCommand({}))).rejects.toMatchObject({
      name: "AccessDenied",
      message: `User: arn:aws:iam::${account.id}:root is not authorized to perform: iam:ListUsers because no identity-based policy allows the iam:ListUsers action`,
      $metadata: { httpStatusCode: 403 },
    });
    expect((await iam.send(new ListRolesCommand({}))).Roles).toEqual([]);
  });

  it("meets only the chosen caller, until it is taken back", async () => {
    inject({ kind: "deny", caller: `arn:aws:iam::${account.id}:root` });
    await expect(users()).rejects.toMatchObject({ name: "AccessDenied" });
    expect((await new IAMClient(accountIn(aws).client).send(new ListUsersCommand({}))).Users).toEqual([]);
    takeBack?.();
    expect(await users()).toEqual([]);
  });

  it("speaks JSON where the service does", async () => {
    const secrets = new SecretsManagerClient({ ...account.client, maxAttempts: 1 });
    inject({ kind: "throttle", times: 1 });
    await expect(secrets.send(new ListSecretsCommand({}))).rejects.toMatchObject({ name: "ThrottlingException" });
    takeBack?.();
    inject({ kind: "deny" });
    await expect(secrets.send(new ListSecretsCommand({}))).rejects.toMatchObject({ name: "AccessDeniedException" });
  });

  it("answers 500 and does nothing", async () => {
    inject({ kind: "error", operations: ["CreateUser"] });
    await expect(iam.send(new CreateUserCommand({ UserName: "w1042" }))).rejects.toMatchObject({
      name: "ServiceFailureException",
      $metadata: { httpStatusCode: 500 },
    });
    expect(await users()).toEqual([]);
  });

  it("cuts the connection before anything is done", async () => {
    inject({ kind: "cut", operations: ["CreateUser"] });
    await expect(iam.send(new CreateUserCommand({ UserName: "w1042" }))).rejects.toMatchObject({ code: "ECONNRESET" });
    expect(await users()).toEqual([]);
  });

  it("loses the answer to something that was done", async () => {
    inject({ kind: "lost", operations: ["CreateUser"] });
    await expect(iam.send(new CreateUserCommand({ UserName: "w1042" }))).rejects.toMatchObject({ code: "ECONNRESET" });
    expect(await users()).toEqual(["w1042"]);
  });

  it("answers reads as they were first answered, as often as told", async () => {
    const user = () => iam.send(new GetUserCommand({ UserName: "w1042" }));
    inject({ kind: "stale", operations: ["ListUsers", "GetUser"], times: 2 });
    expect(await users()).toEqual([]);
    await expect(user()).rejects.toMatchObject({ name: "NoSuchEntityException" });
    await iam.send(new CreateUserCommand({ UserName: "w1042" }));
    expect(await users()).toEqual([]);
    await expect(user()).rejects.toMatchObject({ name: "NoSuchEntityException" });
    expect(await users()).toEqual(["w1042"]);
    expect((await user()).User?.UserName).toBe("w1042");
    await iam.send(new DeleteUserCommand({ UserName: "w1042" }));
  });
});
