import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  AttachRolePolicyCommand,
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  IAMClient,
  ListUsersCommand,
  UpdateAccessKeyCommand,
} from "@aws-sdk/client-iam";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { describe, expect, inject, it, vi } from "vitest";
import { startAws } from "../../../../scripts/emulators/aws/aws.ts";
import { startMinistack } from "../../../../scripts/emulators/aws/ministack.ts";
import { type Instant, instantOf } from "../../../../stacks/model/instant.ts";
import { clientOf, type TestAccount, testAccount } from "../../../support/aws.ts";
import { childrenOf, isGone } from "../../../support/processes.ts";

const START_AWS = join(import.meta.dirname, "..", "..", "..", "support", "start-aws.ts");
const ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess";

/** Everything until the end, nothing from then on. */
function until(end: Instant): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", Action: "*", Resource: "*" },
      { Effect: "Deny", Action: "*", Resource: "*", Condition: { DateGreaterThanEquals: { "aws:CurrentTime": end } } },
    ],
  });
}

async function boundary({ id, client }: TestAccount, end: Instant): Promise<string> {
  await new IAMClient(client).send(new CreatePolicyCommand({ Path: "/tenure/", PolicyName: "until", PolicyDocument: until(end) }));
  return `arn:aws:iam::${id}:policy/tenure/until`;
}

async function userWithKey({ endpoint, client }: TestAccount, PermissionsBoundary?: string) {
  const iam = new IAMClient(client);
  await iam.send(new CreateUserCommand({ UserName: "exporter", ...(PermissionsBoundary && { PermissionsBoundary }) }));
  await iam.send(new AttachUserPolicyCommand({ UserName: "exporter", PolicyArn: ADMINISTRATOR }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: "exporter" }));
  return clientOf(endpoint, { accessKeyId: AccessKey!.AccessKeyId!, secretAccessKey: AccessKey!.SecretAccessKey! });
}

const soon = () => instantOf(new Date(Date.now() + 5_000));
const isDenied = (iam: IAMClient) =>
  vi.waitFor(() => expect(iam.send(new ListUsersCommand({}))).rejects.toMatchObject({ name: "AccessDenied" }), {
    timeout: 15_000,
    interval: 250,
  });

describe("scripts/emulators/aws/ministack", () => {
  it("denies a user's key from the second at which the boundary ends", async () => {
    const account = testAccount();
    const end = soon();
    const own = new IAMClient(await userWithKey(account, await boundary(account, end)));
    expect((await own.send(new ListUsersCommand({}))).Users).toHaveLength(1);
    expect(Date.now()).toBeLessThan(Date.parse(end));
    await isDenied(own);
    expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(end));
  });

  it("denies a role's live session from the second at which the boundary ends", async () => {
    const account = testAccount();
    const iam = new IAMClient(account.client);
    const trust = {
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: { AWS: `arn:aws:iam::${account.id}:root` }, Action: "sts:AssumeRole" }],
    };
    const PermissionsBoundary = await boundary(account, soon());
    await iam.send(new CreateRoleCommand({ RoleName: "deploy", AssumeRolePolicyDocument: JSON.stringify(trust), PermissionsBoundary }));
    await iam.send(new AttachRolePolicyCommand({ RoleName: "deploy", PolicyArn: ADMINISTRATOR }));
    const { Credentials } = await new STSClient(account.client).send(
      new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${account.id}:role/deploy`, RoleSessionName: "night" }),
    );
    const session = new IAMClient(
      clientOf(account.endpoint, {
        accessKeyId: Credentials!.AccessKeyId!,
        secretAccessKey: Credentials!.SecretAccessKey!,
        sessionToken: Credentials!.SessionToken!,
      }),
    );
    expect((await session.send(new ListUsersCommand({}))).Users).toEqual([]);
    await isDenied(session);
  });

  it("lets no key in that is inactive or signs with a wrong secret", async () => {
    const account = testAccount();
    const key = await userWithKey(account);
    const { accessKeyId } = key.credentials;
    const wrong = new IAMClient(clientOf(account.endpoint, { accessKeyId, secretAccessKey: "wrong" }));
    await expect(wrong.send(new ListUsersCommand({}))).rejects.toMatchObject({ name: "SignatureDoesNotMatch" });
    await new IAMClient(account.client).send(
      new UpdateAccessKeyCommand({ UserName: "exporter", AccessKeyId: accessKeyId, Status: "Inactive" }),
    );
    await expect(new IAMClient(key).send(new ListUsersCommand({}))).rejects.toMatchObject({ name: "InvalidClientTokenId" });
  });

  describe("as a process", () => {
    const start = async () => {
      const child = spawn(process.execPath, [START_AWS, join(inject("run").folder, randomUUID())], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      const ministack = await vi.waitFor(() => {
        const [pid] = childrenOf(child.pid!);
        if (pid === undefined) throw new Error("no child process yet");
        return pid;
      }, 20_000);
      const [endpoint] = (await once(child.stdout, "data")) as [Buffer];
      expect((await fetch(String(endpoint).trim())).status).toBe(403);
      return { child, ministack };
    };

    it("ends when it is closed", async () => {
      const { child, ministack } = await start();
      child.kill("SIGTERM");
      await once(child, "exit");
      await isGone(ministack);
    });

    it("ends with its parent, even when that is killed", async () => {
      const { child, ministack } = await start();
      child.kill("SIGKILL");
      await isGone(ministack);
    });

    it("says what was printed when it does not come up", async () => {
      const failing = join(inject("run").folder, `${randomUUID()}.sh`);
      writeFileSync(failing, "#!/bin/sh\necho 'No module named ministack' >&2\nexit 1\n", { mode: 0o755 });
      await expect(startMinistack(failing, join(inject("run").folder, randomUUID()), {})).rejects.toMatchObject({
        code: "EMULATOR_DID_NOT_START",
        message: expect.stringContaining("It said: No module named ministack"),
      });
    });

    it("says that a chosen port is in use, and leaves nothing behind", async () => {
      const before = childrenOf(process.pid);
      const port = Number(new URL(inject("aws").endpoint).port);
      await expect(startAws({ folder: join(inject("run").folder, randomUUID()), port })).rejects.toMatchObject({
        code: "PORT_IN_USE",
        message: `port ${port} of 127.0.0.1 is in use: end what listens there, or choose another`,
      });
      expect(childrenOf(process.pid)).toEqual(before);
    });
  });
});
