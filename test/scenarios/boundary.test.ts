import {
  AttachRolePolicyCommand,
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateOpenIDConnectProviderCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeletePolicyCommand,
  DeleteUserPermissionsBoundaryCommand,
  GetUserCommand,
  IAMClient,
  ListUsersCommand,
  PutRolePermissionsBoundaryCommand,
  PutUserPermissionsBoundaryCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
} from "@aws-sdk/client-iam";
import { AssumeRoleCommand, GetSessionTokenCommand, STSClient } from "@aws-sdk/client-sts";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { boundaryDocument } from "../../stacks/expiry.ts";
import { closedContext } from "../../stacks/iam/context.ts";
import { documentOf, printDocument } from "../../stacks/iam/document.ts";
import { evaluate } from "../../stacks/iam/evaluate.ts";
import { type Instant, instantOf } from "../../stacks/model/instant.ts";
import { boundaryName } from "../../stacks/model/lifecycle.ts";
import { clientOf, type TestAccount, testAccount } from "../support/aws.ts";

/**
 * The boundary on the emulator that enforces IAM: whether the documents that we write end access, at the second, whoever asks and however.
 * Its clock is the machine's, so ends are a few seconds ahead and denial is waited for, with a limit.
 */

const ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess";
/** Long enough for everybody to have asked once before. */
const AHEAD_MS = 10_000;
const LIMIT_MS = 30_000;
const FAR = "2099-01-01T00:00:00Z" as Instant;

type Caller = [who: string, iam: IAMClient];

async function makeBoundary({ id, client }: TestAccount, name: string): Promise<string> {
  const PolicyDocument = printDocument(boundaryDocument(name, { partition: "aws", accountId: id }));
  const { Policy } = await new IAMClient(client).send(new CreatePolicyCommand({ Path: "/tenure/", PolicyName: name, PolicyDocument }));
  return Policy!.Arn!;
}

/** A user with a key and a role, both administrators under the same boundary, and everybody who acts through them. */
async function makeAdministrators(account: TestAccount, PermissionsBoundary: string): Promise<readonly Caller[]> {
  const iam = new IAMClient(account.client);
  await iam.send(new CreateUserCommand({ UserName: "ada", PermissionsBoundary }));
  await iam.send(new AttachUserPolicyCommand({ UserName: "ada", PolicyArn: ADMINISTRATOR }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: "ada" }));
  const key = clientOf(account.endpoint, { accessKeyId: AccessKey!.AccessKeyId!, secretAccessKey: AccessKey!.SecretAccessKey! });
  const trust = documentOf({
    effect: "Allow",
    principals: [{ type: "AWS", values: [`arn:aws:iam::${account.id}:root`] }],
    actions: ["sts:AssumeRole", "sts:TagSession"],
    conditions: [],
  });
  await iam.send(new CreateRoleCommand({ RoleName: "admin", AssumeRolePolicyDocument: printDocument(trust), PermissionsBoundary }));
  await iam.send(new AttachRolePolicyCommand({ RoleName: "admin", PolicyArn: ADMINISTRATOR }));
  const sts = new STSClient(account.client);
  const assume = (RoleSessionName: string, tags: Record<string, string>) =>
    sts.send(
      new AssumeRoleCommand({
        RoleArn: `arn:aws:iam::${account.id}:role/admin`,
        RoleSessionName,
        Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
      }),
    );
  const sessions = [
    ["a session of the user", await new STSClient(key).send(new GetSessionTokenCommand({}))],
    ["a live session of the role", await assume("night", {})],
    ["a session with tags of its own", await assume("tagged", { expires: FAR, owner: "team/security", "managed-by": "tenure" })],
  ] as const;
  const callers = sessions.map(([who, { Credentials }]): Caller => {
    const { AccessKeyId, SecretAccessKey, SessionToken } = Credentials!;
    const credentials = { accessKeyId: AccessKeyId!, secretAccessKey: SecretAccessKey!, sessionToken: SessionToken! };
    return [who, new IAMClient(clientOf(account.endpoint, credentials))];
  });
  return [["the user's key", new IAMClient(key)], ...callers];
}

/** Renewal, disabling and an earlier end are all the same: another boundary in the place of the one that is there. */
async function swap({ client }: TestAccount, PermissionsBoundary: string): Promise<void> {
  const iam = new IAMClient(client);
  await iam.send(new PutUserPermissionsBoundaryCommand({ UserName: "ada", PermissionsBoundary }));
  await iam.send(new PutRolePermissionsBoundaryCommand({ RoleName: "admin", PermissionsBoundary }));
}

const answer = (asked: Promise<unknown>) =>
  asked.then(
    () => "allowed",
    (error: Error) => error.name,
  );
const answers = (callers: readonly Caller[]) =>
  Promise.all(callers.map(async ([who, iam]) => [who, await answer(iam.send(new ListUsersCommand({})))]));
const all = (callers: readonly Caller[], expected: string) => callers.map(([who]) => [who, expected]);

describe("test/scenarios/boundary: on the emulator", () => {
  let account: TestAccount;
  let callers: readonly Caller[];
  let far: string;
  beforeAll(async () => {
    account = testAccount();
    far = await makeBoundary(account, boundaryName(FAR));
    callers = await makeAdministrators(account, far);
  }, LIMIT_MS);

  it("stops everybody at once when it is the one that denies everything, and gives back exactly what was when it is swapped back", async () => {
    expect(await answers(callers)).toEqual(all(callers, "allowed"));
    await swap(account, await makeBoundary(account, "disabled"));
    expect(await answers(callers)).toEqual(all(callers, "AccessDenied"));
    await swap(account, far);
    expect(await answers(callers)).toEqual(all(callers, "allowed"));
  });

  it("keeps an administrator from its own boundary, other people's credentials, trust and sign-in, and agrees with our evaluator", async () => {
    const root = new IAMClient(account.client);
    await root.send(new CreateUserCommand({ UserName: "bob" }));
    const iam = (resource: string) => `arn:aws:iam::${account.id}:${resource}`;
    const [, ada] = callers[0]!;
    const trust = printDocument(
      documentOf({ effect: "Allow", principals: [{ type: "AWS", values: ["*"] }], actions: ["sts:AssumeRole"], conditions: [] }),
    );
    const own = printDocument(documentOf({ effect: "Allow", actions: ["*"], resources: ["*"], conditions: [] }));
    // Not asked here: what the emulator answers otherwise than AWS documents, since it knows no defaults of policy variables (one's own credentials)
    // and no ARN of a policy that is yet to be made (a boundary made before the pipeline makes it).
    const asked: [action: string, resource: string, ask: () => Promise<unknown>][] = [
      ["iam:GetUser", iam("user/bob"), () => ada.send(new GetUserCommand({ UserName: "bob" }))],
      ["iam:DeleteUserPermissionsBoundary", iam("user/ada"), () => ada.send(new DeleteUserPermissionsBoundaryCommand({ UserName: "ada" }))],
      [
        "iam:CreatePolicyVersion",
        far,
        () => ada.send(new CreatePolicyVersionCommand({ PolicyArn: far, PolicyDocument: own, SetAsDefault: true })),
      ],
      ["iam:DeletePolicy", far, () => ada.send(new DeletePolicyCommand({ PolicyArn: far }))],
      [
        "iam:UpdateAssumeRolePolicy",
        iam("role/admin"),
        () => ada.send(new UpdateAssumeRolePolicyCommand({ RoleName: "admin", PolicyDocument: trust })),
      ],
      ["iam:UpdateRole", iam("role/admin"), () => ada.send(new UpdateRoleCommand({ RoleName: "admin", MaxSessionDuration: 43_200 }))],
      ["iam:CreateAccessKey", iam("user/bob"), () => ada.send(new CreateAccessKeyCommand({ UserName: "bob" }))],
      [
        "iam:CreateOpenIDConnectProvider",
        iam("oidc-provider/example.org"),
        () => ada.send(new CreateOpenIDConnectProviderCommand({ Url: "https://example.org", ClientIDList: ["x"] })),
      ],
      ["iam:CreateUser", iam("user/new"), () => ada.send(new CreateUserCommand({ UserName: "new" }))],
    ];
    const administrator = {
      name: "administrator",
      document: documentOf({ effect: "Allow", actions: ["*"], resources: ["*"], conditions: [] }),
    };
    const boundary = { name: far, document: boundaryDocument(boundaryName(FAR), { partition: "aws", accountId: account.id }) };
    const context = closedContext({ "aws:username": "ada", "aws:CurrentTime": instantOf(new Date()) });
    const expected = asked.map(([action, resource]) => {
      const { decision } = evaluate({ policies: [administrator], boundary }, { action, resource, context });
      return [action, resource, decision === "allowed" ? "allowed" : "AccessDenied"];
    });
    const found = [];
    for (const [action, resource, ask] of asked) found.push([action, resource, await answer(ask())]);
    expect(found).toEqual(expected);
    expect(expected.filter(([, , decision]) => decision === "allowed").map(([action]) => action)).toEqual(["iam:GetUser"]);
  });

  it("ends access at its second and not before, for keys and for every session that is open", {
    timeout: AHEAD_MS + LIMIT_MS,
  }, async () => {
    const end = instantOf(new Date(Date.now() + AHEAD_MS));
    await swap(account, await makeBoundary(account, boundaryName(end)));
    const before = await answers(callers);
    expect(Date.now()).toBeLessThan(Date.parse(end));
    expect(before).toEqual(all(callers, "allowed"));
    await vi.waitFor(async () => expect(await answers(callers)).toEqual(all(callers, "AccessDenied")), {
      timeout: LIMIT_MS,
      interval: 250,
    });
    expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(end));
    const again = new STSClient(account.client).send(
      new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${account.id}:role/admin`, RoleSessionName: "after" }),
    );
    const { AccessKeyId, SecretAccessKey, SessionToken } = (await again).Credentials!;
    const credentials = { accessKeyId: AccessKeyId!, secretAccessKey: SecretAccessKey!, sessionToken: SessionToken! };
    expect(await answers([["a new session", new IAMClient(clientOf(account.endpoint, credentials))]])).toEqual([
      ["a new session", "AccessDenied"],
    ]);
  });
});
