import { CreateSecretCommand, PutResourcePolicyCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readSlots } from "../../../../scripts/observe/aws-secrets/slots.ts";
import { recorderOf } from "../../../../scripts/observe/part.ts";
import { printDocument } from "../../../../stacks/iam/document.ts";
import { secretPolicy } from "../../../../stacks/iam/secret-policy.ts";
import type { Declared } from "../../../../stacks/model/declared.ts";
import { testAccount } from "../../../support/aws.ts";
import { accountOf, declaredOf, recordOf, settingsOf } from "../../../support/builders.ts";

const NOBODY_READS = declaredOf();
const READ = declaredOf({
  accounts: [
    accountOf("prod", [
      recordOf("service-accounts", "exporter", { secretReaders: ["workloads/worker"] }),
      recordOf("workloads", "worker", { trust: { service: "lambda.amazonaws.com" } }),
    ]),
  ],
});
const OTHER_TAG = { ...NOBODY_READS, settings: settingsOf({ tags: { record: "x-record" } }) };

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
    expect(await readSlots(secrets, recorderOf("aws-secrets"), NOBODY_READS, false)).toEqual([
      { keyId: "AKIAEXAMPLE00001", record: "prod/service-accounts/exporter", slot: "primary" },
    ]);
  });

  it("takes the name of the tag from the organisation", async () => {
    await make("tenure/service-accounts/exporter/AKIAEXAMPLE00001", { "x-record": "prod/service-accounts/exporter", slot: "primary" });
    expect(await readSlots(secrets, recorderOf("aws-secrets"), OTHER_TAG, false)).toHaveLength(1);
    expect(await readSlots(secrets, recorderOf("aws-secrets"), NOBODY_READS, false)).toEqual([]);
  });

  it("passes over secrets that hold something else, or do not say what", async () => {
    await make("tenure/people/w1/password", { record: "prod/people/w1", slot: "console" });
    await make("tenure/service-accounts/exporter/AKIAEXAMPLE00001", { record: "prod/service-accounts/exporter" });
    await make("tenure/service-accounts/exporter/AKIAEXAMPLE00002", { slot: "primary" });
    await make("database/AKIAEXAMPLE00003", { record: "prod/service-accounts/exporter", slot: "primary" });
    expect(await readSlots(secrets, recorderOf("aws-secrets"), NOBODY_READS, false)).toEqual([]);
  });

  it("reads all pages and counts them", async () => {
    for (let index = 0; index < 103; index++)
      await make(`tenure/service-accounts/x/AKIA${String(index).padStart(12, "0")}`, {
        record: "prod/service-accounts/x",
        slot: `s${index}`,
      });
    const recorder = recorderOf("aws-secrets");
    expect(await readSlots(secrets, recorder, NOBODY_READS, false)).toHaveLength(103);
    expect(recorder.manifest()).toEqual([{ source: "aws-secrets", operation: "ListSecrets", calls: 0, pages: 2, items: 103, refused: [] }]);
  });

  describe("the policies of secrets", () => {
    const EXPORTER = "tenure/service-accounts/exporter/AKIAEXAMPLE00001";
    const OTHER = "tenure/service-accounts/other/AKIAEXAMPLE00002";
    const POLICY = secretPolicy(["arn:aws:iam::999988887777:role/worker"]);
    const put = (SecretId: string, policy: string) => secrets.send(new PutResourcePolicyCommand({ SecretId, ResourcePolicy: policy }));
    beforeEach(async () => {
      await make(EXPORTER, { record: "prod/service-accounts/exporter", slot: "primary" });
      await make(OTHER, { record: "prod/service-accounts/other", slot: "primary" });
      await put(OTHER, printDocument(POLICY));
    });
    const policies = async (declared: Declared, deep: boolean) =>
      Object.fromEntries((await readSlots(secrets, recorderOf("aws-secrets"), declared, deep)).map(({ keyId, policy }) => [keyId, policy]));

    it("are asked for where a record says who reads, and in a deep look everywhere", async () => {
      expect(await policies(NOBODY_READS, false)).toEqual({ AKIAEXAMPLE00001: undefined, AKIAEXAMPLE00002: undefined });
      expect(await policies(READ, false)).toEqual({ AKIAEXAMPLE00001: null, AKIAEXAMPLE00002: undefined });
      expect(await policies(READ, true)).toEqual({ AKIAEXAMPLE00001: null, AKIAEXAMPLE00002: POLICY });
    });

    it("make the whole part unreadable when one is no policy", async () => {
      await put(EXPORTER, JSON.stringify({ Statement: [{ Effect: "Perhaps" }] }));
      const reading = readSlots(secrets, recorderOf("aws-secrets"), READ, false);
      await expect(reading).rejects.toMatchObject({
        operation: "GetResourcePolicy",
        message: expect.stringMatching(
          /^the policy of arn:.* cannot be read: Statement\[0\]\.Effect: expected Allow or Deny, got "?Perhaps/,
        ),
      });
    });
  });
});
