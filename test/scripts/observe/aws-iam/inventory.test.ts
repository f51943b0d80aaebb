import { AddRoleToInstanceProfileCommand, CreateInstanceProfileCommand, CreateRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import { describe, expect, it } from "vitest";
import { readInstanceProfiles, readMfaDevices, readServerCertificates } from "../../../../scripts/observe/aws-iam/inventory.ts";
import { PartError, recorderOf } from "../../../../scripts/observe/part.ts";
import { testAccount } from "../../../support/aws.ts";

const TRUST = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }],
});

describe("scripts/observe/aws-iam/inventory", () => {
  it("lists instance profiles with their role, and those without one", async () => {
    const account = testAccount();
    const iam = new IAMClient(account.client);
    for (const InstanceProfileName of ["full", "empty"]) await iam.send(new CreateInstanceProfileCommand({ InstanceProfileName }));
    await iam.send(new CreateRoleCommand({ RoleName: "host", AssumeRolePolicyDocument: TRUST }));
    await iam.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName: "full", RoleName: "host" }));
    const recorder = recorderOf("aws-iam");
    const arn = (rest: string) => `arn:aws:iam::${account.id}:${rest}`;
    expect(await readInstanceProfiles(iam, recorder)).toEqual([
      { arn: arn("instance-profile/empty"), name: "empty", roles: [] },
      { arn: arn("instance-profile/full"), name: "full", roles: [arn("role/host")] },
    ]);
    expect(recorder.manifest()).toMatchObject([{ operation: "ListInstanceProfiles", pages: 1, items: 2 }]);
    iam.destroy();
  });

  it("lists virtual MFA devices with whoever has them, root too, and those that nobody has", async () => {
    const serial = (name: string) => `arn:aws:iam::123456789012:mfa/${name}`;
    const root = { SerialNumber: serial("root"), User: { Arn: "arn:aws:iam::123456789012:root" } };
    const iam = scripted({ VirtualMFADevices: [{ SerialNumber: serial("spare") }, root] });
    expect(await readMfaDevices(iam, recorderOf("aws-iam"))).toEqual([
      { arn: serial("root"), of: "arn:aws:iam::123456789012:root" },
      { arn: serial("spare"), of: null },
    ]);
    const empty = new IAMClient(testAccount().client);
    expect(await readMfaDevices(empty, recorderOf("aws-iam"))).toEqual([]);
    empty.destroy();
  });

  it("lists server certificates with their end", async () => {
    const iam = scripted({
      ServerCertificateMetadataList: [
        { Arn: "arn:aws:iam::1:server-certificate/web", ServerCertificateName: "web", Expiration: new Date(0) },
      ],
    });
    expect(await readServerCertificates(iam, recorderOf("aws-iam"))).toEqual([
      { arn: "arn:aws:iam::1:server-certificate/web", name: "web", expiresAt: "1970-01-01T00:00:00Z" },
    ]);
    const empty = new IAMClient(testAccount().client);
    expect(await readServerCertificates(empty, recorderOf("aws-iam"))).toEqual([]);
    empty.destroy();
  });

  it("is not complete when something does not say what it is", async () => {
    await expect(
      readServerCertificates(
        scripted({ ServerCertificateMetadataList: [{ Arn: "arn:aws:iam::1:server-certificate/web" }] }),
        recorderOf("aws-iam"),
      ),
    ).rejects.toThrow(new PartError("ListServerCertificates", "an item without ARN or name"));
  });
});

/** A client to which AWS answers this, in the shapes of the IAM API Reference. */
function scripted(answer: object): IAMClient {
  const iam = new IAMClient({ region: "us-east-1" });
  iam.middlewareStack.add(() => async () => ({ response: {}, output: { $metadata: {}, ...answer } as never }), { step: "initialize" });
  return iam;
}
