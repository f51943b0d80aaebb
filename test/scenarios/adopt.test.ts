import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { CreateUserCommand, IAMClient } from "@aws-sdk/client-iam";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { deployAccount } from "../../scripts/command/deploy-account.ts";
import type { DeployedStack } from "../../scripts/command/deploy-stack.ts";
import { observe } from "../../scripts/command/observe.ts";
import type { Source } from "../../scripts/command/source.ts";
import { compare } from "../../scripts/compare/compare.ts";
import { NO_EXTRA } from "../../scripts/compare/extra.ts";
import { completeEntities } from "../../scripts/decide/complete.ts";
import { startGitHub } from "../../scripts/emulators/github/github.ts";
import { embeddedEngine } from "../../scripts/engine/embedded/embedded.ts";
import type { Engine } from "../../scripts/engine/port.ts";
import { readTree } from "../../scripts/github/read/tree.ts";
import type { Observation } from "../../scripts/observe/observation.ts";
import { readDeclared } from "../../stacks/files/read.ts";
import { folder as readFolder } from "../../stacks/files/tree.ts";
import type { Entity } from "../../stacks/iam/entity.ts";
import type { Commit } from "../../stacks/model/declared.ts";
import type { Instant } from "../../stacks/model/instant.ts";
import { type TestAccount, testAccount } from "../support/aws.ts";
import { quietLog } from "../support/fake-engine.ts";
import { octokitOf } from "../support/github.ts";
import { now } from "../support/real-account.ts";
import { clientOf } from "../support/repository.ts";
import { type Ran, runCommand } from "../support/run-command.ts";
import { shapeOf } from "../support/shapes.ts";
import { edit, PROD, SMALL } from "../support/small-organisation.ts";
import { REPOSITORY } from "../support/sources.ts";
import { makeSurprises, trusts } from "../support/surprises.ts";

/**
 * A living account that nobody planned, on the emulator: it is adopted, deployed and compared. What was there is there afterwards as it was, but
 * for boundaries and tags, and drift has nothing to say of it.
 */
describe("test/scenarios/adopt", () => {
  const before = { ...process.env };
  let folder: string;
  let root: string;
  let account: TestAccount;
  let engine: Engine;
  let iam: IAMClient;
  let asOf: Instant;
  let found: Observation;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "tenure-adopt-"));
    root = join(folder, "stacks");
    account = testAccount();
    Object.assign(process.env, account.environment);
    const environment = { ...before, ...account.environment, PULUMI_BACKEND_URL: `file://${folder}`, PULUMI_CONFIG_PASSPHRASE: "" };
    engine = embeddedEngine({ project: REPOSITORY, environment });
    iam = new IAMClient(account.client);
    asOf = now();
    const files = { ...SMALL, ...edit("accounts/prod/account.yaml", PROD, account.id) } as Record<string, string>;
    for (const [path, text] of Object.entries(files)) {
      if (/^accounts\/prod\/[^/]+\//.test(path)) continue;
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    await makeSurprises(iam, account.id);
    found = await look();
  }, 120_000);
  afterAll(async () => {
    await engine.close();
    iam.destroy();
    rmSync(folder, { recursive: true });
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
  });

  const adopt = (...words: string[]): Promise<Ran> =>
    runCommand(["adopt", "--stack", "prod", "--root", root, "--as-of", asOf, ...words], account.environment, folder);
  const declared = () => readDeclared(readFolder(root));
  const look = () => observe(declared().accounts.get("prod")!, declared(), true, quietLog().log);
  const files = () => readdirSync(root, { recursive: true, withFileTypes: true }).filter((one) => one.isFile()).length;
  const text = (path: string) => readFileSync(join(root, "accounts/prod", path), "utf8");
  const arn = (rest: string) => `arn:aws:iam::${account.id}:${rest}`;
  const entitiesOf = ({ parts }: Observation): ReadonlyMap<string, Entity> => {
    const whole = completeEntities(parts);
    if ("missing" in whole) throw new Error(whole.missing);
    return new Map(whole.value.map((entity) => [entity.arn, entity]));
  };

  async function deploy(): Promise<DeployedStack> {
    const tree = { ...readFolder(root), commit: "1".repeat(40) as Commit };
    const source: Source = { tree, prefix: "stacks/", branch: undefined, description: "HEAD", at: async () => undefined };
    const { stacks } = await deployAccount({
      account: "prod",
      declared: readDeclared(tree),
      source,
      mergedOf: () => undefined,
      approvers: new Map(),
      lastOf: () => undefined,
      engine,
      program: "a".repeat(64),
      scratch: mkdtempSync(join(folder, "scratch-")),
      asOf,
      dryRun: false,
      extra: NO_EXTRA,
      refresh: false,
      log: quietLog().log,
    });
    return stacks[0]!;
  }

  it("says what it would write, and writes nothing", { timeout: 120_000 }, async () => {
    const count = files();
    const ran = await adopt("--dry-run");
    expect(ran.code, ran.stderr).toBe(2);
    expect(ran.stdout).toContain("+# yaml-language-server: $schema=../../../schemas/service-accounts.json");
    expect(files()).toBe(count);
    for (const line of [
      /^prod as of .*: \d+ to adopt \(.*2 people.*\), 0 declared already, 0 left for other waves$/m,
      /^4 that cannot be adopted:$/m,
      /^ {2}people\/bob-k@example\.com: people, since it has a console password without MFA, and its name means person\/w2$/m,
      /^ {2}new boundary until-\d{4}-\d\d-\d\d, of \d+$/m,
      /^ {2}arn:aws:iam::\d+:user\/stranger: OWNER=nobody we know is replaced by our owner$/m,
    ])
      expect(ran.stdout).toMatch(line);
  });

  it("takes a wave over with all that it names, and nothing else", { timeout: 120_000 }, async () => {
    const ran = await adopt("--kind", "people", "--json", "--dry-run");
    const { adopted } = JSON.parse(ran.stdout) as { adopted: { record: string; along: boolean }[] };
    expect(adopted.map(({ record, along }) => `${record}${along ? " (along)" : ""}`)).toEqual([
      "groups/Developers (along)",
      "people/bob-k@example.com",
      "people/w2",
      "permissions/ledger-read (along)",
    ]);
  });

  it("opens one pull request for a wave, whose files are those that it would write", { timeout: 120_000 }, async () => {
    const stacks = [...readFolder(root).files].flatMap(([path, blob]) => ("text" in blob ? [[`stacks/${path}`, blob.text] as const] : []));
    const github = await startGitHub({ files: new Map(stacks), directory: declared().directory });
    try {
      const wave = ["adopt", "--stack", "prod", "--root", root, "--as-of", asOf, "--kind", "groups", "--propose"];
      const environment = { ...account.environment, ...github.environment() };
      const ran = await runCommand(wave, environment, folder);
      expect(ran.code, ran.stderr).toBe(2);
      expect(ran.stdout).toMatch(/\nopened {2}#1 Adopt 3 records in prod\n/);
      expect((await runCommand(wave, environment, folder)).stdout).toContain("open already  #1");
      const octokit = octokitOf(github, "ada-l");
      const { data: pull } = await octokit.rest.pulls.get({ owner: "acme", repo: "identities", pull_number: 1 });
      const tree = await readTree(clientOf(github), pull.head.sha as Commit, "stacks/");
      expect([...tree.files.keys()].filter((path) => path.startsWith("accounts/prod/") && !path.endsWith("/account.yaml"))).toEqual([
        "accounts/prod/groups/Developers.yaml",
        "accounts/prod/groups/empty_group.yaml",
        "accounts/prod/permissions/ledger-read.yaml",
      ]);
    } finally {
      await github.close();
    }
  });

  it("adopts everything that a record can say in full, and says the rest", { timeout: 120_000 }, async () => {
    const ran = await adopt("--json");
    expect(ran.code, ran.stderr).toBe(2);
    const result = JSON.parse(ran.stdout) as {
      refused: { entity: string; because: string }[];
      outOfScope: { what: string; because: string }[];
      collisions: { entity: string; key: string; replaced: boolean }[];
      readers: { entity: string; document: string; reads: string }[];
      denials: { record: string; actions: "everything" | string[] }[];
      adopted: { record: string; kind: { because: string; guess: boolean }; owner: { value: string; because: string; guess: boolean } }[];
    };
    expect(result.refused).toEqual([
      {
        entity: arn("policy/iam+admin=all,of@it"),
        because: 'its tag record would be "prod/permissions/iam+admin=all,of@it", which AWS takes in a name and not in a tag',
        gap: false,
      },
      {
        entity: arn("policy/old-grammar"),
        because: "no kind of record can say what it is",
        gap: false,
      },
      {
        entity: arn("user/bounded-by-aws"),
        because:
          "its permissions boundary arn:aws:iam::aws:policy/ReadOnlyAccess would be replaced by a wider one: records name only policies of the account on /, of at most 2,000 characters",
        gap: false,
      },
      {
        entity: arn("user/unluckyl"),
        because: 'its name looks the same to people as "unlucky1" in accounts/prod/service-accounts/unlucky1.yaml',
        gap: false,
      },
    ]);
    expect(result.outOfScope).toEqual([
      {
        what: arn("role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_reader_0123456789abcdef"),
        because: "IAM Identity Center makes and keeps it: what people get by it is assigned there",
      },
      {
        what: arn("role/aws-service-role/support.amazonaws.com/AWSServiceRoleForSupport"),
        because: "service-linked: support.amazonaws.com makes, keeps and deletes it",
      },
    ]);
    expect(result.collisions.map(({ entity, key, replaced }) => [entity, key, replaced])).toEqual([
      [arn("policy/ledger-read"), "Owner", false],
      [arn("user/apps/payments.exporter+nightly=1"), "Owner", true],
      [arn("user/apps/payments.exporter+nightly=1"), "EXPIRES", true],
      [arn("user/stranger"), "OWNER", true],
      [arn("role/apps/queue/deep-role"), "Managed-By", true],
      [arn("role/lambda"), "Record", true],
    ]);
    expect(result.readers).toEqual([
      { entity: arn("policy/by-owner"), document: "policy", reads: "aws:ResourceTag/owner" },
      { entity: arn("policy/by-owner"), document: "policy", reads: "aws:PrincipalTag/Owner" },
      { entity: arn("role/by-tag"), document: "trust", reads: "aws:PrincipalTag/Owner" },
    ]);
    expect(result.denials.map(({ record, actions }) => [record, typeof actions])).toEqual([
      ["service-accounts/stranger", "object"],
      ["workloads/lambda", "object"],
    ]);
    const of = (record: string) => result.adopted.find((one) => one.record === record);
    expect(of("people/w2")).toMatchObject({ owner: { value: "person/w2", guess: false }, kind: { guess: false } });
    expect(of("people/bob-k@example.com")).toMatchObject({
      owner: { value: "person/w2", guess: true },
      kind: { because: "it has a console password without MFA, and its name means person/w2", guess: true },
    });
    expect(of("service-accounts/stranger")).toMatchObject({
      owner: { value: "team/platform", guess: true },
      kind: {
        because: "it has a console password without MFA: probably a person's, but the directory knows nobody whose it is",
        guess: true,
      },
    });
    expect(of("service-accounts/payments.exporter+nightly=1")).toMatchObject({
      owner: { value: "team/payments", because: 'the tag Owner says "Team Payments"', guess: true },
    });
    expect(Object.keys(trusts("")).filter((name) => !result.adopted.some(({ record }) => record.endsWith(`/${name}`)))).toEqual([]);
    expect(text("service-accounts/payments.exporter+nightly=1.yaml")).toContain(
      'owner: team/payments # guess: the tag Owner says "Team Payments"\n',
    );
    expect(text("service-accounts/payments.exporter+nightly=1.yaml")).toMatch(/adopted-2:\n? *\{? ?.*secret: external/s);
    expect(text("exceptions/direct-policies-stranger.yaml")).toContain("rule: attachment-no-user-policies\n");
    expect(text("workloads/pod.yaml")).toMatch(/trust:\n {2}oidc:\n {4}provider: oidc\.cluster\.example-id-ABC\n/);
  });

  it("deploys nothing but boundaries and tags: all that was there is as it was", { timeout: 300_000 }, async () => {
    const { done, verdict, readBack } = await deploy();
    expect([verdict.verdict, verdict.violations.filter(({ level, standing }) => level === "mandatory" && !standing)]).toEqual(["pass", []]);
    expect(readBack.findings.map(({ check, subject, message }) => [check, subject, message])).toEqual([]);
    expect(readBack.result).toBe("as declared");
    // Attaching and joining once more what is attached and joined changes nothing in AWS: only these are made, besides the boundaries.
    const made = done!.operations.filter(({ op }) => op !== "import").map(({ op, name }) => `${op} ${name}`);
    expect(made.filter((one) => !/^create (tenure\/.+|[^#]+#(attachment\/.+|groups))$|^create (account|tenure-prod)$/.test(one))).toEqual(
      [],
    );
    const after = entitiesOf(await look());
    for (const [each, entity] of entitiesOf(found)) {
      expect([each, shapeOf(after.get(each)!)]).toEqual([each, shapeOf(entity)]);
      if ("tags" in entity && entity.type !== "policy")
        for (const [key, value] of Object.entries(entity.tags))
          if (!["owner", "expires", "record", "managed-by"].includes(key.toLowerCase()))
            expect([each, key, (after.get(each) as { tags: Record<string, string> }).tags[key]]).toEqual([each, key, value]);
    }
  });

  it("leaves drift nothing to say but what was refused and what rules say of it", { timeout: 120_000 }, async () => {
    const { findings, unknown } = compare(declared(), await look(), asOf);
    expect(unknown).toEqual([]);
    const said = findings.filter(({ check }) => !["non-compliant", "unmanaged", "expiring", "rotation-overdue", "stale"].includes(check));
    expect(said.map(({ check, subject, message }) => [check, subject, message])).toEqual([]);
    expect(
      findings
        .filter(({ check }) => check === "unmanaged")
        .map(({ subject }) => subject)
        .sort(),
    ).toEqual([arn("policy/iam+admin=all,of@it"), arn("policy/old-grammar"), arn("user/bounded-by-aws"), arn("user/unluckyl")]);
  });

  it("adopts what came since, and nothing twice", { timeout: 120_000 }, async () => {
    await iam.send(new CreateUserCommand({ UserName: "newcomer" }));
    const { adopted, known } = JSON.parse((await adopt("--json")).stdout) as { adopted: { record: string }[]; known: number };
    expect(adopted.map(({ record }) => record)).toEqual(["service-accounts/newcomer"]);
    expect(known).toBeGreaterThan(30);
    expect(JSON.parse((await adopt("--json")).stdout)).toMatchObject({ adopted: [], files: [] });
  });
});
