import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AttachUserPolicyCommand, PutUserPermissionsBoundaryCommand } from "@aws-sdk/client-iam";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CATALOGUE, ruleOf } from "../../../policies/catalogue.ts";
import { deployAccount } from "../../../scripts/command/deploy-account.ts";
import { evidenceOf } from "../../../scripts/command/deploy-evidence.ts";
import type { DeployedStack, Deployment } from "../../../scripts/command/deploy-stack.ts";
import type { Source } from "../../../scripts/command/source.ts";
import { NO_EXTRA } from "../../../scripts/compare/extra.ts";
import type { ApprovedChange } from "../../../scripts/gate/pull-request.ts";
import { nextEntry } from "../../../scripts/ledger/entry.ts";
import type { Clients } from "../../../scripts/observe/aws-iam/clients.ts";
import { readDeclared } from "../../../stacks/files/read.ts";
import type { Tree } from "../../../stacks/files/tree.ts";
import { type TestAccount, testAccount } from "../../support/aws.ts";
import { changeFacts } from "../../support/entries.ts";
import { type Answers, type FakeEngine, fakeEngine, quietLog } from "../../support/fake-engine.ts";
import { operation, report } from "../../support/plans.ts";
import { clientsOf, makeReal } from "../../support/real-account.ts";
import { AS_OF, BASE, edit, PROD, SMALL, smallTree } from "../../support/small-organisation.ts";

const RENEW = operation("update", "people/w1");
const SAME = operation("same", "groups/readers", { type: "aws:iam/group:Group" });
const RULE = ruleOf("key-limit-active")!;
const BROKEN = report("key-limit-active", `${RULE.description}\nservice-accounts/exporter: has 2 active access keys (a, b). Remove one.`);

/** The digest of the code that turns records into resources. */
const PROGRAM = "a".repeat(64);

describe("scripts/command/deploy-stack", () => {
  const before = { ...process.env };
  let scratch: string;
  let account: TestAccount;
  let clients: Clients;
  let engine: FakeEngine;
  beforeEach(() => {
    scratch = mkdtempSync(join(tmpdir(), "tenure-deploy-"));
    account = testAccount();
    clients = clientsOf(account.client);
    Object.assign(process.env, account.environment);
  });
  afterEach(() => {
    clients.close();
    rmSync(scratch, { recursive: true });
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    Object.assign(process.env, before);
  });

  /** The small organisation in this test's account. */
  const treeOf = (files: Record<string, string> = {}): Tree =>
    smallTree({ ...files, ...edit("accounts/prod/account.yaml", PROD, account.id) });
  const RENEWED = edit("accounts/prod/people/w1.yaml", "2027-03-31", "2027-04-30");

  async function deploy(answers: Answers, more: Partial<Deployment> & { from?: Tree; to?: Tree } = {}): Promise<DeployedStack> {
    const { from, to = treeOf(), merged, ...rest } = more;
    engine = fakeEngine(answers);
    const source: Source = { tree: to, prefix: "stacks/", branch: undefined, description: "HEAD 1111111111", at: async () => undefined };
    const { stacks } = await deployAccount({
      account: "prod",
      declared: readDeclared(to),
      source,
      lastOf: () => from && { tree: from, declared: readDeclared(from), program: PROGRAM },
      mergedOf: () => merged,
      approvers: new Map(),
      engine,
      program: PROGRAM,
      scratch,
      asOf: AS_OF,
      dryRun: false,
      extra: NO_EXTRA,
      refresh: false,
      log: quietLog().log,
      ...rest,
    });
    return stacks[0]!;
  }
  const real = (tree: Tree) => makeReal(readDeclared(tree), clients);

  it("plans, does it, and reads back from AWS whether it is so; the first time is the baseline", async () => {
    await real(treeOf());
    const result = await deploy({ plan: () => ({ operations: [operation("create", "people/w1"), SAME] }) });
    expect(engine.asked).toEqual(["plan prod against state", "up prod"]);
    expect(result).toMatchObject({
      stack: "prod",
      verdict: { verdict: "pass" },
      unshown: [],
      readBack: { result: "as declared", findings: [] },
    });
    expect(result.notes).toEqual([
      "records of HEAD 1111111111; approvals unverified",
      "first deployment of this stack: its commit is the baseline",
    ]);
    expect(result.manifest).toMatch(/^[0-9a-f]{64}$/);
  });

  it("says what AWS has otherwise, of what it touched and of nothing else", async () => {
    await real(treeOf());
    for (const UserName of ["w1", "exporter"])
      await clients.iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess" }));
    const result = await deploy({ plan: () => ({ operations: [RENEW, SAME] }) });
    expect([result.readBack.result, result.readBack.findings.map(({ record }) => record)]).toEqual(["differs", ["people/w1"]]);
  });

  it("says what AWS does not have although it was done", async () => {
    const result = await deploy({ plan: () => ({ operations: [operation("create", "people/w1")] }) });
    expect([result.readBack.result, result.readBack.findings.map(({ check }) => check)]).toEqual(["differs", ["missing"]]);
  });

  it("says what is still there although it was removed", async () => {
    await real(treeOf());
    const gone = "accounts/prod/people/w1.yaml";
    const files = { "accounts/prod/retired/people/w1.yaml": `${SMALL[gone]}retired: { at: 2026-11-24, reason: x, ref: x }\n` };
    const to = { ...treeOf(files), files: new Map([...treeOf(files).files].filter(([path]) => path !== gone)) };
    const operations = [operation("delete", "people/w1", { after: undefined })];
    const result = await deploy({ plan: () => ({ operations }) }, { from: treeOf(), to });
    expect([result.readBack.result, result.readBack.findings.map(({ check, subject }) => [check, subject])]).toEqual([
      "differs",
      [["unmanaged", `arn:aws:iam::${account.id}:user/w1`]],
    ]);
  });

  it("deploys nothing that is blocked, or that could not be judged", async () => {
    for (const plan of [
      { reports: [BROKEN] },
      { result: "failed" as const, diagnostics: [{ severity: "error" as const, urn: undefined, message: "broken" }] },
    ]) {
      const result = await deploy({ plan: () => plan });
      expect(engine.asked).toEqual(["plan prod against state"]);
      expect(result).toMatchObject({ done: undefined, readBack: { result: "not done" }, manifest: null });
      expect(result.verdict.verdict).not.toBe("pass");
    }
  });

  it("deploys nothing while a commit has not been approved, and says so", async () => {
    const unapproved = [{ commit: BASE, because: "came with no merged pull request" }];
    const result = await deploy({ plan: () => ({ operations: [RENEW] }) }, { merged: { approved: [], unapproved } });
    expect([engine.asked, result.unapproved, result.done]).toEqual([["plan prod against state"], unapproved, undefined]);
    expect(result.notes[0]).toBe("records of HEAD 1111111111; approvals missing");
  });

  it("writes down who approved what", async () => {
    await real(treeOf());
    const approved: ApprovedChange[] = [{ ...changeFacts({ approvedBy: ["person/w3"] }), commit: BASE, mergedAt: AS_OF }];
    const merged = { approved, unapproved: [] };
    const result = await deploy({ plan: () => ({ operations: [SAME] }) }, { merged });
    expect(result.notes[0]).toBe("records of HEAD 1111111111; approvals of #12 by person/w3");
    const source = { tree: { ...treeOf(), commit: BASE } } as Source;
    const facts = evidenceOf(result, source, merged, { engine: "embedded", program: PROGRAM, baseline: false });
    expect([facts.approvals, facts.changes]).toEqual(["verified", approved]);
    expect(() => nextEntry(undefined, "deployed", AS_OF, facts)).not.toThrow();
  });

  it("deploys nothing in a dry run", async () => {
    const result = await deploy({ plan: () => ({ operations: [RENEW] }) }, { dryRun: true });
    expect([engine.asked, result.verdict.verdict, result.done]).toEqual([["plan prod against state"], "pass", undefined]);
  });

  it("follows the exceptions of its own records the first time, and those of the last deployment afterwards", async () => {
    const key = "accounts/prod/service-accounts/exporter.yaml";
    const text =
      "rule: key-limit-active\nsubject: service-accounts/exporter\nreason: Known and planned for January\ncompensating: Watched by the team every day\napprovedBy: person/w3\nexpires: 2027-01-31\n";
    const excepted = { "accounts/prod/exceptions/x.yaml": text, [key]: SMALL[key]! };
    const verdictOf = async (from: Tree | undefined, to: Tree) =>
      (await deploy({ plan: () => ({ reports: [BROKEN] }) }, { dryRun: true, to, ...(from ? { from } : {}) })).verdict.verdict;
    expect(await verdictOf(undefined, treeOf(excepted))).toBe("pass");
    expect(await verdictOf(treeOf(), treeOf(excepted))).toBe("blocked");
    expect(await verdictOf(treeOf(excepted), treeOf(excepted))).toBe("pass");
  });

  describe("after the first deployment", () => {
    it("deploys what the change of records shows", async () => {
      await real(treeOf(RENEWED));
      const result = await deploy({ plan: () => ({ operations: [RENEW, SAME] }) }, { from: treeOf(), to: treeOf(RENEWED) });
      expect(engine.asked).toEqual(["plan prod against state", "up prod"]);
      expect([result.unshown, result.readBack.result]).toEqual([[], "as declared"]);
    });

    it.each([
      ["another resource", { operations: [RENEW, operation("update", "groups/writers")] }],
      ["the same resource, otherwise", { operations: [operation("replace", "people/w1", { replaces: ["name"] })] }],
    ])("stops before an operation that it does not show: %s", async (_, state) => {
      const result = await deploy(
        { plan: (_stack, _head, against) => (against === "state" ? state : { operations: [RENEW] }) },
        { from: treeOf(), to: treeOf(RENEWED) },
      );
      expect(result.done).toBeUndefined();
      expect(result.unshown.length > 0 || result.verdict.verdict === "blocked").toBe(true);
      expect(engine.asked).not.toContain("up prod");
    });

    it("takes operations that no record explains for those of the program, when that has changed, and says so", async () => {
      await real(treeOf());
      const state = { operations: [operation("update", "groups/writers")] };
      const result = await deploy({ plan: () => state }, { from: treeOf(), to: treeOf(), program: "b".repeat(64) });
      expect([result.unshown, result.notes.at(-1)]).toEqual([
        [],
        "the program has changed since the last deployment: it explains operations that no record does",
      ]);
    });

    it("asks for no second plan when there is nothing to do", async () => {
      await real(treeOf());
      await deploy({ plan: () => ({ operations: [SAME] }) }, { from: treeOf(), to: treeOf() });
      expect(engine.asked).toEqual(["plan prod against state", "up prod"]);
    });
  });

  describe("with --refresh", () => {
    const plans: Answers = {
      plan: (_stack, _head, against, time) =>
        against === "state" && time > 1
          ? { operations: [RENEW, SAME] }
          : { operations: [operation("same", "people/w1"), operation("same", "service-accounts/exporter"), SAME] },
    };

    it("reads what differs in AWS into the state first, and puts it back", async () => {
      await real(treeOf());
      await clients.iam.send(new AttachUserPolicyCommand({ UserName: "w1", PolicyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess" }));
      const result = await deploy(plans, { from: treeOf(), to: treeOf(), refresh: true });
      expect(engine.asked).toEqual(["plan prod against state", "refresh prod people/w1", "plan prod against state", "up prod"]);
      expect(result.unshown).toEqual([]);
    });

    it("asks the engine for nothing when nothing differs", async () => {
      await real(treeOf());
      await deploy(plans, { from: treeOf(), to: treeOf(), refresh: true });
      expect(engine.asked).toEqual(["plan prod against state", "up prod"]);
    });

    it("leaves alone what on-call stopped in AWS: giving it back is a change of the record", async () => {
      await real(treeOf());
      const boundary = `arn:aws:iam::${account.id}:policy/tenure/disabled`;
      await clients.iam.send(new PutUserPermissionsBoundaryCommand({ UserName: "w1", PermissionsBoundary: boundary }));
      await deploy(plans, { from: treeOf(), to: treeOf(), refresh: true });
      expect(engine.asked.filter((what) => what.startsWith("refresh"))).toEqual([]);
    });
  });

  it("writes down what was done in ids, hashes and numbers only", async () => {
    await real(treeOf());
    const result = await deploy({
      plan: () => ({ operations: [operation("create", "people/w1"), operation("create", "people/w1#groups"), SAME] }),
    });
    const source: Source = {
      tree: { ...treeOf(), commit: BASE },
      prefix: "stacks/",
      branch: undefined,
      description: "HEAD",
      at: async () => undefined,
    };
    const facts = evidenceOf(result, source, undefined, { engine: "embedded", program: PROGRAM, baseline: true });
    const hash = expect.stringMatching(/^[0-9a-f]{64}$/);
    expect(facts).toEqual({
      stack: "prod",
      commit: BASE,
      engine: "embedded",
      program: PROGRAM,
      settings: hash,
      baseline: true,
      approvals: "unverified",
      rules: CATALOGUE.map(({ name }) => name).sort(),
      violations: [],
      result: "succeeded",
      operations: { create: 2, same: 1 },
      touched: [{ record: "prod/people/w1", operations: { create: 2 }, observed: hash }],
      readBack: { result: "as declared", findings: [], manifest: result.manifest, observedAt: expect.stringMatching(/Z$/) },
    });
    expect(() => nextEntry(undefined, "deployed", AS_OF, facts)).not.toThrow();
  });
});
