import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  DeleteUserCommand,
  GetRoleCommand,
  IAMClient,
  TagRoleCommand,
} from "@aws-sdk/client-iam";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type DeployedAccount, deployAccount } from "../../scripts/command/deploy-account.ts";
import { readExtra } from "../../scripts/command/extra.ts";
import { observe } from "../../scripts/command/observe.ts";
import type { Source } from "../../scripts/command/source.ts";
import { compare } from "../../scripts/compare/compare.ts";
import { embeddedEngine } from "../../scripts/engine/embedded/embedded.ts";
import type { Engine } from "../../scripts/engine/port.ts";
import { readDeclared } from "../../stacks/files/read.ts";
import type { Tree } from "../../stacks/files/tree.ts";
import type { Instant } from "../../stacks/model/instant.ts";
import { type TestAccount, testAccount } from "../support/aws.ts";
import { quietLog } from "../support/fake-engine.ts";
import { type OwnProject, ownProject } from "../support/own-program.ts";
import { AS_OF, edit, PROD, smallTree } from "../support/small-organisation.ts";

const ACCOUNT = "accounts/prod/account.yaml";

const PROGRAM = `
import { Policy } from "@pulumi/aws/iam/policy.js";
import { Role } from "@pulumi/aws/iam/role.js";
import { RolePolicyAttachment } from "@pulumi/aws/iam/rolePolicyAttachment.js";
import { User } from "@pulumi/aws/iam/user.js";
import type { Extra } from "../../components/extra.ts";

export function extra({ arn, identity, tags }: Extra): void {
  const ends = { owner: "team/payments", expires: "2027-02-28" } as const;
  const statement = [{ Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::builds/*" }];
  const policy = new Policy("read-builds", { name: "read-builds", policy: JSON.stringify({ Version: "2012-10-17", Statement: statement }), tags: tags(ends) });
  const trust = [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "lambda.amazonaws.com" } }];
  const role = new Role("builder", { name: "builder", assumeRolePolicy: JSON.stringify({ Version: "2012-10-17", Statement: trust }), ...identity(ends) });
  new RolePolicyAttachment("builder-reads", { role: role.name, policyArn: arn("policy", "read-builds") }, { dependsOn: [policy] });
  new User("probe", { name: "probe", ...identity({ owner: "team/payments", expires: "2027-03-31" }) });
}
`;

/** A program of the account's own beside its records, from preview to drift, with the real program, pack and engine. */
describe("test/scenarios/extra", () => {
  const before = { ...process.env };
  let folder: string;
  let project: OwnProject;
  let account: TestAccount;
  let environment: NodeJS.ProcessEnv;
  let engine: Engine;
  let iam: IAMClient;
  let tree: Tree;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "tenure-extra-"));
    project = ownProject();
    account = testAccount();
    Object.assign(process.env, account.environment);
    environment = { ...before, ...account.environment, PULUMI_BACKEND_URL: `file://${folder}`, PULUMI_CONFIG_PASSPHRASE: "" };
    engine = embeddedEngine({ project: project.folder, environment });
    iam = new IAMClient(account.client);
    tree = smallTree(edit(ACCOUNT, PROD, account.id));
  });
  afterAll(async () => {
    await engine.close();
    iam.destroy();
    project.remove();
    rmSync(folder, { recursive: true });
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
  });

  const extraOf = () =>
    readExtra("prod", { project: project.folder, declared: readDeclared(tree), tree, asOf: AS_OF, environment: environment });
  async function deploy(): Promise<DeployedAccount> {
    const source: Source = { tree, prefix: "stacks/", branch: undefined, description: "HEAD", at: async () => undefined };
    return deployAccount({
      account: "prod",
      declared: readDeclared(tree),
      source,
      mergedOf: () => undefined,
      approvers: new Map(),
      lastOf: () => undefined,
      engine,
      program: "a".repeat(64),
      scratch: mkdtempSync(join(folder, "scratch-")),
      asOf: AS_OF,
      dryRun: false,
      extra: await extraOf(),
      refresh: false,
      log: quietLog().log,
    });
  }
  async function drift(asOf: Instant = AS_OF) {
    const declared = readDeclared(tree);
    const observation = await observe(declared.accounts.get("prod")!, declared, false, quietLog().log);
    const { findings, unknown } = compare(declared, observation, asOf, await extraOf());
    return { findings: findings.map(({ check, subject, record }) => [check, subject.split(":").at(-1), record]), unknown };
  }

  it("makes what the program declares, with boundaries that no record needs, and reads it back", { timeout: 120_000 }, async () => {
    project.write("prod", PROGRAM);
    const [deployed] = (await deploy()).stacks;
    expect(deployed!.verdict).toMatchObject({ verdict: "pass", violations: [], notEvaluated: [] });
    expect(deployed!.done?.result).toBe("succeeded");
    expect(deployed!.readBack).toEqual({ result: "as declared", findings: [] });
    const { Role } = await iam.send(new GetRoleCommand({ RoleName: "builder" }));
    expect(Role!.PermissionsBoundary!.PermissionsBoundaryArn).toBe(`arn:aws:iam::${account.id}:policy/tenure/until-2027-02-28`);
    expect(Object.fromEntries(Role!.Tags!.map(({ Key, Value }) => [Key, Value]))).toMatchObject({
      owner: "team/payments",
      expires: "2027-02-28T00:00:00Z",
    });
  });

  it("finds nothing in it while AWS is as the program says", { timeout: 60_000 }, async () => {
    expect(await drift()).toEqual({ findings: [], unknown: [] });
  });

  it("finds its end when it has come", { timeout: 60_000 }, async () => {
    const { findings } = await drift("2027-03-01T00:00:00Z" as Instant);
    expect(findings.filter(([, , record]) => record?.startsWith("extra/"))).toEqual([
      ["expired", "policy/read-builds", "extra/read-builds"],
      ["expired", "role/builder", "extra/builder"],
      ["stale", "role/builder", "extra/builder"],
      ["stale", "user/probe", "extra/probe"],
      ["expiring", "user/probe", "extra/probe"],
    ]);
  });

  it("finds what was changed, what is gone, and what only bears the tags of a declared identity", { timeout: 60_000 }, async () => {
    await iam.send(new AttachRolePolicyCommand({ RoleName: "builder", PolicyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess" }));
    await iam.send(new TagRoleCommand({ RoleName: "builder", Tags: [{ Key: "owner", Value: "team/security" }] }));
    await iam.send(new DeleteUserCommand({ UserName: "probe" }));
    const { Role } = await iam.send(new GetRoleCommand({ RoleName: "builder" }));
    const trust = decodeURIComponent(Role!.AssumeRolePolicyDocument!);
    await iam.send(new CreateRoleCommand({ RoleName: "stranger", AssumeRolePolicyDocument: trust, Tags: Role!.Tags }));
    expect((await drift()).findings).toEqual([
      ["changed", "role/builder", "extra/builder"],
      ["unmanaged", "role/stranger", null],
      ["changed", "role/builder", "extra/builder"],
      ["missing", "user/probe", "extra/probe"],
    ]);
  });

  it.each([
    ["does not run", `throw new Error("no such thing");`, /no such thing/],
    ["exports nothing", `export const other = 1;`, /expected `export function extra/],
    ["leaves a name to AWS", PROGRAM.replace('name: "probe", ', ""), /states no `name`/],
    ["names a resource like a record's", PROGRAM.replace('User("probe"', 'User("service-accounts/exporter-2"'), /named like a record's/],
    [
      "uses what is known only later",
      PROGRAM.replace('arn("policy", "read-builds")', "policy.arn"),
      /policyArn of builder-reads is not known/,
    ],
    ["speaks of what nobody declares", PROGRAM.replace("role: role.name", 'role: "elsewhere"'), /role elsewhere, which neither/],
  ])("calls nothing unmanaged while the program %s, and says why", { timeout: 60_000 }, async (_why, text, reason) => {
    project.write("prod", text);
    const { findings, unknown } = await drift();
    expect(findings).toEqual([]);
    expect(unknown.map(({ check }) => check)).toEqual([
      "changed",
      "expired",
      "expiring",
      "expiry-not-enforced",
      "missing",
      "non-compliant",
      "orphaned",
      "stale",
      "unmanaged",
    ]);
    for (const { gap } of unknown) {
      expect(gap).toMatchObject({ source: "accounts/prod/extra.ts", operation: "preview" });
      expect(gap.reason).toMatch(reason);
    }
  });

  it("is judged by the same rules, and known to drift also while it breaks them", { timeout: 120_000 }, async () => {
    const unbounded = PROGRAM.replace('...identity({ owner: "team/payments", expires: "2027-03-31" })', "tags: {}");
    project.write("prod", unbounded);
    const [judged] = (await deploy()).stacks;
    expect(judged!.verdict.verdict).toBe("blocked");
    expect(judged!.verdict.violations.map(({ rule, subject }) => [rule, subject])).toEqual([
      ["boundary-match-expires", "user/probe"],
      ["tags-require-expires", "user/probe"],
      ["tags-require-owner", "user/probe"],
    ]);
    expect(judged!.done).toBeUndefined();
    expect((await drift()).findings).toContainEqual(["missing", "user/probe", "extra/probe"]);
  });
});
