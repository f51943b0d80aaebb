import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  ListAccessKeysCommand,
  UpdateAccessKeyCommand,
} from "@aws-sdk/client-iam";
import { beforeAll, describe, expect, it } from "vitest";
import { providerSetting } from "../provider.ts";

const KEY = "aws:iam/accessKey:AccessKey";

describe("scripts/engine/provider/resources/access-key", () => {
  const setting = providerSetting();

  beforeAll(async () => {
    for (const UserName of ["made", "inactive", "drifted", "old", "gone"]) await setting.iam.send(new CreateUserCommand({ UserName }));
  });

  async function statusOf(UserName: string): Promise<(string | undefined)[]> {
    const { AccessKeyMetadata } = await setting.iam.send(new ListAccessKeysCommand({ UserName }));
    return AccessKeyMetadata!.map(({ Status }) => Status);
  }

  it("makes a key whose secrets leave it only as secrets, and keeps them on refresh", async () => {
    const made = await setting.engine.make(KEY, { user: "made" });
    expect(made.inputs).toEqual({ __defaults: ["status"], status: "Active", user: "made" });
    expect(made.outputs).toEqual({
      createDate: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      id: made.id,
      secret: { secret: expect.any(String) },
      sesSmtpPasswordV4: { secret: expect.any(String) },
      status: "Active",
      user: "made",
    });
    expect(await setting.engine.read(KEY, made.id, made)).toEqual(made);
  });

  it("makes an inactive key, and switches it", async () => {
    const made = await setting.engine.make(KEY, { user: "inactive", status: "Inactive" });
    expect(await statusOf("inactive")).toEqual(["Inactive"]);
    const changed = await setting.engine.change(KEY, made, { user: "inactive", status: "Active" });
    expect(await statusOf("inactive")).toEqual(["Active"]);
    expect(changed.outputs).toEqual({ ...made.outputs, status: "Active" });
  });

  it("shows a key that was switched by hand", async () => {
    const made = await setting.engine.make(KEY, { user: "drifted" });
    await setting.iam.send(new UpdateAccessKeyCommand({ UserName: "drifted", AccessKeyId: made.id, Status: "Inactive" }));
    const refreshed = (await setting.engine.read(KEY, made.id, made))!;
    expect(refreshed.inputs).toEqual({ __defaults: [], status: "Inactive", user: "drifted" });
    expect((await setting.engine.diff(KEY, refreshed.outputs, made.inputs)).detailed).toEqual({ status: "UPDATE" });
  });

  it("imports a key by its id alone, without its secret", async () => {
    const { AccessKey } = await setting.iam.send(new CreateAccessKeyCommand({ UserName: "old" }));
    const imported = (await setting.engine.read(KEY, AccessKey!.AccessKeyId!))!;
    expect(imported.inputs).toEqual({ __defaults: [], user: "old" });
    expect(imported.outputs).toEqual({ createDate: expect.any(String), id: AccessKey!.AccessKeyId, status: "Active", user: "old" });
  });

  it("needs another key for another user, and refuses other states", async () => {
    const olds = { user: "made", status: "Active" };
    expect(await setting.engine.diff(KEY, olds, { ...olds, user: "old" })).toMatchObject({
      replaces: ["user"],
      deleteBeforeReplace: false,
    });
    expect((await setting.engine.check(KEY, { user: "made", status: "Expired" })).failures).toEqual([
      "status: expected Active or Inactive, got Expired",
    ]);
  });

  it("is gone when the key or its user is", async () => {
    const made = await setting.engine.make(KEY, { user: "gone" });
    await setting.iam.send(new DeleteAccessKeyCommand({ UserName: "gone", AccessKeyId: made.id }));
    expect(await setting.engine.read(KEY, made.id, made)).toBeUndefined();
    await setting.engine.remove(KEY, made);
    expect(await setting.engine.read(KEY, made.id, { ...made, outputs: { ...made.outputs, user: "nobody" } })).toBeUndefined();
  });
});
