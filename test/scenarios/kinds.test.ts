import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  DeleteAccessKeyCommand,
  DeleteRoleCommand,
  DeleteUserPolicyCommand,
  IAMClient,
  ListUsersCommand,
  PutUserPolicyCommand,
} from "@aws-sdk/client-iam";
import { GetSecretValueCommand, ListSecretsCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { AssumeRoleCommand, AssumeRoleWithWebIdentityCommand, type Credentials, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { deployAccount } from "../../scripts/command/deploy-account.ts";
import { observe } from "../../scripts/command/observe.ts";
import type { Source } from "../../scripts/command/source.ts";
import { compare } from "../../scripts/compare/compare.ts";
import { NO_EXTRA } from "../../scripts/compare/extra.ts";
import { embeddedEngine } from "../../scripts/engine/embedded/embedded.ts";
import type { Engine } from "../../scripts/engine/port.ts";
import type { Observation } from "../../scripts/observe/observation.ts";
import { isNotice } from "../../scripts/report/drift-json.ts";
import { readDeclared } from "../../stacks/files/read.ts";
import type { Tree } from "../../stacks/files/tree.ts";
import { closedContext } from "../../stacks/iam/context.ts";
import { evaluate } from "../../stacks/iam/evaluate.ts";
import { type GrantRecord, grantCommand } from "../../stacks/kinds/grants.ts";
import { KINDS } from "../../stacks/kinds/kinds.ts";
import { type Instant, instantOf } from "../../stacks/model/instant.ts";
import { TENURE_PATH } from "../../stacks/model/lifecycle.ts";
import { accountOf, type ClientConfiguration, clientOf, type TestAccount, testAccount } from "../support/aws.ts";
import { quietLog } from "../support/fake-engine.ts";
import { personText, SMALL, smallTree } from "../support/small-organisation.ts";
import { REPOSITORY } from "../support/sources.ts";

/**
 * The life of each kind on the emulator that enforces IAM: created, used, disabled, denied, enabled, ended, denied, removed. One deployment
 * for all kinds at each step, by the real program, pack and engine; between the steps whoever holds the access asks for something with it.
 */

const PROGRAM = "a".repeat(64);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Access ends this long after a deployment was begun. Nothing depends on whether it is done by then. */
const AHEAD_MS = 6_000;
const LIMIT_MS = 60_000;
const ISSUER = "id.example.com";
const VENDOR = "999988887777";
const EXTERNAL_ID = "tn-7f3a9c";
const GRANT = "inc-1-w2";

/** Where in its life everything stands. Groups, permissions and providers have no state: they are taken out of what uses them. */
type Step = { ends: Instant; grantEnds: Instant; off: boolean; removed: boolean };

/** The records at a step: one or more of each kind, all ending at once. People beside them act for others and do not change. */
function records({ ends, grantEnds, off }: Step, starts: Instant): Readonly<Record<string, object>> {
  const common = { owner: "team/payments", purpose: "Shows the life of its kind", expires: ends };
  const state = off ? { state: "disabled", disabled: { since: starts, reason: "looked suspicious", ref: "#1" } } : {};
  const oidc = (subject: string) => ({ oidc: { provider: "cluster", audience: "sts.amazonaws.com", subject } });
  const look = { permissions: ["look"] };
  const key = { keys: { primary: { expires: ends } } };
  return {
    "permissions/look": { ...common, statements: [{ allow: ["iam:ListUsers", "sts:AssumeRole"], on: ["*"] }] },
    "groups/lookers": { ...common, ...look },
    "providers/cluster": { ...common, oidc: { url: `https://${ISSUER}`, audiences: ["sts.amazonaws.com"] } },
    "people/w1": { ...common, ...state, owner: "person/w1", groups: ["lookers"], console: true },
    "service-accounts/exporter": { ...common, ...state, ...key, groups: ["lookers"] },
    "service-accounts/member": { ...common, ...key, groups: off ? [] : ["lookers"], secretReaders: ["workloads/reader", "roles/support"] },
    "workloads/worker": { ...common, ...state, ...look, trust: oidc("worker") },
    "workloads/reader": { ...common, permissions: off ? [] : ["look"], trust: oidc("reader") },
    "agents/triage": {
      ...common,
      ...state,
      ...look,
      trust: oidc("triage"),
      sponsor: "person/w1",
      autonomy: { humanInLoop: true, mayDelegate: false },
      kill: { contact: "team/payments", procedure: "npm run disable -- agents/triage" },
    },
    "vendors/backup": {
      ...common,
      ...state,
      ...look,
      contract: { company: "Acme Backup", ends: "2099-12-31" },
      trust: { account: VENDOR, externalId: EXTERNAL_ID },
    },
    "roles/support": { ...common, ...state, ...look, trust: { people: ["person/w2"] } },
    [`grants/${GRANT}`]: {
      ...state,
      who: "person/w2",
      role: "admin",
      reason: "INC-1 restore of the orders table",
      starts,
      ends: grantEnds,
    },
    "break-glass/glass-1": {
      ...common,
      ...state,
      custodians: ["person/w1", "person/w3"],
      role: look,
      drill: { lastAt: starts.slice(0, 10), every: "365d" },
    },
  };
}

describe("test/scenarios/kinds", () => {
  const before = { ...process.env };
  const begun = Date.now();
  const at = (ms: number) => instantOf(new Date(ms));
  const starts = at(begun - 60_000);
  const far: Step = { ends: at(begun + 30 * DAY), grantEnds: at(begun + 6 * HOUR), off: false, removed: false };
  let folder: string;
  let account: TestAccount;
  let engine: Engine;
  let iam: IAMClient;
  let sts: STSClient;
  let secrets: SecretsManagerClient;
  let last: Tree | undefined;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "tenure-kinds-"));
    account = testAccount();
    Object.assign(process.env, account.environment);
    const environment = { ...before, ...account.environment, PULUMI_BACKEND_URL: `file://${folder}`, PULUMI_CONFIG_PASSPHRASE: "" };
    engine = embeddedEngine({ project: REPOSITORY, environment });
    [iam, sts, secrets] = [new IAMClient(account.client), new STSClient(account.client), new SecretsManagerClient(account.client)];
  });
  afterAll(async () => {
    await engine.close();
    for (const client of [iam, sts, secrets]) client.destroy();
    rmSync(folder, { recursive: true });
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    Object.assign(process.env, before);
  });

  function treeAt(step: Step): Tree {
    const retired = { at: starts, reason: "replaced", ref: "#2" };
    const moved = Object.entries(records(step, starts)).map(([ref, fields]): [string, string] =>
      step.removed
        ? [`accounts/prod/retired/${ref}.yaml`, JSON.stringify({ ...fields, retired })]
        : [`accounts/prod/${ref}.yaml`, JSON.stringify(fields)],
    );
    const others = Object.keys(SMALL).filter((path) => path.startsWith("accounts/prod/"));
    return smallTree({
      ...Object.fromEntries(others.map((path) => [path, null])),
      "settings.yaml": `${SMALL["settings.yaml"]}limits: { deploy: { removals: { count: 100, percent: 100 } } }\n`,
      "directory/people/w1.yaml": personText({ login: "ada-l", id: 1, team: "payments" }),
      "accounts/prod/account.yaml": SMALL["accounts/prod/account.yaml"]!.replace(/id: "\d+"/, `id: "${account.id}"`),
      "accounts/prod/people/w2.yaml": JSON.stringify({
        owner: "person/w2",
        purpose: "Acts for grants",
        expires: at(begun + 30 * DAY),
        groups: step.removed ? [] : ["lookers"],
      }),
      "accounts/prod/roles/admin.yaml": JSON.stringify({
        owner: "team/platform",
        purpose: "Administration during incidents",
        expires: at(begun + 30 * DAY),
        permissions: step.removed ? [] : ["look"],
        requestable: { by: ["team/payments"], maxDuration: "8h", approvers: ["team/security"] },
      }),
      ...Object.fromEntries(moved),
    });
  }

  async function deploy(step: Step): Promise<readonly string[]> {
    const [from, to] = [last, treeAt(step)];
    const source: Source = { tree: to, prefix: "stacks/", branch: undefined, description: "HEAD", at: async () => undefined };
    const { stacks } = await deployAccount({
      account: "prod",
      declared: readDeclared(to),
      source,
      mergedOf: () => undefined,
      extra: NO_EXTRA,
      approvers: new Map(),
      lastOf: () => from && { tree: from, declared: readDeclared(from), program: PROGRAM },
      engine,
      program: PROGRAM,
      scratch: mkdtempSync(join(folder, "scratch-")),
      asOf: at(Date.now()),
      dryRun: false,
      refresh: false,
      log: quietLog().log,
    });
    last = to;
    const [{ verdict, unshown, done, readBack, notes }] = stacks as [(typeof stacks)[0]];
    expect([verdict.violations, verdict.notEvaluated, unshown]).toEqual([[], [], []]);
    expect(done?.diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
    expect([done?.result, readBack]).toEqual(["succeeded", { result: "as declared", findings: [] }]);
    return notes;
  }

  /** What somebody is told who asks for something with what they hold. */
  const answer = (asked: Promise<unknown>) =>
    asked.then(
      () => "allowed",
      (error: Error) => error.name,
    );
  const configuration = ({ AccessKeyId, SecretAccessKey, SessionToken }: Credentials): ClientConfiguration =>
    clientOf(account.endpoint, { accessKeyId: AccessKeyId!, secretAccessKey: SecretAccessKey!, sessionToken: SessionToken! });
  const look = (client: ClientConfiguration) => new IAMClient(client).send(new ListUsersCommand({}));
  const roleArn = (name: string) => `arn:aws:iam::${account.id}:role/${name}`;
  const assume = async (client: ClientConfiguration, input: { RoleArn: string; RoleSessionName: string; ExternalId?: string }) =>
    configuration((await new STSClient(client).send(new AssumeRoleCommand(input))).Credentials!);

  /** The key that a deployment put into Secrets Manager for a slot's consumer. */
  async function keyOf(ref: string): Promise<ClientConfiguration> {
    const { SecretList } = await secrets.send(new ListSecretsCommand({}));
    const { Name } = SecretList!.find((secret) => secret.Name!.startsWith(`tenure/${ref}/AKIA`))!;
    const { SecretString } = await secrets.send(new GetSecretValueCommand({ SecretId: Name! }));
    return clientOf(account.endpoint, JSON.parse(SecretString!));
  }

  /** A password signs in to no API: a key made by hand, and taken away again at once, stands for its holder. */
  async function asUser<T>(UserName: string, act: (client: ClientConfiguration) => Promise<T>): Promise<T> {
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
    const { AccessKeyId, SecretAccessKey } = AccessKey!;
    try {
      return await act(clientOf(account.endpoint, { accessKeyId: AccessKeyId!, secretAccessKey: SecretAccessKey! }));
    } finally {
      await iam.send(new DeleteAccessKeyCommand({ UserName, AccessKeyId }));
    }
  }

  async function byToken(name: string, sub = name, issuer = ISSUER): Promise<ClientConfiguration> {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const WebIdentityToken = `${part({ alg: "none" })}.${part({ iss: `https://${issuer}`, aud: "sts.amazonaws.com", sub })}.x`;
    const input = { RoleArn: roleArn(name), RoleSessionName: "run", WebIdentityToken };
    return configuration((await sts.send(new AssumeRoleWithWebIdentityCommand(input))).Credentials!);
  }

  const GLASS = "tenure/break-glass/glass-1";
  /** The emulator also wants a policy of one's own to assume a role that one's trust names: for this once, it has one. */
  async function withoutFactor(client: ClientConfiguration): Promise<unknown> {
    const [UserName, PolicyName] = ["glass-1", "for-this-once"];
    const statement = { Effect: "Allow", Action: "sts:AssumeRole", Resource: "*" };
    const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: statement });
    await iam.send(new PutUserPolicyCommand({ UserName, PolicyName, PolicyDocument }));
    const assumed = assume(client, { RoleArn: roleArn(GLASS), RoleSessionName: "INC-1" });
    return assumed.finally(() => iam.send(new DeleteUserPolicyCommand({ UserName, PolicyName })));
  }

  const bySupport = (client: ClientConfiguration) => assume(client, { RoleArn: roleArn("support"), RoleSessionName: "desk" });
  const asVendor = (ExternalId: string) =>
    assume(accountOf(account.endpoint, VENDOR).client, { RoleArn: roleArn("backup"), RoleSessionName: "nightly", ExternalId });

  /** The exact command that whoever asked for a grant is told, run with what acts for them. */
  function byGrant(client: ClientConfiguration, session?: string): Promise<ClientConfiguration> {
    const home = readDeclared(treeAt(far)).accounts.get("prod")!;
    const command = grantCommand(home.records.get(`grants/${GRANT}`)!.fields as GrantRecord, GRANT, home);
    const [, RoleArn, RoleSessionName] = /^aws sts assume-role --role-arn (\S+) --role-session-name (\S+)$/.exec(command)!;
    return assume(client, { RoleArn: RoleArn!, RoleSessionName: session ?? RoleSessionName! });
  }

  /** How whoever holds a record's access asks for something, by the record. */
  const uses: Readonly<Record<string, () => Promise<unknown>>> = {
    "people/w1": () => asUser("w1", look),
    "service-accounts/exporter": async () => look(await keyOf("service-accounts/exporter")),
    "groups/lookers, by a member": async () => look(await keyOf("service-accounts/member")),
    "permissions/look, by a workload": async () => look(await byToken("reader")),
    "providers/cluster, workloads/worker": async () => look(await byToken("worker")),
    "agents/triage": async () => look(await byToken("triage")),
    "vendors/backup": async () => look(await asVendor(EXTERNAL_ID)),
    "roles/support": async () => look(await asUser("w2", bySupport)),
    [`grants/${GRANT}`]: async () => look(await asUser("w2", byGrant)),
  };
  /** Those who try what is not theirs: never let in, whatever the step. */
  const strangers: typeof uses = {
    "another subject of the issuer": async () => look(await byToken("worker", "somebody-else")),
    "another issuer": async () => look(await byToken("worker", "worker", "id.example.org")),
    "the vendor, made to act for somebody else": async () => look(await asVendor("tn-other")),
    "somebody else's standing role": async () => look(await asUser("w1", bySupport)),
    "somebody else's grant": async () => look(await asUser("w1", byGrant)),
    "a grant under another session name": async () => look(await asUser("w2", (client) => byGrant(client, "other"))),
    "break-glass without a second factor": () => asUser("glass-1", withoutFactor),
  };
  const all = (of: typeof uses, expected: unknown) => Object.fromEntries(Object.keys(of).map((who) => [who, expected]));
  async function answers(of: typeof uses): Promise<Record<string, string>> {
    const found: Record<string, string> = {};
    for (const [who, use] of Object.entries(of)) found[who] = await answer(use());
    return found;
  }

  const prod = () => readDeclared(last!).accounts.get("prod")!;
  const observed = () => observe(prod(), readDeclared(last!), true, quietLog().log);
  const found = (observation: Observation) => {
    const { findings, unknown } = compare(readDeclared(last!), observation, at(Date.now()));
    // That an end is near is only said.
    const serious = findings.filter((finding) => !isNotice(finding));
    return { findings: serious.map(({ check, record }) => `${check} ${record}`).sort(), unknown };
  };

  /** Whether break-glass opens, and what it may do then. The emulator knows no second factor: so our own evaluator, with the documents that AWS has. */
  function byGlass({ parts }: Observation, session: string, factor: Record<string, string>) {
    const { roles, policies } = known(parts.authorization);
    const role = roles.find(({ arn }) => arn === roleArn(GLASS))!;
    const [boundary, ...own] = [role.boundary, ...role.attached].map((arn) => policies.find((policy) => policy.arn === arn));
    const context = closedContext({ "sts:RoleSessionName": session, "aws:CurrentTime": at(Date.now()), ...factor });
    const permitted = { policies: own.map((policy) => ({ name: policy!.name, document: policy!.document })), boundary };
    return [
      evaluate({ policies: [{ name: "trust", document: role.trust }] }, { action: "sts:AssumeRole", resource: role.arn, context }).decision,
      evaluate(permitted, { action: "iam:ListUsers", resource: "*", context }).decision,
    ];
  }
  const FACTOR = { "aws:MultiFactorAuthPresent": "true", "aws:MultiFactorAuthAge": "60" };

  let created: Observation;
  let sessions: typeof uses;

  it("is created as declared, and drift finds nothing", { timeout: LIMIT_MS }, async () => {
    expect([...new Set(Object.keys(records(far, starts)).map((ref) => ref.split("/")[0]!))].sort()).toEqual(Object.keys(KINDS).sort());
    const notes = await deploy(far);
    expect(notes).toContain(
      `grants/${GRANT}, for person/w2: aws sts assume-role --role-arn ${roleArn(`tenure/grants/admin-${GRANT}`)} --role-session-name ${GRANT}`,
    );
    created = await observed();
    expect(found(created)).toEqual({ findings: [], unknown: [] });
  });

  it("lets in whom the record means, and nobody else", { timeout: LIMIT_MS }, async () => {
    expect(await answers(uses)).toEqual(all(uses, "allowed"));
    expect(await answers(strangers)).toEqual(all(strangers, "AccessDenied"));
    expect(byGlass(created, "INC-1", FACTOR)).toEqual(["allowed", "allowed"]);
    expect(byGlass(created, "INC-1", {})[0]).toBe("denied");
    expect(byGlass(created, "INC-1", { ...FACTOR, "aws:MultiFactorAuthAge": "3600" })[0]).toBe("denied");
    expect(byGlass(created, "curiosity", FACTOR)[0]).toBe("denied");
  });

  it("lets no grant and no agent go onward to a role that lets in everybody of the account", { timeout: LIMIT_MS }, async () => {
    const trust = {
      Version: "2012-10-17",
      Statement: { Effect: "Allow", Principal: { AWS: `arn:aws:iam::${account.id}:root` }, Action: "sts:AssumeRole" },
    };
    await iam.send(new CreateRoleCommand({ RoleName: "onward", AssumeRolePolicyDocument: JSON.stringify(trust) }));
    const onward = async (client: ClientConfiguration) => assume(client, { RoleArn: roleArn("onward"), RoleSessionName: "x" });
    expect({
      grant: await answer(asUser("w2", byGrant).then(onward)),
      agent: await answer(byToken("triage").then(onward)),
      workload: await answer(byToken("worker").then(onward)),
    }).toEqual({ grant: "AccessDenied", agent: "AccessDenied", workload: "allowed" });
    await iam.send(new DeleteRoleCommand({ RoleName: "onward" }));
  });

  it("is denied everything while it is disabled, in sessions that are open too", { timeout: LIMIT_MS }, async () => {
    const open = {
      worker: await byToken("worker"),
      agent: await byToken("triage"),
      vendor: await asVendor(EXTERNAL_ID),
      "standing role": await asUser("w2", bySupport),
      grant: await asUser("w2", byGrant),
    };
    sessions = Object.fromEntries(Object.entries(open).map(([who, client]) => [`a live session: ${who}`, () => look(client)]));
    expect(await answers(sessions)).toEqual(all(sessions, "allowed"));
    const notes = await deploy({ ...far, off: true });
    expect(notes.filter((note) => note.startsWith("grants/"))).toEqual([]);
    expect(await answers({ ...uses, ...sessions })).toEqual({
      ...all({ ...uses, ...sessions }, "AccessDenied"),
      "service-accounts/exporter": "InvalidClientTokenId",
    });
    // Stopped by hand, a session of it may begin and do nothing.
    expect(byGlass(await observed(), "INC-1", FACTOR)).toEqual(["allowed", "denied"]);
  });

  it("works as before once it is enabled, and AWS is as it was", { timeout: LIMIT_MS }, async () => {
    await deploy(far);
    expect(await answers({ ...uses, ...sessions })).toEqual(all({ ...uses, ...sessions }, "allowed"));
    expect(lasting(await observed())).toEqual(lasting(created));
  });

  it("ends at its second and not before, in sessions that are open too", { timeout: 2 * LIMIT_MS }, async () => {
    const end = at(Date.now() + AHEAD_MS);
    const keys = { exporter: await keyOf("service-accounts/exporter"), member: await keyOf("service-accounts/member") };
    // Those who need no hand at the account: nothing but the deployment writes while it runs.
    const asked: typeof uses = {
      ...sessions,
      ...Object.fromEntries(Object.entries(keys).map(([who, client]) => [who, () => look(client)])),
    };
    const seen: { who: string; from: number; to: number; said: string }[] = [];
    let deployed = Number.POSITIVE_INFINITY;
    const watch = async () => {
      const isLast = Date.now() >= Math.max(deployed, Date.parse(end));
      for (const [who, use] of Object.entries(asked)) {
        const from = Date.now();
        const said = await answer(use());
        seen.push({ who, from, to: Date.now(), said });
      }
      return isLast;
    };
    const deployment = deploy({ ...far, ends: end, grantEnds: end }).finally(() => {
      deployed = Date.now();
    });
    await Promise.all([deployment, vi.waitUntil(watch, { timeout: 2 * LIMIT_MS, interval: 100 })]);
    const ended = Math.max(deployed, Date.parse(end));
    expect(seen.filter(({ said, to }) => said !== "allowed" && to < Date.parse(end))).toEqual([]);
    expect(seen.filter(({ said, from }) => said !== "AccessDenied" && from >= ended)).toEqual([]);
    expect(new Set(seen.filter(({ from }) => from >= ended).map(({ who }) => who))).toEqual(new Set(Object.keys(asked)));
    expect(await answers(uses)).toEqual(all(uses, "AccessDenied"));
    const observation = await observed();
    // An end that nobody renewed in time would lock everybody out in the worst hour.
    expect(byGlass(observation, "INC-1", FACTOR)).toEqual(["allowed", "allowed"]);
    const { findings, unknown } = found(observation);
    const ending = Object.keys(records(far, starts)).map((ref) => (ref.startsWith("grants/") ? `grant-ended ${ref}` : `expired ${ref}`));
    expect([[...new Set(findings)], unknown]).toEqual([ending.sort(), []]);
  });

  it("is gone once it is removed", { timeout: 2 * LIMIT_MS }, async () => {
    const ended = { ...far, ends: at(Date.now() + DAY), off: true };
    const keys = { exporter: await keyOf("service-accounts/exporter"), member: await keyOf("service-accounts/member") };
    await deploy(ended);
    await deploy({ ...ended, removed: true });
    const { "people/w1": person, "service-accounts/exporter": _e, "groups/lookers, by a member": _m, ...byRole } = uses;
    expect(await answers({ ...byRole, ...sessions })).toEqual(all({ ...byRole, ...sessions }, "AccessDenied"));
    expect(await answer(person!())).toBe("NoSuchEntityException");
    expect(await Promise.all(Object.values(keys).map((client) => answer(look(client))))).toEqual(Array(2).fill("InvalidClientTokenId"));
    const observation = await observed();
    expect(found(observation)).toEqual({ findings: [], unknown: [] });
    const { users, roles, groups, policies, providers } = lasting(observation);
    const names = [users, roles, groups, policies, providers].map((all) => all.map(({ path, name }) => `${path}${name}`));
    expect(names).toEqual([["/w2"], [], [], expect.arrayContaining(["/tenure/disabled"]), []]);
    expect(policies.filter(({ path }) => path !== "/tenure/")).toEqual([]);
  });
});

function known<T>(part: { complete: true; value: T } | { complete: false }): T {
  if (!part.complete) throw new Error("expected a complete part of the observation");
  return part.value;
}

/** What AWS has, without the times at which anybody looked or used it. */
function lasting({ parts }: Observation) {
  const { users, roles, groups, policies } = known(parts.authorization);
  return {
    users,
    roles: roles.map(({ lastUsedAt: _, ...role }) => role),
    groups,
    // Boundaries come and go with the ends that are in use: the same name is the same document.
    policies: policies.map(({ createdAt, versions, ...policy }) =>
      policy.path === TENURE_PATH ? policy : { ...policy, createdAt, versions },
    ),
    providers: known(parts.providers),
    sessions: known(parts.sessions),
    keys: known(parts.keys).map(({ lastUsedAt: _, ...key }) => key),
    slots: known(parts.slots),
    consoles: known(parts.credentials).rows.map(({ user, console: hasPassword }) => [user, hasPassword]),
  };
}
