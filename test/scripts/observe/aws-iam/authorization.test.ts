import {
  CreatePolicyVersionCommand,
  CreateUserCommand,
  GetAccountAuthorizationDetailsCommand,
  type GetAccountAuthorizationDetailsCommandOutput,
  IAMClient,
} from "@aws-sdk/client-iam";
import { describe, expect, it } from "vitest";
import { readAuthorization } from "../../../../scripts/observe/aws-iam/authorization.ts";
import { PartError, recorderOf } from "../../../../scripts/observe/part.ts";
import { testAccount } from "../../../support/aws.ts";
import { clientsOf, makeReal, smallIn } from "../../../support/real-account.ts";

const DATE = new Date("2026-01-02T03:04:05.678Z");
const TRUST =
  '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}}';
type Page = Omit<GetAccountAuthorizationDetailsCommandOutput, "$metadata">;

/** A client that is answered with these pages, one after the other. */
function scripted(...pages: readonly Page[]): IAMClient {
  const iam = new IAMClient({ region: "us-east-1", credentials: { accessKeyId: "x", secretAccessKey: "x" } });
  const left = [...pages];
  iam.middlewareStack.add(
    (_next, context) => async () => {
      if (context.commandName !== GetAccountAuthorizationDetailsCommand.name) throw new Error(`unexpected ${context.commandName}`);
      return { response: {}, output: { $metadata: {}, ...left.shift() } };
    },
    { step: "initialize" },
  );
  return iam;
}
const read = (...pages: readonly Page[]) => readAuthorization(scripted(...pages), recorderOf("aws-iam"));
const user = (name: string, more = {}) => ({
  UserName: name,
  Arn: `arn:aws:iam::123456789012:user/${name}`,
  Path: "/",
  CreateDate: DATE,
  ...more,
});
const role = (more = {}) => ({
  RoleName: "r",
  Arn: "arn:aws:iam::123456789012:role/r",
  Path: "/",
  CreateDate: DATE,
  AssumeRolePolicyDocument: TRUST,
  ...more,
});

describe("scripts/observe/aws-iam/authorization", () => {
  it("reads an empty account", async () => {
    expect(await read({ IsTruncated: false })).toEqual({ users: [], roles: [], groups: [], policies: [] });
  });

  it("goes on until the marker says that it is the end, over empty and short pages too, and counts them", async () => {
    const recorder = recorderOf("aws-iam");
    const pages: Page[] = [
      { IsTruncated: true, Marker: "1", UserDetailList: [user("b")] },
      { IsTruncated: true, Marker: "2" },
      {
        IsTruncated: true,
        Marker: "3",
        GroupDetailList: [{ GroupName: "g", Arn: "arn:aws:iam::123456789012:group/g", Path: "/", CreateDate: DATE }],
      },
      { IsTruncated: false, UserDetailList: [user("a")], RoleDetailList: [role()] },
    ];
    const { users, roles, groups } = await readAuthorization(scripted(...pages), recorder);
    expect([users.map(({ name }) => name), roles.length, groups.length]).toEqual([["a", "b"], 1, 1]);
    expect(recorder.manifest()).toEqual([
      { source: "aws-iam", operation: "GetAccountAuthorizationDetails", calls: 0, pages: 4, items: 4, refused: [] },
    ]);
  });

  it("takes an entity that two pages show once", async () => {
    const { users } = await read(
      { IsTruncated: true, Marker: "1", UserDetailList: [user("a")] },
      { IsTruncated: false, UserDetailList: [user("a")] },
    );
    expect(users).toHaveLength(1);
  });

  it("reads a user with all that hangs on it", async () => {
    const detail = user("ada", {
      Path: "/batch/",
      Arn: "arn:aws:iam::123456789012:user/batch/ada",
      GroupList: ["b", "a"],
      Tags: [
        { Key: "owner", Value: "team/a" },
        { Key: "empty", Value: "" },
        { Key: "Прощай", Value: "🏁" },
      ],
      PermissionsBoundary: {
        PermissionsBoundaryType: "Policy",
        PermissionsBoundaryArn: "arn:aws:iam::123456789012:policy/tenure/until-2027-03-31",
      },
      AttachedManagedPolicies: [
        { PolicyName: "z", PolicyArn: "arn:aws:iam::aws:policy/z" },
        { PolicyName: "a", PolicyArn: "arn:aws:iam::aws:policy/a" },
      ],
      UserPolicyList: [
        {
          PolicyName: "inline",
          PolicyDocument: encodeURIComponent('{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}'),
        },
      ],
    });
    expect((await read({ IsTruncated: false, UserDetailList: [detail] })).users).toEqual([
      {
        type: "user",
        arn: "arn:aws:iam::123456789012:user/batch/ada",
        name: "ada",
        path: "/batch/",
        groups: ["a", "b"],
        tags: { owner: "team/a", empty: "", Прощай: "🏁" },
        boundary: "arn:aws:iam::123456789012:policy/tenure/until-2027-03-31",
        attached: ["arn:aws:iam::aws:policy/a", "arn:aws:iam::aws:policy/z"],
        inline: {
          inline: { version: "2012-10-17", statements: [{ effect: "Allow", actions: ["s3:*"], resources: ["*"], conditions: [] }] },
        },
        createdAt: "2026-01-02T03:04:05Z",
      },
    ]);
  });

  it("reads a policy by its default version, whichever that is", async () => {
    const version = (id: string, action: string, isDefault: boolean) => ({
      VersionId: id,
      IsDefaultVersion: isDefault,
      CreateDate: DATE,
      Document: encodeURIComponent(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"${action}","Resource":"*"}]}`),
    });
    const policy = {
      PolicyName: "p",
      Arn: "arn:aws:iam::123456789012:policy/p",
      Path: "/",
      CreateDate: DATE,
      PolicyVersionList: [version("v3", "s3:c", false), version("v1", "s3:a", true), version("v2", "s3:b", false)],
    };
    const { policies } = await read({ IsTruncated: false, Policies: [policy] });
    expect(policies[0]!.document.statements[0]!.actions).toEqual(["s3:a"]);
    expect(policies[0]!.versions.map(({ id, isDefault }) => [id, isDefault])).toEqual([
      ["v3", false],
      ["v1", true],
      ["v2", false],
    ]);
  });

  it.each([
    [
      "a trust policy",
      { RoleDetailList: [role({ AssumeRolePolicyDocument: "{oops" })] },
      "trust policy of arn:aws:iam::123456789012:role/r is not readable: ",
    ],
    [
      "no trust policy",
      { RoleDetailList: [role({ AssumeRolePolicyDocument: undefined })] },
      "trust policy of arn:aws:iam::123456789012:role/r is not readable: ",
    ],
    [
      "an inline policy",
      { UserDetailList: [user("a", { UserPolicyList: [{ PolicyName: "x", PolicyDocument: "[]" }] })] },
      "inline policy x of arn:aws:iam::123456789012:user/a is not readable: ",
    ],
    [
      "a policy without a default version",
      { Policies: [{ PolicyName: "p", Arn: "arn:aws:iam::1:policy/p", CreateDate: DATE, PolicyVersionList: [] }] },
      "default version of arn:aws:iam::1:policy/p is not readable: ",
    ],
    ["no ARN", { UserDetailList: [user("a", { Arn: undefined })] }, "an entity without ARN or name (a)"],
    [
      "an inline policy without name",
      { UserDetailList: [user("a", { UserPolicyList: [{ PolicyDocument: TRUST }] })] },
      "an inline policy of arn:aws:iam::123456789012:user/a without name",
    ],
    [
      "an attached policy without ARN",
      { UserDetailList: [user("a", { AttachedManagedPolicies: [{ PolicyName: "x" }] })] },
      "an attached policy of arn:aws:iam::123456789012:user/a without ARN",
    ],
    [
      "a boundary without ARN",
      { RoleDetailList: [role({ PermissionsBoundary: { PermissionsBoundaryType: "Policy" } })] },
      "a permissions boundary of arn:aws:iam::123456789012:role/r without ARN",
    ],
    [
      "a tag without key",
      { UserDetailList: [user("a", { Tags: [{ Value: "x" }] })] },
      "a tag of arn:aws:iam::123456789012:user/a without key",
    ],
    ["no date", { UserDetailList: [user("a", { CreateDate: undefined })] }, "no creation date of arn:aws:iam::123456789012:user/a"],
  ] as const)("is not complete when something of it cannot be read: %s", async (_, page, says) => {
    const error = await read({ IsTruncated: false, ...page } as never).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(PartError);
    expect((error as PartError).message.startsWith(says)).toBe(true);
    expect((error as PartError).operation).toBe("GetAccountAuthorizationDetails");
  });

  it("reads what AWS has, boundaries included", async () => {
    const account = testAccount();
    const clients = clientsOf(account.client);
    await makeReal(smallIn(account), clients);
    await clients.iam.send(new CreateUserCommand({ UserName: "x+y=z,@_.-", Path: "/a/b/" }));
    const policy = `arn:aws:iam::${account.id}:policy/ledger-write`;
    const document = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}';
    await clients.iam.send(new CreatePolicyVersionCommand({ PolicyArn: policy, PolicyDocument: document, SetAsDefault: true }));
    const { users, policies } = await readAuthorization(clients.iam, recorderOf("aws-iam"));
    clients.close();
    expect(users.map(({ arn, boundary }) => [arn, boundary])).toEqual([
      [`arn:aws:iam::${account.id}:user/a/b/x+y=z,@_.-`, null],
      [`arn:aws:iam::${account.id}:user/exporter`, `arn:aws:iam::${account.id}:policy/tenure/until-2027-03-31`],
      [`arn:aws:iam::${account.id}:user/w1`, `arn:aws:iam::${account.id}:policy/tenure/until-2027-03-31`],
    ]);
    expect(policies.find(({ arn }) => arn === policy)!.document.statements[0]!.actions).toEqual(["s3:GetObject"]);
  });
});
