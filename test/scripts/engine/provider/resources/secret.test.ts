import { CreateSecretCommand, DeleteSecretCommand, DescribeSecretCommand, TagResourceCommand } from "@aws-sdk/client-secrets-manager";
import { describe, expect, it } from "vitest";
import { providerSetting } from "../provider.ts";

const SECRET = "aws:secretsmanager/secret:Secret";

describe("scripts/engine/provider/resources/secret", () => {
  const setting = providerSetting();

  it("creates a secret with its tags and a recovery window", async () => {
    const made = await setting.engine.make(SECRET, { name: "tenure/x/primary", tags: { slot: "primary" } });
    expect(made.inputs).toEqual({
      __defaults: ["recoveryWindowInDays"],
      name: "tenure/x/primary",
      recoveryWindowInDays: 30,
      tags: { slot: "primary" },
    });
    expect(made.outputs).toEqual({
      arn: made.id,
      forceOverwriteReplicaSecret: false,
      id: made.id,
      name: "tenure/x/primary",
      namePrefix: "",
      recoveryWindowInDays: 30,
      region: "us-east-1",
      tags: { slot: "primary" },
      tagsAll: { slot: "primary" },
    });
    expect(await setting.engine.read(SECRET, made.id, made)).toEqual(made);
  });

  it("changes description and tags in place, and shows tags that were changed by hand", async () => {
    const made = await setting.engine.make(SECRET, { name: "changed", tags: { a: "1" } });
    const changed = await setting.engine.change(SECRET, made, { name: "changed", description: "New", tags: { b: "2" } });
    const found = await setting.secrets.send(new DescribeSecretCommand({ SecretId: made.id }));
    expect(found).toMatchObject({ Description: "New", Tags: [{ Key: "b", Value: "2" }] });
    await setting.secrets.send(new TagResourceCommand({ SecretId: made.id, Tags: [{ Key: "b", Value: "3" }] }));
    const refreshed = (await setting.engine.read(SECRET, made.id, changed))!;
    expect((await setting.engine.diff(SECRET, refreshed.outputs, changed.inputs)).detailed).toEqual({ "tags.b": "UPDATE" });
  });

  it("schedules the deletion, which counts as gone", async () => {
    const made = await setting.engine.make(SECRET, { name: "deleted" });
    await setting.engine.remove(SECRET, made);
    const found = await setting.secrets.send(new DescribeSecretCommand({ SecretId: made.id }));
    expect(Math.round((found.DeletedDate!.getTime() - Date.now()) / 86_400_000)).toBe(30);
    expect(await setting.engine.read(SECRET, made.id, made)).toBeUndefined();
    await setting.engine.remove(SECRET, made);
  });

  it("deletes at once without a recovery window", async () => {
    const made = await setting.engine.make(SECRET, { name: "forced", recoveryWindowInDays: 0 });
    await setting.engine.remove(SECRET, made);
    await expect(setting.secrets.send(new DescribeSecretCommand({ SecretId: made.id }))).rejects.toThrow();
  });

  it("imports by ARN", async () => {
    const { ARN } = await setting.secrets.send(new CreateSecretCommand({ Name: "old", Description: "Old", SecretString: "s" }));
    expect((await setting.engine.read(SECRET, ARN!))?.inputs).toEqual({ __defaults: [], description: "Old", name: "old" });
    await setting.secrets.send(new DeleteSecretCommand({ SecretId: ARN!, ForceDeleteWithoutRecovery: true }));
    expect(await setting.engine.read(SECRET, ARN!)).toBeUndefined();
  });

  it("refuses a window that AWS does not have", async () => {
    const { failures } = await setting.engine.check(SECRET, { name: "x", recoveryWindowInDays: 3 });
    expect(failures).toEqual(["recoveryWindowInDays: expected a whole number from 7 to 30 or 0, got 3"]);
  });
});
