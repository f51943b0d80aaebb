import { CreateAccessKeyCommand, CreateUserCommand, ListAccessKeysCommand, UpdateAccessKeyCommand } from "@aws-sdk/client-iam";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readAccessKeys, withLastUse } from "../../../../scripts/observe/aws-iam/access-keys.ts";
import type { Clients } from "../../../../scripts/observe/aws-iam/clients.ts";
import type { Credential, ObservedKey, ReportedKey } from "../../../../scripts/observe/observation.ts";
import { PartError, recorderOf } from "../../../../scripts/observe/part.ts";
import type { Instant } from "../../../../stacks/model/instant.ts";
import { type TestAccount, testAccount } from "../../../support/aws.ts";
import { clientsOf } from "../../../support/real-account.ts";

describe("scripts/observe/aws-iam/access-keys", () => {
  let account: TestAccount;
  let clients: Clients;
  beforeEach(() => {
    account = testAccount();
    clients = clientsOf(account.client);
  });
  afterEach(() => clients.close());
  const named = (name: string) => ({ name, arn: `arn:aws:iam::${account.id}:user/${name}` as const });

  async function userWith(name: string, keys: number): Promise<readonly string[]> {
    await clients.iam.send(new CreateUserCommand({ UserName: name }));
    const ids: string[] = [];
    for (let index = 0; index < keys; index++)
      ids.push((await clients.iam.send(new CreateAccessKeyCommand({ UserName: name }))).AccessKey!.AccessKeyId!);
    return ids.sort();
  }

  it("asks nobody when there is nobody to ask", async () => {
    const recorder = recorderOf("aws-iam");
    expect(await readAccessKeys(clients.iam, recorder, [])).toEqual([]);
    expect(recorder.manifest()).toEqual([]);
  });

  it("reads the keys of many users, sorted, with their status and date, and counts the calls", async () => {
    const ids = Object.fromEntries(
      await Promise.all(["f", "e", "d", "c", "b", "a"].map(async (name, index) => [name, await userWith(name, index % 3)] as const)),
    );
    await clients.iam.send(new UpdateAccessKeyCommand({ UserName: "e", AccessKeyId: ids.e![0]!, Status: "Inactive" }));
    const recorder = recorderOf("aws-iam");
    const keys = await readAccessKeys(clients.iam, recorder, ["f", "e", "d", "c", "b", "a"].map(named));
    expect(keys.map(({ id, user, status }) => [user, id, status])).toEqual(
      ["a", "b", "c", "d", "e", "f"].flatMap((name) => ids[name]!.map((id) => [named(name).arn, id, name === "e" ? "Inactive" : "Active"])),
    );
    expect(keys[0]!.createdAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(recorder.manifest()).toEqual([{ source: "aws-iam", operation: "ListAccessKeys", calls: 0, pages: 6, items: 6, refused: [] }]);
  });

  it("takes a user who is gone by now for one without keys", async () => {
    await userWith("here", 1);
    expect(await readAccessKeys(clients.iam, recorderOf("aws-iam"), [named("gone"), named("here")])).toHaveLength(1);
  });

  it("takes a status that it does not know for Inactive: such a key cannot be used", async () => {
    clients.iam.middlewareStack.add(
      (next, context) => async (args) =>
        context.commandName === ListAccessKeysCommand.name
          ? {
              response: {},
              output: {
                $metadata: {},
                IsTruncated: false,
                AccessKeyMetadata: [{ AccessKeyId: "AKIAX", Status: "Expired", CreateDate: new Date(0) }],
              } as never,
            }
          : next(args),
      { step: "initialize" },
    );
    expect(await readAccessKeys(clients.iam, recorderOf("aws-iam"), [named("a")])).toEqual([
      { id: "AKIAX", user: named("a").arn, status: "Inactive", createdAt: "1970-01-01T00:00:00Z" },
    ]);
  });

  it("asks nobody else once somebody's keys were refused: the part is lost already", async () => {
    let asked = 0;
    clients.iam.middlewareStack.add(
      () => async () => {
        asked += 1;
        if (asked === 1) throw new Error("refused");
        await new Promise((resolve) => setImmediate(resolve));
        return { response: {}, output: { $metadata: {}, IsTruncated: false, AccessKeyMetadata: [] } as never };
      },
      { step: "initialize" },
    );
    const users = Array.from({ length: 50 }, (_, index) => named(`u${index}`));
    await expect(readAccessKeys(clients.iam, recorderOf("aws-iam"), users)).rejects.toThrow("refused");
    // The calls that were under way may end; long enough for all fifty, if they were still asked for.
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(asked).toBeLessThanOrEqual(8);
  });

  it("is not complete when a key has no id", async () => {
    clients.iam.middlewareStack.add(
      (next, context) => async (args) =>
        context.commandName === ListAccessKeysCommand.name
          ? {
              response: {},
              output: { $metadata: {}, IsTruncated: false, AccessKeyMetadata: [{ Status: "Active", CreateDate: new Date(0) }] } as never,
            }
          : next(args),
      { step: "initialize" },
    );
    await expect(readAccessKeys(clients.iam, recorderOf("aws-iam"), [named("a")])).rejects.toThrow(
      new PartError("ListAccessKeys", `a key of ${named("a").arn} without id or date`),
    );
  });

  describe("last use", () => {
    const user = "arn:aws:iam::1:user/a" as const;
    const [early, late] = ["2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z"] as Instant[] as [Instant, Instant];
    const key = (id: string, createdAt: Instant, status: "Active" | "Inactive" = "Active"): ObservedKey => ({
      id,
      user,
      status,
      createdAt,
    });
    const row = (...keys: readonly ReportedKey[]): Credential => ({
      ...{ user, createdAt: early, console: false, passwordLastUsedAt: null, mfa: false, hasKeys: true, keys, hasCertificates: false },
    });
    const uses = (keys: readonly ObservedKey[], ...rows: readonly Credential[]) =>
      withLastUse(keys, rows).map(({ lastUsedAt }) => lastUsedAt);

    it("is that of the only key, whenever it was switched on again", () => {
      expect(uses([key("A", early)], row({ active: true, rotatedAt: late, lastUsedAt: late }))).toEqual([late]);
      expect(uses([key("A", early)], row({ active: true, rotatedAt: early, lastUsedAt: null }))).toEqual([null]);
    });

    it("is told apart by date and status where there are two", () => {
      const both = row({ active: true, rotatedAt: late, lastUsedAt: null }, { active: true, rotatedAt: early, lastUsedAt: late });
      expect(uses([key("A", early), key("B", late)], both)).toEqual([late, null]);
      const status = row({ active: false, rotatedAt: early, lastUsedAt: late }, { active: true, rotatedAt: early, lastUsedAt: null });
      expect(uses([key("A", early, "Inactive"), key("B", early)], status)).toEqual([late, null]);
    });

    it("is not said where two keys could be meant, nor without a row", () => {
      const alike = row({ active: true, rotatedAt: early, lastUsedAt: late }, { active: true, rotatedAt: early, lastUsedAt: null });
      expect(uses([key("A", early), key("B", early)], alike)).toEqual([undefined, undefined]);
      expect(uses([key("A", early)])).toEqual([undefined]);
    });
  });
});
