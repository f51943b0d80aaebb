import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { CreateAccessKeyCommand, CreateUserCommand, IAMClient, ListUsersCommand, UpdateAccessKeyCommand } from "@aws-sdk/client-iam";
import { describe, expect, inject, it, vi } from "vitest";
import { startAws } from "../../../../scripts/emulators/aws/aws.ts";
import { startMinistack } from "../../../../scripts/emulators/aws/ministack.ts";
import { clientOf, type TestAccount, testAccount } from "../../../support/aws.ts";
import { childrenOf, isGone } from "../../../support/processes.ts";

const START_AWS = join(import.meta.dirname, "..", "..", "..", "support", "start-aws.ts");

async function userWithKey({ endpoint, client }: TestAccount) {
  const iam = new IAMClient(client);
  await iam.send(new CreateUserCommand({ UserName: "exporter" }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: "exporter" }));
  return clientOf(endpoint, { accessKeyId: AccessKey!.AccessKeyId!, secretAccessKey: AccessKey!.SecretAccessKey! });
}

describe("scripts/emulators/aws/ministack", () => {
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
