import {
  AddUserToGroupCommand,
  AttachGroupPolicyCommand,
  AttachRolePolicyCommand,
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateGroupCommand,
  CreateLoginProfileCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  CreateUserCommand,
  CreateVirtualMFADeviceCommand,
  DeleteGroupCommand,
  DeletePolicyCommand,
  DeleteRoleCommand,
  DeleteUserCommand,
  EnableMFADeviceCommand,
  GetUserCommand,
  IAMClient,
  ListUserTagsCommand,
  PutGroupPolicyCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
  TagUserCommand,
  UpdateAssumeRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { CreateSecretCommand, PutResourcePolicyCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { beforeEach, describe, expect, it } from "vitest";
import { testAccount } from "../../../../support/aws.ts";

const TRUST = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }],
});

/** A policy document of exactly so many characters that IAM counts. */
function documentOf(size: number): string {
  const document = (resource: string) =>
    JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: resource }] });
  return document(`arn:aws:s3:::${"x".repeat(size - document("arn:aws:s3:::").length)}`);
}

function trustOf(size: number): string {
  const document = (id: string) => JSON.stringify({ ...JSON.parse(TRUST), Id: id });
  return document("x".repeat(size - document("").length));
}

const refused = (name: string, message: string) => ({ name, message, $metadata: { httpStatusCode: 409 } });

describe("scripts/emulators/aws/refusals", () => {
  let iam: IAMClient;
  let id: string;
  beforeEach(async () => {
    const account = testAccount();
    id = account.id;
    // The SDK takes LimitExceeded for throttling and would ask again.
    iam = new IAMClient({ ...account.client, maxAttempts: 1 });
    await iam.send(new CreateUserCommand({ UserName: "w1042" }));
    await iam.send(new CreateGroupCommand({ GroupName: "readers" }));
    await iam.send(new CreateRoleCommand({ RoleName: "deploy", AssumeRolePolicyDocument: TRUST }));
  });

  const createPolicy = (name: string, size = 200) =>
    iam.send(new CreatePolicyCommand({ PolicyName: name, PolicyDocument: documentOf(size) }));

  it("refuses names that differ only in case, and lets them be used again after a deletion", async () => {
    await createPolicy("Read");
    await expect(iam.send(new CreateUserCommand({ UserName: "W1042" }))).rejects.toMatchObject(
      refused("EntityAlreadyExistsException", "User with name W1042 already exists."),
    );
    await expect(iam.send(new CreateGroupCommand({ GroupName: "READERS" }))).rejects.toMatchObject(
      refused("EntityAlreadyExistsException", "Group with name READERS already exists."),
    );
    await expect(iam.send(new CreateRoleCommand({ RoleName: "Deploy", AssumeRolePolicyDocument: TRUST }))).rejects.toMatchObject(
      refused("EntityAlreadyExistsException", "Role with name Deploy already exists."),
    );
    await expect(
      iam.send(new CreatePolicyCommand({ Path: "/other/", PolicyName: "read", PolicyDocument: documentOf(200) })),
    ).rejects.toMatchObject(
      refused("EntityAlreadyExistsException", "A policy called read already exists. Duplicate names are not allowed."),
    );
    await iam.send(new DeleteUserCommand({ UserName: "w1042" }));
    await iam.send(new CreateUserCommand({ UserName: "W1042" }));
    await iam.send(new DeletePolicyCommand({ PolicyArn: `arn:aws:iam::${id}:policy/Read` }));
    await createPolicy("read");
  });

  it("refuses names and tags with characters that AWS does not take", async () => {
    await expect(iam.send(new CreateUserCommand({ UserName: "a b" }))).rejects.toMatchObject({
      name: "ValidationError",
      message: "The specified value for userName is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-",
    });
    await expect(iam.send(new TagUserCommand({ UserName: "w1042", Tags: [{ Key: "owner", Value: "R&D" }] }))).rejects.toMatchObject({
      name: "ValidationError",
    });
    await expect(iam.send(new TagUserCommand({ UserName: "w1042", Tags: [{ Key: "aws:x", Value: "y" }] }))).rejects.toMatchObject({
      name: "InvalidInputException",
    });
  });

  it("takes tag keys of users that differ only in case for the same", async () => {
    await expect(
      iam.send(
        new TagUserCommand({
          UserName: "w1042",
          Tags: [
            { Key: "owner", Value: "a" },
            { Key: "Owner", Value: "b" },
          ],
        }),
      ),
    ).rejects.toMatchObject({
      name: "InvalidInputException",
      message: "Duplicate tag keys found. Please note that Tag keys are case insensitive.",
    });
    await iam.send(new TagUserCommand({ UserName: "w1042", Tags: [{ Key: "owner", Value: "a" }] }));
    await iam.send(new TagUserCommand({ UserName: "w1042", Tags: [{ Key: "Owner", Value: "b" }] }));
    expect((await iam.send(new ListUserTagsCommand({ UserName: "w1042" }))).Tags).toEqual([{ Key: "Owner", Value: "b" }]);
  });

  it("refuses the 51st tag", async () => {
    const tags = Array.from({ length: 50 }, (_, n) => ({ Key: `tag-${n}`, Value: "x" }));
    await iam.send(new TagUserCommand({ UserName: "w1042", Tags: tags }));
    await iam.send(new TagUserCommand({ UserName: "w1042", Tags: [{ Key: "tag-1", Value: "y" }] }));
    await expect(iam.send(new TagUserCommand({ UserName: "w1042", Tags: [{ Key: "tag-50", Value: "x" }] }))).rejects.toMatchObject(
      refused("LimitExceededException", "The number of tags has reached the maximum limit."),
    );
  });

  it("refuses a third access key", async () => {
    await iam.send(new CreateAccessKeyCommand({ UserName: "w1042" }));
    await iam.send(new CreateAccessKeyCommand({ UserName: "w1042" }));
    await expect(iam.send(new CreateAccessKeyCommand({ UserName: "w1042" }))).rejects.toMatchObject(
      refused("LimitExceededException", "Cannot exceed quota for AccessKeysPerUser: 2"),
    );
  });

  it("lets only two of many simultaneous requests for keys through", async () => {
    const outcomes = await Promise.allSettled(Array.from({ length: 6 }, () => iam.send(new CreateAccessKeyCommand({ UserName: "w1042" }))));
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(2);
  });

  it("refuses a managed policy over 6,144 characters, white space not counted", async () => {
    await createPolicy("largest", 6_144);
    await iam.send(new CreatePolicyCommand({ PolicyName: "spaced", PolicyDocument: `   ${documentOf(6_144)}\n` }));
    await expect(createPolicy("larger", 6_145)).rejects.toMatchObject(
      refused("LimitExceededException", "Cannot exceed quota for PolicySize: 6144"),
    );
    await expect(
      iam.send(new CreatePolicyVersionCommand({ PolicyArn: `arn:aws:iam::${id}:policy/largest`, PolicyDocument: documentOf(6_145) })),
    ).rejects.toMatchObject(refused("LimitExceededException", "Cannot exceed quota for PolicySize: 6144"));
  });

  it("refuses a trust policy over 2,048 characters", async () => {
    await iam.send(new CreateRoleCommand({ RoleName: "largest", AssumeRolePolicyDocument: trustOf(2_048) }));
    const error = refused("LimitExceededException", "Cannot exceed quota for ACLSizePerRole: 2048");
    await expect(iam.send(new CreateRoleCommand({ RoleName: "larger", AssumeRolePolicyDocument: trustOf(2_049) }))).rejects.toMatchObject(
      error,
    );
    await expect(iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: "deploy", PolicyDocument: trustOf(2_049) }))).rejects.toMatchObject(
      error,
    );
  });

  it("refuses inline policies that are together over the limit of their entity", async () => {
    await iam.send(new PutUserPolicyCommand({ UserName: "w1042", PolicyName: "one", PolicyDocument: documentOf(1_024) }));
    await iam.send(new PutUserPolicyCommand({ UserName: "w1042", PolicyName: "two", PolicyDocument: documentOf(1_024) }));
    await iam.send(new PutUserPolicyCommand({ UserName: "w1042", PolicyName: "two", PolicyDocument: documentOf(1_000) }));
    await expect(
      iam.send(new PutUserPolicyCommand({ UserName: "w1042", PolicyName: "two", PolicyDocument: documentOf(1_025) })),
    ).rejects.toMatchObject(refused("LimitExceededException", "Maximum policy size of 2048 bytes exceeded for user w1042"));
    await expect(
      iam.send(new PutGroupPolicyCommand({ GroupName: "readers", PolicyName: "one", PolicyDocument: documentOf(5_121) })),
    ).rejects.toMatchObject(refused("LimitExceededException", "Maximum policy size of 5120 bytes exceeded for group readers"));
    await expect(
      iam.send(new PutRolePolicyCommand({ RoleName: "deploy", PolicyName: "one", PolicyDocument: documentOf(10_241) })),
    ).rejects.toMatchObject(refused("LimitExceededException", "Maximum policy size of 10240 bytes exceeded for role deploy"));
  });

  it("refuses the eleventh group of a user", async () => {
    for (let n = 1; n <= 11; n += 1) await iam.send(new CreateGroupCommand({ GroupName: `group-${n}` }));
    for (let n = 1; n <= 10; n += 1) await iam.send(new AddUserToGroupCommand({ GroupName: `group-${n}`, UserName: "w1042" }));
    await iam.send(new AddUserToGroupCommand({ GroupName: "group-1", UserName: "w1042" }));
    await expect(iam.send(new AddUserToGroupCommand({ GroupName: "group-11", UserName: "w1042" }))).rejects.toMatchObject(
      refused("LimitExceededException", "Cannot exceed quota for GroupsPerUser: 10"),
    );
  });

  it("refuses the eleventh managed policy of an entity and policies that do not exist", async () => {
    const arn = (n: number) => `arn:aws:iam::${id}:policy/policy-${n}`;
    for (let n = 1; n <= 11; n += 1) await createPolicy(`policy-${n}`);
    for (let n = 1; n <= 10; n += 1) {
      await iam.send(new AttachUserPolicyCommand({ UserName: "w1042", PolicyArn: arn(n) }));
      await iam.send(new AttachRolePolicyCommand({ RoleName: "deploy", PolicyArn: arn(n) }));
      await iam.send(new AttachGroupPolicyCommand({ GroupName: "readers", PolicyArn: arn(n) }));
    }
    const error = (kind: string) => refused("LimitExceededException", `Cannot exceed quota for PoliciesPer${kind}: 10`);
    await expect(iam.send(new AttachUserPolicyCommand({ UserName: "w1042", PolicyArn: arn(11) }))).rejects.toMatchObject(error("User"));
    await expect(iam.send(new AttachRolePolicyCommand({ RoleName: "deploy", PolicyArn: arn(11) }))).rejects.toMatchObject(error("Role"));
    await expect(iam.send(new AttachGroupPolicyCommand({ GroupName: "readers", PolicyArn: arn(11) }))).rejects.toMatchObject(
      error("Group"),
    );
    await expect(iam.send(new AttachUserPolicyCommand({ UserName: "w1042", PolicyArn: arn(12) }))).rejects.toMatchObject({
      name: "NoSuchEntityException",
      message: `Policy ${arn(12)} does not exist or is not attachable.`,
    });
  });

  describe("deleting", () => {
    const conflict = (message: string) => refused("DeleteConflictException", message);
    const deleteUser = () => iam.send(new DeleteUserCommand({ UserName: "w1042" }));

    it.each([
      [
        "an inline policy",
        "must delete policies first",
        () => iam.send(new PutUserPolicyCommand({ UserName: "w1042", PolicyName: "one", PolicyDocument: documentOf(200) })),
      ],
      [
        "a managed policy",
        "must detach all policies first",
        () => iam.send(new AttachUserPolicyCommand({ UserName: "w1042", PolicyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess" })),
      ],
      ["an access key", "must delete access keys first", () => iam.send(new CreateAccessKeyCommand({ UserName: "w1042" }))],
      [
        "a password",
        "must delete login profile first",
        () => iam.send(new CreateLoginProfileCommand({ UserName: "w1042", Password: "Correct-Horse-9" })),
      ],
      [
        "a group",
        "must remove users from group first",
        () => iam.send(new AddUserToGroupCommand({ UserName: "w1042", GroupName: "readers" })),
      ],
      [
        "an MFA device",
        "must delete MFA device first",
        async () => {
          const { VirtualMFADevice } = await iam.send(new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: "phone" }));
          await iam.send(
            new EnableMFADeviceCommand({
              UserName: "w1042",
              SerialNumber: VirtualMFADevice!.SerialNumber,
              AuthenticationCode1: "123456",
              AuthenticationCode2: "654321",
            }),
          );
        },
      ],
    ])("refuses a user with %s, who stays", async (_, first, give) => {
      await give();
      await expect(deleteUser()).rejects.toMatchObject(conflict(`Cannot delete entity, ${first}.`));
      expect((await iam.send(new GetUserCommand({ UserName: "w1042" }))).User?.UserName).toBe("w1042");
    });

    it("refuses a group with members, inline or managed policies", async () => {
      const deleteGroup = () => iam.send(new DeleteGroupCommand({ GroupName: "readers" }));
      await iam.send(new AddUserToGroupCommand({ UserName: "w1042", GroupName: "readers" }));
      await expect(deleteGroup()).rejects.toMatchObject(conflict("Cannot delete entity, must remove users from group first."));
      await iam.send(new AttachGroupPolicyCommand({ GroupName: "readers", PolicyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess" }));
      await expect(deleteGroup()).rejects.toMatchObject(conflict("Cannot delete entity, must detach all policies first."));
      await iam.send(new PutGroupPolicyCommand({ GroupName: "readers", PolicyName: "one", PolicyDocument: documentOf(200) }));
      await expect(deleteGroup()).rejects.toMatchObject(conflict("Cannot delete entity, must delete policies first."));
    });

    it("refuses a role with policies, and a policy with versions, attachments or as somebody's boundary", async () => {
      await createPolicy("read");
      const PolicyArn = `arn:aws:iam::${id}:policy/read`;
      const deletePolicy = () => iam.send(new DeletePolicyCommand({ PolicyArn }));
      await iam.send(new CreateUserCommand({ UserName: "bounded", PermissionsBoundary: PolicyArn }));
      await expect(deletePolicy()).rejects.toMatchObject(conflict("Cannot delete a policy attached to entities."));
      await iam.send(new AttachRolePolicyCommand({ RoleName: "deploy", PolicyArn }));
      await expect(deletePolicy()).rejects.toMatchObject(conflict("Cannot delete a policy attached to entities."));
      await expect(iam.send(new DeleteRoleCommand({ RoleName: "deploy" }))).rejects.toMatchObject(
        conflict("Cannot delete entity, must detach all policies first."),
      );
      await iam.send(new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument: documentOf(210) }));
      await expect(deletePolicy()).rejects.toMatchObject(
        conflict(
          "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.",
        ),
      );
    });
  });

  it("a policy of a secret that names a role which is not there, as AWS does", async () => {
    const account = testAccount();
    const secrets = new SecretsManagerClient(account.client);
    const { ARN: SecretId } = await secrets.send(new CreateSecretCommand({ Name: "x", SecretString: "s" }));
    const policy = (arn: string) =>
      JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Principal: { AWS: arn }, Action: "secretsmanager:GetSecretValue", Resource: "*" }],
      });
    const put = (arn: string) => secrets.send(new PutResourcePolicyCommand({ SecretId, ResourcePolicy: policy(arn) }));
    const role = `arn:aws:iam::${account.id}:role/reader`;
    await expect(put(role)).rejects.toMatchObject({
      name: "MalformedPolicyDocumentException",
      message: "This resource policy contains an unsupported principal.",
    });
    await new IAMClient(account.client).send(new CreateRoleCommand({ RoleName: "reader", AssumeRolePolicyDocument: TRUST }));
    await put(role);
    await put("arn:aws:iam::999988887777:role/of-somebody-else");
    secrets.destroy();
  });
});
