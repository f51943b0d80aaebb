import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  GetUserCommand,
  IAMClient,
  ListAccessKeysCommand,
  ListUsersCommand,
} from "@aws-sdk/client-iam";
import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { deployAccount } from "../../scripts/command/deploy-account.ts";
import type { DeployedStack } from "../../scripts/command/deploy-stack.ts";
import { digestOfSubject } from "../../scripts/command/drift-evidence.ts";
import { observe } from "../../scripts/command/observe.ts";
import type { Source } from "../../scripts/command/source.ts";
import { compare } from "../../scripts/compare/compare.ts";
import { NO_EXTRA } from "../../scripts/compare/extra.ts";
import { branchOf, digestOf } from "../../scripts/decide/change.ts";
import { decide } from "../../scripts/decide/decide.ts";
import type { GitHub } from "../../scripts/emulators/github/github.ts";
import { startGitHub } from "../../scripts/emulators/github/github.ts";
import { embeddedEngine } from "../../scripts/engine/embedded/embedded.ts";
import type { Engine } from "../../scripts/engine/port.ts";
import { readTree } from "../../scripts/github/read/tree.ts";
import type { Written } from "../../scripts/ledger/entry.ts";
import { openLedger } from "../../scripts/ledger/ledger.ts";
import { parseMarker } from "../../scripts/propose/sections/marker.ts";
import { readDeclared } from "../../stacks/files/read.ts";
import { folder as readFolder, type Tree } from "../../stacks/files/tree.ts";
import type { Commit } from "../../stacks/model/declared.ts";
import { clientOf as awsClientOf, type TestAccount, testAccount } from "../support/aws.ts";
import { quietLog } from "../support/fake-engine.ts";
import { inStacks, newRepository, type Repository } from "../support/git.ts";
import { octokitOf } from "../support/github.ts";
import { clientOf } from "../support/repository.ts";
import { type Ran, runCommand } from "../support/run-command.ts";
import { AS_OF, edit, PROD, SMALL, small } from "../support/small-organisation.ts";
import { REPOSITORY } from "../support/sources.ts";

const PROGRAM = "a".repeat(64);
const EXPORTER = "accounts/prod/service-accounts/exporter.yaml";
const WHERE = { owner: "acme", repo: "identities" };

/**
 * The hour in which nobody may wait, on the emulator that enforces IAM: an identity is stopped in AWS before any merge, by the command itself,
 * and nothing that comes afterwards opens it again but an approved change of its record.
 */
describe("test/scenarios/stop", () => {
  const before = { ...process.env };
  let folder: string;
  let account: TestAccount;
  let engine: Engine;
  let iam: IAMClient;
  let github: GitHub;
  let repository: Repository;
  let files: Record<string, string>;
  let last: Tree | undefined;
  let exporter: IAMClient;
  let keyId: string;
  let forget = () => {};

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "tenure-stop-"));
    account = testAccount();
    Object.assign(process.env, account.environment);
    const environment = { ...before, ...account.environment, PULUMI_BACKEND_URL: `file://${folder}`, PULUMI_CONFIG_PASSPHRASE: "" };
    engine = embeddedEngine({ project: REPOSITORY, environment });
    iam = new IAMClient(account.client);
    files = {
      ...SMALL,
      ...edit("accounts/prod/account.yaml", PROD, account.id),
      ...edit(
        "accounts/prod/permissions/ledger-write.yaml",
        's3:PutObject"\n    on: "arn:aws:s3:::ledger/*"',
        'iam:ListUsers"\n    on: "*"',
      ),
    } as Record<string, string>;
    repository = newRepository((clean) => {
      forget = clean;
    });
    repository.commit(inStacks(files));
    repository.git("config", "user.email", "3+sec-s@users.noreply.github.com");
    github = await startGitHub({ files: new Map(Object.entries(inStacks(files)) as [string, string][]), directory: small().directory });
  });
  afterAll(async () => {
    await engine.close();
    await github.close();
    iam.destroy();
    rmSync(folder, { recursive: true });
    forget();
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
  });

  const treeOf = (more: Record<string, string | null> = {}): Tree => {
    const all = Object.entries({ ...files, ...more }).flatMap(([path, text]) => (text === null ? [] : [[path, { text }] as const]));
    return { commit: "1".repeat(40) as Commit, files: new Map(all.sort(([a], [b]) => (a < b ? -1 : 1))) };
  };

  async function deploy(to: Tree, refresh = false): Promise<DeployedStack> {
    const from = last;
    const source: Source = { tree: to, prefix: "stacks/", branch: undefined, description: "HEAD", at: async () => undefined };
    const { stacks } = await deployAccount({
      account: "prod",
      declared: readDeclared(to),
      source,
      mergedOf: () => undefined,
      approvers: new Map(),
      lastOf: () => from && { tree: from, declared: readDeclared(from), program: PROGRAM },
      engine,
      program: PROGRAM,
      scratch: mkdtempSync(join(folder, "scratch-")),
      asOf: AS_OF,
      dryRun: false,
      extra: NO_EXTRA,
      refresh,
      log: quietLog().log,
    });
    if (stacks[0]!.done?.result === "succeeded") last = to;
    return stacks[0]!;
  }

  const stop = (words: readonly string[], more: Readonly<Record<string, string>> = {}): Promise<Ran> =>
    runCommand(
      ["disable", ...words, "--now", "--root", repository.root, "--reason", "its key is on a paste site"],
      { ...account.environment, ...github.environment(), ...more },
      folder,
    );
  const inAws = async (UserName = "exporter") => {
    const { User } = await iam.send(new GetUserCommand({ UserName }));
    const { AccessKeyMetadata } = await iam.send(new ListAccessKeysCommand({ UserName }));
    return [User!.PermissionsBoundary?.PermissionsBoundaryArn?.split("/").at(-1), AccessKeyMetadata!.map(({ Status }) => Status)];
  };
  const answer = (client: IAMClient) =>
    client.send(new ListUsersCommand({})).then(
      () => "allowed",
      () => "denied",
    );
  const entries = (): Promise<readonly Written[]> => openLedger(clientOf(github), "").read();
  const drift = async (tree: Tree) => {
    const declared = readDeclared(tree);
    const home = declared.accounts.get("prod")!;
    const observation = await observe(home, declared, true, quietLog().log);
    return decide(compare(declared, observation, AS_OF), declared, home, observation.parts, AS_OF);
  };

  it("stops at once what worked a moment ago, and the pull request and the evidence follow", { timeout: 180_000 }, async () => {
    expect((await deploy(treeOf())).readBack.result).toBe("as declared");
    keyId = (await iam.send(new ListAccessKeysCommand({ UserName: "exporter" }))).AccessKeyMetadata![0]!.AccessKeyId!;
    const secret = await new SecretsManagerClient(account.client).send(
      new GetSecretValueCommand({ SecretId: `tenure/service-accounts/exporter/${keyId}` }),
    );
    exporter = new IAMClient(awsClientOf(account.endpoint, JSON.parse(secret.SecretString!)));
    expect(await answer(exporter)).toBe("allowed");

    const dry = await stop(["service-accounts/exporter", "--dry-run"]);
    expect([dry.code, await inAws()]).toEqual([0, ["until-2027-03-31", ["Active"]]]);
    expect(dry.stdout).toMatch(/^WOULD STOP {2}service-accounts\/exporter/);

    const ran = await stop(["service-accounts/exporter"]);
    expect(ran).toMatchObject({ code: 0 });
    expect(
      ran.stdout
        .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, "<when>")
        .replace(/http:\S+/, "<url>")
        .trim()
        .split("\n"),
    ).toEqual([
      `STOPPED  service-accounts/exporter (arn:aws:iam::${account.id}:user/exporter)`,
      "  <when>  got the boundary /tenure/disabled, which denies everything to it and to its live sessions",
      `  <when>  key ${keyId} was set Inactive`,
      "  <when>  read back: AWS has it so",
      "  1 entry written into the evidence",
      "  service-accounts/exporter: #1 lets the record say so: <url>",
    ]);
    expect([await answer(exporter), await inAws()]).toEqual(["denied", ["disabled", ["Inactive"]]]);
    expect((await entries()).map(({ type }) => type)).toEqual(["stopped", "proposed"]);
    expect((await entries())[0]!.facts).toMatchObject({
      stack: "prod",
      subject: digestOfSubject(`arn:aws:iam::${account.id}:user/exporter`),
      record: "prod/service-accounts/exporter",
      by: "person/w3",
      reason: expect.stringMatching(/^[0-9a-f]{64}$/),
      keys: [keyId],
      verified: true,
    });
    const { data: pull } = await octokitOf(github, "ada-l").rest.pulls.get({ ...WHERE, pull_number: 1 });
    const merged = await readTree(clientOf(github), pull.head.sha as Commit, "stacks/");
    expect((merged.files.get(EXPORTER) as { text: string }).text).toContain("state: disabled\n");
    expect(existsSync(join(folder, ".tenure/queue")) ? readdirSync(join(folder, ".tenure/queue")) : []).toEqual([]);
  });

  it("does nothing twice", async () => {
    const again = await stop(["service-accounts/exporter"]);
    expect(again.code).toBe(0);
    expect(again.stdout).toMatch(
      /carries \/tenure\/disabled already\n.*is Inactive already\n.*read back: AWS has it so\n.*#1 is open about it already/,
    );
    expect((await entries()).length).toBe(2);
  });

  it("stays stopped, whatever is deployed before that is merged", { timeout: 300_000 }, async () => {
    const unrelated = treeOf(edit("accounts/prod/workloads/worker.yaml", "2027-06-30", "2027-07-31", files));
    expect((await deploy(unrelated)).done?.result).toBe("succeeded");
    expect(await inAws()).toEqual(["disabled", ["Inactive"]]);

    const described = {
      ...edit("accounts/prod/workloads/worker.yaml", "2027-06-30", "2027-07-31", files),
      ...edit(EXPORTER, "owner: team/payments", "owner: team/platform", files),
    };
    expect((await deploy(treeOf(described))).done?.result).toBe("succeeded");
    expect(await inAws()).toEqual(["disabled", ["Inactive"]]);

    const renewed = edit(EXPORTER, "2027-03-31", "2027-05-31", files);
    const refused = await deploy(treeOf(renewed));
    expect([refused.done, refused.reopened]).toEqual([
      undefined,
      [
        `service-accounts/exporter was stopped in AWS (arn:aws:iam::${account.id}:user/exporter carries /tenure/disabled), and its record is active`,
      ],
    ]);

    await deploy(last!, true);
    expect([await answer(exporter), await inAws()]).toEqual(["denied", ["disabled", ["Inactive"]]]);
  });

  it("is what the next drift run finds, and asks to be written down: in the same pull request, not in another", async () => {
    const { changes } = await drift(last!);
    const { data: pull } = await octokitOf(github, "ada-l").rest.pulls.get({ ...WHERE, pull_number: 1 });
    expect(changes.map((change) => [change.action, change.record, branchOf(change), digestOf(change)])).toEqual([
      ["disable", "service-accounts/exporter", pull.head.ref, parseMarker(pull.body)!.digest],
    ]);
  });

  it("comes back only by a record that was disabled and is not any more", { timeout: 300_000 }, async () => {
    const disabled = edit(
      EXPORTER,
      "groups:",
      'state: disabled\ndisabled: { since: 2026-11-24, reason: leaked, ref: "#1" }\ngroups:',
      files,
    );
    const worker = edit("accounts/prod/workloads/worker.yaml", "2027-06-30", "2027-07-31", files);
    expect((await deploy(treeOf({ ...worker, ...disabled }))).readBack.result).toBe("as declared");
    expect((await drift(last!)).changes).toEqual([]);
    expect(await inAws()).toEqual(["disabled", ["Inactive"]]);
    expect((await deploy(treeOf(worker))).readBack.result).toBe("as declared");
    expect([await answer(exporter), await inAws()]).toEqual(["allowed", ["until-2027-03-31", ["Active"]]]);
  });

  it("takes one key by its slot or its id, and nothing else of its user", { timeout: 180_000 }, async () => {
    const ran = await stop([keyId]);
    expect(ran.code).toBe(0);
    expect([await answer(exporter), await inAws()]).toEqual(["denied", ["until-2027-03-31", ["Inactive"]]]);
    await deploy(last!, true);
    expect(await inAws()).toEqual(["until-2027-03-31", ["Inactive"]]);
    const { changes } = await drift(last!);
    expect(changes.map(({ action, edits }) => [action, edits])).toEqual([
      ["disable", [{ change: EXPORTER, steps: [{ set: ["keys", "primary", "state"], to: "disabled" }] }]],
    ]);
    expect((await stop(["service-accounts/exporter#primary"])).stdout).toContain(`key ${keyId} is Inactive already`);
  });

  it("takes what no record declares by its ARN; the next drift run takes it into the records, disabled", { timeout: 180_000 }, async () => {
    await iam.send(new CreateUserCommand({ UserName: "stray", Path: "/somewhere/" }));
    await iam.send(new CreateAccessKeyCommand({ UserName: "stray" }));
    const ran = await stop([`arn:aws:iam::${account.id}:user/stray`]);
    expect(ran.code).toBe(0);
    expect(ran.stdout).toContain("no record says what it is; the next `npm run drift -- --propose` takes it into the records, closed");
    expect(await inAws("stray")).toEqual(["disabled", ["Inactive"]]);
    const found = (await drift(last!)).changes.find(({ record }) => record === "service-accounts/stray");
    expect(found?.action).toBe("adopt-disabled");
  });

  it("without GitHub it is stopped all the same: the entry waits, the files are edited, and the next run makes up for it", {
    timeout: 180_000,
  }, async () => {
    const down = await stop(["people/w1"], { GITHUB_API_URL: "http://127.0.0.1:9" });
    expect(down.code).toBe(3);
    expect(down.stdout).toMatch(/^STOPPED {2}people\/w1/);
    expect(down.stdout).toContain("GitHub does not have it yet");
    expect((await inAws("w1"))[0]).toBe("disabled");
    expect(readdirSync(join(folder, ".tenure/queue"))).toHaveLength(1);
    expect(readDeclared(readFolder(repository.root)).accounts.get("prod")!.records.get("people/w1")!.fields.state).toBe("disabled");
    repository.git("checkout", "--", ".");
    const up = await stop(["people/w1"]);
    expect(up.code).toBe(0);
    expect(up.stdout).toMatch(/1 entry written into the evidence\n.*people\/w1: #\d+ lets the record say so/);
    expect(readdirSync(join(folder, ".tenure/queue"))).toEqual([]);
  });

  it("takes nobody whom it must not, and says why", async () => {
    const glass = `arn:aws:iam::${account.id}:user/tenure/break-glass/glass-1`;
    const role = `arn:aws:iam::${account.id}:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_x`;
    const ran = await stop([glass, role]);
    expect(ran.code).toBe(2);
    expect(ran.stdout).toContain("it is break-glass");
    expect(ran.stdout).toContain("it is AWS's own");
    for (const word of [
      "ASIAIOSFODNN7EXAMPLE",
      `arn:aws:iam::${account.id}:policy/x`,
      "arn:aws:iam::999999999999:user/x",
      "service-accounts/exporter#none",
    ])
      expect((await stop([word])).code).toBe(1);
  });
});
