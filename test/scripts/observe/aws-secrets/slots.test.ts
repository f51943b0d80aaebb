import { CreateSecretCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readSlots } from "../../../../scripts/observe/aws-secrets/slots.ts";
import { recorderOf } from "../../../../scripts/observe/part.ts";
import { testAccount } from "../../../support/aws.ts";

const KEYS = { owner: "owner", expires: "expires", record: "record", managedBy: "managed-by" };

describe("scripts/observe/aws-secrets/slots", () => {
  let secrets: SecretsManagerClient;
  beforeEach(() => {
    secrets = new SecretsManagerClient(testAccount().client);
  });
  afterEach(() => secrets.destroy());
  const make = (Name: string, tags: Record<string, string>) =>
    secrets.send(
      new CreateSecretCommand({ Name, SecretString: "never read", Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) }),
    );

  it("knows which key of which record a secret holds, by its name and tags", async () => {
    await make("tenure/service-accounts/exporter/AKIAEXAMPLE00001", { record: "prod/service-accounts/exporter", slot: "primary" });
    expect(await readSlots(secrets, recorderOf("aws-secrets"), KEYS)).toEqual([
      { keyId: "AKIAEXAMPLE00001", record: "prod/service-accounts/exporter", slot: "primary" },
    ]);
  });

  it("takes the name of the tag from the organisation", async () => {
    await make("tenure/service-accounts/exporter/AKIAEXAMPLE00001", { "x-record": "prod/service-accounts/exporter", slot: "primary" });
    expect(await readSlots(secrets, recorderOf("aws-secrets"), { ...KEYS, record: "x-record" })).toHaveLength(1);
    expect(await readSlots(secrets, recorderOf("aws-secrets"), KEYS)).toEqual([]);
  });

  it("passes over secrets that hold something else, or do not say what", async () => {
    await make("tenure/people/w1/password", { record: "prod/people/w1", slot: "console" });
    await make("tenure/service-accounts/exporter/AKIAEXAMPLE00001", { record: "prod/service-accounts/exporter" });
    await make("tenure/service-accounts/exporter/AKIAEXAMPLE00002", { slot: "primary" });
    await make("database/AKIAEXAMPLE00003", { record: "prod/service-accounts/exporter", slot: "primary" });
    expect(await readSlots(secrets, recorderOf("aws-secrets"), KEYS)).toEqual([]);
  });

  it("reads all pages and counts them", async () => {
    for (let index = 0; index < 103; index++)
      await make(`tenure/service-accounts/x/AKIA${String(index).padStart(12, "0")}`, {
        record: "prod/service-accounts/x",
        slot: `s${index}`,
      });
    const recorder = recorderOf("aws-secrets");
    expect(await readSlots(secrets, recorder, KEYS)).toHaveLength(103);
    expect(recorder.manifest()).toEqual([{ source: "aws-secrets", operation: "ListSecrets", calls: 0, pages: 2, items: 103, refused: [] }]);
  });
});
