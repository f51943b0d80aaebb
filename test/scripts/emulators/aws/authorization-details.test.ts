import {
  AttachUserPolicyCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteUserPermissionsBoundaryCommand,
  GetAccountAuthorizationDetailsCommand,
  IAMClient,
  PutRolePermissionsBoundaryCommand,
} from "@aws-sdk/client-iam";
import { describe, expect, it } from "vitest";
import { testAccount } from "../../../support/aws.ts";

const TRUST = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }],
});
const DOCUMENT = JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "*" }] });
const ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess";

function account() {
  const { id, client } = testAccount();
  const iam = new IAMClient(client);
  const arn = `arn:aws:iam::${id}:policy/tenure/until-2027-03-31`;
  const createBoundary = () =>
    iam.send(new CreatePolicyCommand({ Path: "/tenure/", PolicyName: "until-2027-03-31", PolicyDocument: DOCUMENT }));
  return { iam, arn, createBoundary, details: () => iam.send(new GetAccountAuthorizationDetailsCommand({})) };
}

describe("scripts/emulators/aws/authorization-details", () => {
  it("shows the boundaries of users and roles, however they were set", async () => {
    const { iam, arn, createBoundary, details } = account();
    await createBoundary();
    await iam.send(new CreateUserCommand({ UserName: "bounded", PermissionsBoundary: arn }));
    await iam.send(new CreateUserCommand({ UserName: "free" }));
    await iam.send(new CreateRoleCommand({ RoleName: "bounded", AssumeRolePolicyDocument: TRUST }));
    await iam.send(new PutRolePermissionsBoundaryCommand({ RoleName: "bounded", PermissionsBoundary: arn }));
    const { UserDetailList, RoleDetailList } = await details();
    const boundary = { PermissionsBoundaryType: "PermissionsBoundaryPolicy", PermissionsBoundaryArn: arn };
    expect(UserDetailList?.map(({ UserName, PermissionsBoundary }) => [UserName, PermissionsBoundary])).toEqual([
      ["bounded", boundary],
      ["free", undefined],
    ]);
    expect(RoleDetailList?.map(({ RoleName, PermissionsBoundary }) => [RoleName, PermissionsBoundary])).toEqual([["bounded", boundary]]);
  });

  it("follows each change at once", async () => {
    const { iam, arn, createBoundary, details } = account();
    await createBoundary();
    await iam.send(new CreateUserCommand({ UserName: "bounded", PermissionsBoundary: arn }));
    await details();
    await iam.send(new DeleteUserPermissionsBoundaryCommand({ UserName: "bounded" }));
    expect((await details()).UserDetailList?.[0]?.PermissionsBoundary).toBeUndefined();
  });

  it("counts attachments and boundaries of policies and dates their versions", async () => {
    const { iam, arn, createBoundary, details } = account();
    await createBoundary();
    await iam.send(new CreatePolicyVersionCommand({ PolicyArn: arn, PolicyDocument: DOCUMENT }));
    await iam.send(new CreateUserCommand({ UserName: "bounded", PermissionsBoundary: arn }));
    await iam.send(new AttachUserPolicyCommand({ UserName: "bounded", PolicyArn: arn }));
    const [policy, ...others] = (await details()).Policies ?? [];
    expect(others).toEqual([]);
    expect(policy).toMatchObject({
      Arn: arn,
      Path: "/tenure/",
      AttachmentCount: 1,
      PermissionsBoundaryUsageCount: 1,
      IsAttachable: true,
      DefaultVersionId: "v1",
    });
    expect(policy?.CreateDate).toBeInstanceOf(Date);
    expect(
      policy?.PolicyVersionList?.map(({ VersionId, IsDefaultVersion, CreateDate }) => [
        VersionId,
        IsDefaultVersion,
        CreateDate instanceof Date,
      ]),
    ).toEqual([
      ["v1", true, true],
      ["v2", false, true],
    ]);
  });

  it("lists the policies of AWS that are in use, unless the filter leaves them out", async () => {
    const { iam, details } = account();
    await iam.send(new CreateUserCommand({ UserName: "admin" }));
    expect((await details()).Policies).toEqual([]);
    await iam.send(new AttachUserPolicyCommand({ UserName: "admin", PolicyArn: ADMINISTRATOR }));
    const [policy] = (await details()).Policies ?? [];
    expect(policy).toMatchObject({ Arn: ADMINISTRATOR, AttachmentCount: 1 });
    expect(JSON.parse(decodeURIComponent(policy?.PolicyVersionList?.[0]?.Document ?? ""))).toMatchObject({
      Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
    });
    expect((await iam.send(new GetAccountAuthorizationDetailsCommand({ Filter: ["LocalManagedPolicy", "User"] }))).Policies).toEqual([]);
  });
});
