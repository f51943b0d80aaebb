import {
  AddUserToGroupCommand,
  AttachGroupPolicyCommand,
  AttachRolePolicyCommand,
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateGroupCommand,
  CreateLoginProfileCommand,
  CreateOpenIDConnectProviderCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  type IAMClient,
  PutGroupPolicyCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
  UpdateAccessKeyCommand,
} from "@aws-sdk/client-iam";

type Document = Readonly<Record<string, unknown>>;
type Tags = Readonly<Record<string, string>>;

const statement = (more: Document): string => JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...more }] });
const tagList = (tags: Tags) => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
const READ = { Action: "s3:GetObject", Resource: "*" };

/** Twenty forms of trust that living accounts have, by the name of their role. `home` is the account's id. */
export function trusts(home: string): Readonly<Record<string, Document>> {
  const assume = { Action: "sts:AssumeRole" };
  const web = { Action: "sts:AssumeRoleWithWebIdentity" };
  const github = { Federated: `arn:aws:iam::${home}:oidc-provider/token.actions.githubusercontent.com` };
  const cluster = { Federated: `arn:aws:iam::${home}:oidc-provider/oidc.cluster.example/id/ABC` };
  return {
    lambda: { ...assume, Principal: { Service: "lambda.amazonaws.com" } },
    ec2: { ...assume, Principal: { Service: "ec2.amazonaws.com" } },
    "two-services": { ...assume, Principal: { Service: ["ecs-tasks.amazonaws.com", "events.amazonaws.com"] } },
    "source-account": {
      ...assume,
      Principal: { Service: "sns.amazonaws.com" },
      Condition: { StringEquals: { "aws:SourceAccount": home } },
    },
    "source-arn": {
      ...assume,
      Principal: { Service: "scheduler.amazonaws.com" },
      Condition: { ArnLike: { "aws:SourceArn": `arn:aws:scheduler:us-east-1:${home}:schedule/*/*` } },
    },
    bedrock: { ...assume, Principal: { Service: "bedrock.amazonaws.com" } },
    "own-root": { ...assume, Principal: { AWS: `arn:aws:iam::${home}:root` } },
    "vendor-with-id": {
      ...assume,
      Principal: { AWS: "arn:aws:iam::999988887777:root" },
      Condition: { StringEquals: { "sts:ExternalId": "acme-17" } },
    },
    "vendor-without-id": { ...assume, Principal: { AWS: "arn:aws:iam::999988887777:root" } },
    "vendor-by-number": { ...assume, Principal: { AWS: "999988887777" } },
    "foreign-role": { ...assume, Principal: { AWS: "arn:aws:iam::999988887777:role/reader" } },
    "one-person": { ...assume, Principal: { AWS: `arn:aws:iam::${home}:user/w2` } },
    "with-mfa": {
      ...assume,
      Principal: { AWS: `arn:aws:iam::${home}:root` },
      Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } },
    },
    "own-organisation": { ...assume, Principal: "*", Condition: { StringEquals: { "aws:PrincipalOrgID": "o-abc1234567" } } },
    "by-tag": { ...assume, Principal: { AWS: "*" }, Condition: { StringEquals: { "aws:PrincipalTag/Owner": "payments" } } },
    "github-by-name": {
      ...web,
      Principal: github,
      Condition: { StringLike: { "token.actions.githubusercontent.com:sub": "repo:acme/*" } },
    },
    "github-with-ids": {
      ...web,
      Principal: github,
      Condition: {
        StringEquals: {
          "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
          "token.actions.githubusercontent.com:sub": "repo:acme@123/web@456:environment:production",
        },
      },
    },
    pod: {
      ...web,
      Principal: cluster,
      Condition: {
        StringEquals: {
          "oidc.cluster.example/id/ABC:aud": "sts.amazonaws.com",
          "oidc.cluster.example/id/ABC:sub": "system:serviceaccount:billing:exporter",
        },
      },
    },
    "pod-identity": { Action: ["sts:AssumeRole", "sts:TagSession"], Principal: { Service: "pods.eks.amazonaws.com" } },
    anywhere: {
      Action: ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"],
      Principal: { Service: "rolesanywhere.amazonaws.com" },
      Condition: {
        ArnEquals: { "aws:SourceArn": `arn:aws:rolesanywhere:us-east-1:${home}:trust-anchor/11111111-2222-3333-4444-555555555555` },
      },
    },
  };
}

/** Makes an account as nobody would plan one: odd names, paths, tags in every case, all kinds of trust, policies everywhere, roles of AWS itself. */
export async function makeSurprises(iam: IAMClient, home: string): Promise<void> {
  const user = (UserName: string, tags: Tags = {}, Path = "/", boundary?: string) =>
    iam.send(new CreateUserCommand({ UserName, Path, Tags: tagList(tags), ...(boundary ? { PermissionsBoundary: boundary } : {}) }));
  const policy = (PolicyName: string, PolicyDocument: string, tags: Tags = {}, Path = "/") =>
    iam.send(new CreatePolicyCommand({ PolicyName, PolicyDocument, Path, Tags: tagList(tags) }));
  const role = (RoleName: string, trust: Document, tags: Tags = {}, Path = "/") =>
    iam.send(
      new CreateRoleCommand({
        RoleName,
        Path,
        Description: `what ${RoleName} does`,
        AssumeRolePolicyDocument: statement(trust),
        Tags: tagList(tags),
      }),
    );
  const arn = (rest: string) => `arn:aws:iam::${home}:${rest}`;

  await policy("ledger-read", statement(READ), { Team: "payments", Owner: "ledger guild" });
  await policy("deep", statement({ Action: "sqs:*", Resource: "*" }), {}, "/apps/queue/");
  await policy("old-grammar", JSON.stringify({ Version: "2008-10-17", Statement: [{ Effect: "Allow", ...READ }] }));
  await policy(
    "by-owner",
    statement({ ...READ, Condition: { StringEquals: { "aws:ResourceTag/owner": "$" + "{aws:PrincipalTag/Owner}" } } }),
  );
  await policy("iam+admin=all,of@it", statement({ Action: "iam:*", Resource: "*" }));
  await policy("narrow", statement({ Action: ["s3:*", "sqs:*"], Resource: "*" }));

  await iam.send(new CreateGroupCommand({ GroupName: "Developers", Path: "/people/" }));
  await iam.send(new AttachGroupPolicyCommand({ GroupName: "Developers", PolicyArn: arn("policy/ledger-read") }));
  await iam.send(new AttachGroupPolicyCommand({ GroupName: "Developers", PolicyArn: arn("policy/apps/queue/deep") }));
  await iam.send(new PutGroupPolicyCommand({ GroupName: "Developers", PolicyName: "inline-one", PolicyDocument: statement(READ) }));
  await iam.send(new CreateGroupCommand({ GroupName: "empty_group" }));

  await iam.send(
    new CreateOpenIDConnectProviderCommand({ Url: "https://token.actions.githubusercontent.com", ClientIDList: ["sts.amazonaws.com"] }),
  );
  await iam.send(
    new CreateOpenIDConnectProviderCommand({
      Url: "https://oidc.cluster.example/id/ABC",
      ClientIDList: ["sts.amazonaws.com"],
      Tags: tagList({ cluster: "blue" }),
    }),
  );

  await user("w2", { "Cost Center": "42" }, "/people/");
  await user("bob-k@example.com", { Department: "Ledger: old + new" }, "/people/");
  await user("stranger", { OWNER: "nobody we know" });
  await user("payments.exporter+nightly=1", { Owner: "Team Payments", Purpose: "Nightly export: all of it", EXPIRES: "never" }, "/apps/");
  await user("unlucky1", {});
  await user("unluckyl", {});
  await user("bounded", {}, "/", arn("policy/narrow"));
  await user("bounded-by-aws", {}, "/", "arn:aws:iam::aws:policy/ReadOnlyAccess");
  for (const UserName of ["w2", "bob-k@example.com", "stranger"])
    await iam.send(new CreateLoginProfileCommand({ UserName, Password: "Correct-horse-battery-9" }));
  for (const UserName of ["w2", "bob-k@example.com"]) await iam.send(new AddUserToGroupCommand({ UserName, GroupName: "Developers" }));
  await iam.send(new AddUserToGroupCommand({ UserName: "stranger", GroupName: "empty_group" }));
  await iam.send(new AttachUserPolicyCommand({ UserName: "stranger", PolicyArn: arn("policy/iam+admin=all,of@it") }));
  await iam.send(new AttachUserPolicyCommand({ UserName: "payments.exporter+nightly=1", PolicyArn: arn("policy/old-grammar") }));
  await iam.send(
    new PutUserPolicyCommand({ UserName: "payments.exporter+nightly=1", PolicyName: "Write", PolicyDocument: statement(READ) }),
  );
  for (const UserName of ["payments.exporter+nightly=1", "payments.exporter+nightly=1", "unlucky1", "w2"]) {
    const { AccessKey: key } = await iam.send(new CreateAccessKeyCommand({ UserName }));
    if (UserName === "unlucky1")
      await iam.send(new UpdateAccessKeyCommand({ UserName, AccessKeyId: key!.AccessKeyId!, Status: "Inactive" }));
  }

  for (const [name, trust] of Object.entries(trusts(home)))
    await role(name, trust, name === "lambda" ? { Team: "web", Record: "mine" } : {});
  await role(
    "deep-role",
    { Action: "sts:AssumeRole", Principal: { Service: "lambda.amazonaws.com" } },
    { "Managed-By": "terraform" },
    "/apps/queue/",
  );
  await iam.send(new AttachRolePolicyCommand({ RoleName: "deep-role", PolicyArn: arn("policy/apps/queue/deep") }));
  await iam.send(new AttachRolePolicyCommand({ RoleName: "lambda", PolicyArn: arn("policy/ledger-read") }));
  await iam.send(new AttachRolePolicyCommand({ RoleName: "lambda", PolicyArn: "arn:aws:iam::aws:policy/AdministratorAccess" }));
  await iam.send(new PutRolePolicyCommand({ RoleName: "lambda", PolicyName: "Inline", PolicyDocument: statement(READ) }));
  await role(
    "AWSServiceRoleForSupport",
    { Action: "sts:AssumeRole", Principal: { Service: "support.amazonaws.com" } },
    {},
    "/aws-service-role/support.amazonaws.com/",
  );
  await role(
    "AWSReservedSSO_reader_0123456789abcdef",
    { Action: "sts:AssumeRoleWithSAML", Principal: { Federated: arn("saml-provider/AWSSSO_x_DO_NOT_DELETE") } },
    {},
    "/aws-reserved/sso.amazonaws.com/",
  );
}
