import { CreateSecretCommand, DeleteSecretCommand, GetSecretValueCommand, PutSecretValueCommand } from "@aws-sdk/client-secrets-manager";
import { describe, expect, it } from "vitest";
import { providerSetting } from "../provider.ts";

const VERSION = "aws:secretsmanager/secretVersion:SecretVersion";

describe("scripts/engine/provider/resources/secret-version", () => {
  const setting = providerSetting();

  async function emptySecret(Name: string): Promise<string> {
    return (await setting.secrets.send(new CreateSecretCommand({ Name }))).ARN!;
  }

  it("puts a value that leaves it only as a secret", async () => {
    const secretId = await emptySecret("put");
    const made = await setting.engine.make(VERSION, { secretId, secretString: "s3cret" });
    const { SecretString, VersionId } = await setting.secrets.send(new GetSecretValueCommand({ SecretId: secretId }));
    expect(SecretString).toBe("s3cret");
    expect(made.id).toBe(`${secretId}|${VersionId}`);
    expect(made.outputs).toEqual({
      arn: secretId,
      hasSecretStringWo: false,
      id: made.id,
      region: "us-east-1",
      secretArn: secretId,
      secretId,
      secretString: { secret: "s3cret" },
      versionId: VersionId,
      versionStages: ["AWSCURRENT"],
    });
    expect(await setting.engine.read(VERSION, made.id, made)).toEqual({
      ...made,
      inputs: { ...made.inputs, secretString: { secret: "s3cret" } },
    });
  });

  it("marks the value as secret in checked inputs, and on import", async () => {
    const secretId = await emptySecret("marked");
    const { inputs } = await setting.engine.check(VERSION, { secretId, secretString: "s3cret" });
    expect(inputs).toEqual({ __defaults: [], secretId, secretString: { secret: "s3cret" } });
    const made = await setting.engine.make(VERSION, { secretId, secretString: "s3cret" });
    const imported = (await setting.engine.read(VERSION, made.id))!;
    expect(imported.inputs).toEqual({ __defaults: [], secretId, secretString: { secret: "s3cret" } });
  });

  it("keeps binary values", async () => {
    const secretId = await emptySecret("binary");
    const made = await setting.engine.make(VERSION, { secretId, secretBinary: "AQID" });
    const { SecretBinary } = await setting.secrets.send(new GetSecretValueCommand({ SecretId: secretId }));
    expect([...SecretBinary!]).toEqual([1, 2, 3]);
    expect((await setting.engine.read(VERSION, made.id, made))?.outputs.secretBinary).toEqual({ secret: "AQID" });
  });

  it("is not disturbed by a newer version, and moves its labels when the program states them", async () => {
    const secretId = await emptySecret("stages");
    const made = await setting.engine.make(VERSION, { secretId, secretString: "one" });
    await setting.secrets.send(new PutSecretValueCommand({ SecretId: secretId, SecretString: "two" }));
    const refreshed = (await setting.engine.read(VERSION, made.id, made))!;
    expect(refreshed.outputs.versionStages).toEqual(["AWSPREVIOUS"]);
    expect((await setting.engine.diff(VERSION, refreshed.outputs, made.inputs)).changes).toBe("none");
    const wanted = { secretId, secretString: "one", versionStages: ["AWSCURRENT", "mine"] };
    await setting.engine.change(VERSION, refreshed, wanted);
    const current = await setting.secrets.send(new GetSecretValueCommand({ SecretId: secretId }));
    expect(current.SecretString).toBe("one");
    expect([...current.VersionStages!].sort()).toEqual(["AWSCURRENT", "mine"]);
  });

  it("needs another version for another value", async () => {
    const answer = await setting.engine.diff(VERSION, { secretId: "s", secretString: "a" }, { secretId: "s", secretString: "b" });
    expect(answer).toMatchObject({ detailed: { secretString: "UPDATE_REPLACE" }, deleteBeforeReplace: false });
  });

  it("gives up its labels but the current one, and is gone with its secret", async () => {
    const secretId = await emptySecret("labels");
    const made = await setting.engine.make(VERSION, { secretId, secretString: "one", versionStages: ["AWSCURRENT", "mine"] });
    await setting.engine.remove(VERSION, made);
    const left = await setting.secrets.send(new GetSecretValueCommand({ SecretId: secretId }));
    expect(left.VersionStages).toEqual(["AWSCURRENT"]);
    await setting.secrets.send(new DeleteSecretCommand({ SecretId: secretId }));
    expect(await setting.engine.read(VERSION, made.id, made)).toBeUndefined();
    await setting.engine.remove(VERSION, made);
  });

  it("says what an import id looks like", async () => {
    await expect(setting.engine.read(VERSION, "arn")).rejects.toThrow('expected an id of the form <secret arn>|<version id>, got "arn"');
  });
});
