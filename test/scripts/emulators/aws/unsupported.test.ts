import {
  CreateUserCommand,
  GetUserCommand,
  IAMClient,
  ListServerCertificatesCommand,
  ListServiceSpecificCredentialsCommand,
  ListSigningCertificatesCommand,
  ListSSHPublicKeysCommand,
  ListUsersCommand,
} from "@aws-sdk/client-iam";
import { beforeAll, describe, expect, it } from "vitest";
import { clientOf, testAccount } from "../../../support/aws.ts";

describe("scripts/emulators/aws/unsupported", () => {
  const account = testAccount();
  const iam = new IAMClient(account.client);
  beforeAll(async () => {
    await iam.send(new CreateUserCommand({ UserName: "w1042", Tags: [{ Key: "owner", Value: "team/web" }] }));
  });

  it("lists no credentials of kinds that the stand-in cannot hold", async () => {
    expect((await iam.send(new ListServiceSpecificCredentialsCommand({ UserName: "w1042" }))).ServiceSpecificCredentials).toEqual([]);
    expect((await iam.send(new ListSSHPublicKeysCommand({ UserName: "w1042" }))).SSHPublicKeys).toEqual([]);
    expect((await iam.send(new ListSigningCertificatesCommand({ UserName: "w1042" }))).Certificates).toEqual([]);
    expect((await iam.send(new ListServerCertificatesCommand({}))).ServerCertificateMetadataList).toEqual([]);
  });

  it("does not list them of a user who does not exist", async () => {
    await expect(iam.send(new ListSSHPublicKeysCommand({ UserName: "nobody" }))).rejects.toMatchObject({
      name: "NoSuchEntityException",
      message: "The user with name nobody cannot be found.",
    });
  });

  it("leaves out of lists what AWS leaves out", async () => {
    expect((await iam.send(new ListUsersCommand({}))).Users?.[0]).not.toHaveProperty("Tags");
    expect((await iam.send(new GetUserCommand({ UserName: "w1042" }))).User?.Tags).toEqual([{ Key: "owner", Value: "team/web" }]);
  });

  it("lets nobody in with a key that nobody has", async () => {
    for (const accessKeyId of ["test", "AKIAIOSFODNN7EXAMPLE"]) {
      const stranger = new IAMClient(clientOf(account.endpoint, { accessKeyId, secretAccessKey: "x" }));
      await expect(stranger.send(new ListUsersCommand({}))).rejects.toMatchObject({
        name: "InvalidClientTokenId",
        $metadata: { httpStatusCode: 403 },
      });
    }
    expect((await fetch(`${account.endpoint}/_ministack/reset`, { method: "POST" })).status).toBe(404);
    expect((await fetch(account.endpoint, { method: "POST", body: "Action=ListUsers&Version=2010-05-08" })).status).toBe(403);
    expect((await iam.send(new ListUsersCommand({}))).Users).toHaveLength(1);
  });
});
