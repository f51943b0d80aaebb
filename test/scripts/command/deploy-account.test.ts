import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type AccountDeployment, deployAccount } from "../../../scripts/command/deploy-account.ts";
import { NO_EXTRA } from "../../../scripts/compare/extra.ts";
import { EngineError } from "../../../scripts/engine/error.ts";
import { readDeclared } from "../../../stacks/files/read.ts";
import type { Tree } from "../../../stacks/files/tree.ts";
import type { RecordRef } from "../../../stacks/model/ref.ts";
import { stackOfRecord } from "../../../stacks/model/slice.ts";
import { testAccount } from "../../support/aws.ts";
import { type Answers, fakeEngine, quietLog } from "../../support/fake-engine.ts";
import { operation, report } from "../../support/plans.ts";
import { AS_OF, edit, PROD, SMALL, smallTree } from "../../support/small-organisation.ts";

const ACCOUNT = "accounts/prod/account.yaml";
const CREATE = operation("create", "tenure/until-2027-07-31", { type: "aws:iam/policy:Policy" });
const DELETE = operation("delete", "tenure/until-2027-06-30", { type: "aws:iam/policy:Policy", after: undefined });
const UPDATE = operation("update", "workloads/worker", { type: "aws:iam/role:Role" });

const homeOf = (ref: RecordRef) => stackOfRecord({ name: "prod", slices: 3 }, ref);

describe("scripts/command/deploy-account", () => {
  const before = { ...process.env };
  const account = testAccount();
  let scratch: string;
  beforeEach(() => {
    scratch = mkdtempSync(join(tmpdir(), "tenure-deploy-"));
    Object.assign(process.env, account.environment);
  });
  afterEach(() => {
    rmSync(scratch, { recursive: true });
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
  });

  const treeOf = (slices: number, files: Record<string, string> = {}): Tree =>
    smallTree({ ...files, [ACCOUNT]: `${edit(ACCOUNT, PROD, account.id)[ACCOUNT]}slices: ${slices}\n` });
  const RENEWED = edit("accounts/prod/workloads/worker.yaml", "2027-06-30", "2027-07-31");

  async function deploy(answers: Answers, from: Tree | undefined, to: Tree, more: Partial<AccountDeployment> = {}) {
    const engine = fakeEngine(answers);
    const { log, said } = quietLog();
    const result = await deployAccount({
      account: "prod",
      declared: readDeclared(to),
      source: { tree: to, prefix: "stacks/", branch: undefined, description: "HEAD", at: async () => undefined },
      mergedOf: () => undefined,
      approvers: new Map(),
      lastOf: () => from && { tree: from, declared: readDeclared(from), program: "p" },
      engine,
      program: "p",
      scratch,
      asOf: AS_OF,
      dryRun: false,
      extra: NO_EXTRA,
      refresh: false,
      log,
      ...more,
    });
    return { result, asked: engine.asked, said };
  }

  /** What the three slices have to do when the worker is renewed: the first makes and gives up a boundary, its own takes it. */
  const plans = (more: Answers = {}): Answers => ({
    plan: (stack) => ({ operations: stack === "prod.0" ? [CREATE, DELETE] : [UPDATE] }),
    ...more,
  });

  it("judges all stacks first, then makes what is new, lets the others take it, and gives up what is old", async () => {
    const { asked, result } = await deploy(plans(), treeOf(2), treeOf(2, RENEWED));
    expect(asked).toEqual([
      "plan prod.0 against state",
      "plan prod.1 against state",
      "up prod.0, deletions later",
      "up prod.1",
      "up prod.0",
    ]);
    expect(result.stacks.map(({ stack }) => stack)).toEqual(["prod.0", "prod.1"]);
  });

  it("does the first slice at the end when it only gives something up", async () => {
    const { asked } = await deploy(
      { plan: (stack) => ({ operations: stack === "prod.0" ? [DELETE] : [UPDATE] }) },
      treeOf(2),
      treeOf(2, RENEWED),
    );
    expect(asked.slice(2)).toEqual(["up prod.1", "up prod.0"]);
  });

  it("does nothing at all when one of the stacks is blocked, or in a dry run", async () => {
    const blocked = plans({
      plan: (stack) => (stack === "prod.1" ? { reports: [report("user-owner", "people/w1: has none")] } : { operations: [CREATE] }),
    });
    for (const { asked, result } of [
      await deploy(blocked, treeOf(2), treeOf(2, RENEWED)),
      await deploy(plans(), treeOf(2), treeOf(2, RENEWED), { dryRun: true }),
    ]) {
      expect(asked).toEqual(["plan prod.0 against state", "plan prod.1 against state"]);
      expect(result.stacks.map(({ done }) => done)).toEqual([undefined, undefined]);
    }
  });

  it.each([
    ["fails", (): { result: "failed" } => ({ result: "failed" })],
    [
      "cannot be begun",
      (): never => {
        throw new EngineError("STACK_LOCKED", "somebody has it");
      },
    ],
  ])("gives nothing up when a slice %s, and does not call the first one deployed", async (_, fail) => {
    const answers = plans({ up: (plan) => (plan.stack === "prod.1" ? fail() : {}) });
    const { asked, result } = await deploy(answers, treeOf(2), treeOf(2, RENEWED));
    expect(asked.slice(2)).toEqual(["up prod.0, deletions later", "up prod.1"]);
    expect(result.stacks.map(({ stack, done }) => [stack, done?.result])).toEqual([
      ["prod.0", "failed"],
      ["prod.1", "failed"],
    ]);
  });

  it("lets an error of the first stack through: nothing was done", async () => {
    const locked = () => {
      throw new EngineError("STACK_LOCKED", "somebody has it");
    };
    await expect(deploy(plans({ up: locked }), treeOf(2), treeOf(2, RENEWED))).rejects.toThrow("somebody has it");
  });

  describe("looks at", () => {
    it.each([
      ["only the slices that differ", {}, treeOf(3, RENEWED), ["prod.0", homeOf("workloads/worker")]],
      ["all of them when the program has changed", { program: "q" }, treeOf(3), ["prod.0", "prod.1", "prod.2"]],
      ["all of them with --refresh", { refresh: true }, treeOf(3), ["prod.0", "prod.1", "prod.2"]],
      ["none when nothing differs", {}, treeOf(3), []],
      [
        "the one whose record has another owner",
        {},
        treeOf(3, edit("accounts/prod/service-accounts/exporter.yaml", "team/payments", "team/platform")),
        [homeOf("service-accounts/exporter")],
      ],
    ])("%s", async (_, more, to, stacks) => {
      const { result } = await deploy({}, treeOf(3), to, more);
      expect(result.stacks.map(({ stack }) => stack)).toEqual(stacks);
      expect([...result.untouched, ...stacks].sort()).toEqual(["prod.0", "prod.1", "prod.2"]);
    });

    it("an account of one stack in any case", async () => {
      const { asked } = await deploy({}, treeOf(1), treeOf(1));
      expect(asked).toEqual(["plan prod against state", "up prod"]);
    });
  });

  it("moves the states first when the number of slices is another one, and says so instead in a dry run", async () => {
    const { asked, result } = await deploy({}, treeOf(1), treeOf(2));
    expect(asked.slice(0, 3)).toEqual(["settle prod.0 prod.1", "plan prod.0 against state", "plan prod.1 against state"]);
    expect(result.settled).toBe(1);
    const dry = await deploy({}, treeOf(1), treeOf(2), { dryRun: true });
    expect(dry.asked).toEqual(["plan prod.0 against state", "plan prod.1 against state"]);
    expect(dry.said).toContain(
      "warning: prod: the number of slices changes, so a deployment first moves what the states hold; this plan is made as if nothing had moved",
    );
  });

  it("moves nothing the first time", async () => {
    expect((await deploy({}, undefined, treeOf(2))).asked[0]).toBe("plan prod.0 against state");
    expect(SMALL[ACCOUNT]).not.toContain("slices");
  });
});
