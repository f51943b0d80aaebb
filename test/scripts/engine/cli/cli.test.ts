import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { cliEngine, findCli } from "../../../../scripts/engine/cli/cli.ts";
import type { Plan } from "../../../../scripts/engine/port.ts";

const FIXTURES = join(import.meta.dirname, "../../../fixtures/engine");

/** A `pulumi` that notes how it is called and answers each command from a file: exit code, what it prints, and a recorded event log. */
const STAND_IN = `#!/usr/bin/env node
const { appendFileSync, copyFileSync, existsSync, readFileSync } = require("node:fs");
const [command] = process.argv.slice(2);
if (command === "version") { console.log("v3.248.0"); process.exit(Number(process.env.VERSION_EXIT ?? 0)); }
const names = ["TENURE_BASE", "PULUMI_BACKEND_URL", "PULUMI_SKIP_UPDATE_CHECK", "PULUMI_DEBUG_COMMANDS", "PULUMI_FALLBACK_TO_STATE_SECRETS_MANAGER"];
const log = process.argv[process.argv.indexOf("--event-log") + 1];
appendFileSync(process.env.CALLS, JSON.stringify({ args: process.argv.slice(2), cwd: process.cwd(), env: Object.fromEntries(names.map((name) => [name, process.env[name]])) }) + "\\n");
const answers = JSON.parse(readFileSync(process.env.ANSWERS, "utf8"));
const answer = [answers[command] ?? {}].flat();
const calls = readFileSync(process.env.CALLS, "utf8").trim().split("\\n").filter((line) => JSON.parse(line).args[0] === command).length;
const { exit = 0, stderr = "", events } = answer[Math.min(calls, answer.length) - 1];
if (events) copyFileSync(events, log);
process.stderr.write(stderr);
process.exitCode = exit;
`;

type Answer = { exit?: number; stderr?: string; events?: string };
type Call = { args: string[]; cwd: string; env: Record<string, string | undefined> };

describe("scripts/engine/cli/cli", () => {
  let folder: string;
  let project: string;
  let executable: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "tenure-cli-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    [project, executable] = [join(folder, "project"), join(folder, "bin/pulumi")];
    for (const each of [project, join(folder, "bin")]) mkdirSync(each);
    writeFileSync(join(project, "Pulumi.yaml"), "name: tenure\nruntime: nodejs\n");
    writeFileSync(executable, STAND_IN);
    chmodSync(executable, 0o755);
  });

  function engine(answers: Record<string, Answer | Answer[]>) {
    writeFileSync(join(folder, "answers"), JSON.stringify(answers));
    const environment = {
      PATH: process.env.PATH,
      CALLS: join(folder, "calls"),
      ANSWERS: join(folder, "answers"),
      PULUMI_BACKEND_URL: "file:///somewhere",
    };
    return cliEngine({ executable, project, environment });
  }

  function calls(): Call[] {
    const text = existsSync(join(folder, "calls")) ? readFileSync(join(folder, "calls"), "utf8").trim() : "";
    return text === "" ? [] : text.split("\n").map((line) => JSON.parse(line) as Call);
  }

  const recorded = (name: string): Answer => ({ events: join(FIXTURES, `${name}.jsonl`) });

  it("plans by a preview with the pack, quietly, and reads its events", async () => {
    const plan = await engine({ preview: recorded("up-replace") }).plan("prod", "/head.json", "state");
    expect(plan.operations.map(({ op }) => op).sort()).toEqual(["delete", "delete", "replace", "same", "update"]);
    const [{ args, cwd, env }] = calls() as [Call];
    const config = args[args.indexOf("--config-file") + 1]!;
    const log = args[args.indexOf("--event-log") + 1]!;
    expect(args).toEqual([
      "preview",
      "--stack",
      "prod",
      "--config-file",
      config,
      "--policy-pack",
      "policies",
      "--event-log",
      log,
      "--non-interactive",
      "--color",
      "never",
    ]);
    expect(cwd).toBe(project);
    expect(env).toEqual({
      TENURE_BASE: "/head.json",
      PULUMI_BACKEND_URL: "file:///somewhere",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_DEBUG_COMMANDS: "true",
      PULUMI_FALLBACK_TO_STATE_SECRETS_MANAGER: "true",
    });
    expect([existsSync(log), existsSync(config), config.startsWith(project)]).toEqual([false, false, false]);
  });

  it("leaves deletions for later by naming all else that changes as a target, in the preview and in the update", async () => {
    const cli = engine({ preview: recorded("up-replace"), up: recorded("up-replace") });
    const plan = await cli.plan("prod", "/head.json", "state");
    await cli.up("prod", plan, "later");
    const targets = plan.operations.filter(({ op }) => op === "update" || op === "replace").map(({ urn }) => urn);
    for (const { args } of calls().slice(1))
      expect(args.flatMap((word, index) => (word === "--target" ? [args[index + 1]] : [])).sort()).toEqual([...targets].sort());
    expect(calls()[0]?.args).not.toContain("--target");
  });

  it("says how to move what is in other slices from now on, since it does not do it itself", async () => {
    await expect(engine({}).settle(["prod.0", "prod.1"], () => "prod.0")).rejects.toThrow(/`pulumi state move` to prod\.0, prod\.1/);
  });

  it("uses the stack's own file when the project has one", async () => {
    writeFileSync(join(project, "Pulumi.prod.yaml"), "secretsprovider: awskms://key\n");
    await engine({ preview: recorded("up-replace") }).plan("prod", "/head.json", "state");
    expect(calls()[0]?.args).not.toContain("--config-file");
  });

  it("plans a stack that does not exist in an empty backend of its own", async () => {
    const absent = { exit: 6, stderr: "error: no stack named 'prod' found" };
    const plan = await engine({ preview: [absent, recorded("up-replace")] }).plan("prod", "/head.json", "state");
    expect(plan.result).toBe("succeeded");
    expect(calls().map(({ args }) => args.slice(0, 2).join(" "))).toEqual(["preview --stack", "stack init", "preview --stack"]);
    expect(
      calls()
        .slice(1)
        .every(({ env }) => env.PULUMI_BACKEND_URL !== "file:///somewhere"),
    ).toBe(true);
    expect(calls()[1]?.cwd).not.toBe(project);
  });

  it("cannot compare records and says who can", async () => {
    await expect(engine({}).plan("prod", "/head.json", "/base.json")).rejects.toMatchObject({
      code: "NOT_SUPPORTED",
      message: expect.stringContaining("embedded engine"),
    });
    expect(calls()).toEqual([]);
  });

  it.each([
    ["STACK_LOCKED", "error: the stack is currently locked by 1 lock(s). …\n  file:///x: created by ada@laptop (pid 4711) at 2026-11-24"],
    [
      "PASSPHRASE_MISSING",
      "error: constructing secrets manager: passphrase must be set with PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE environment variables",
    ],
    [
      "PASSPHRASE_WRONG",
      "error: get stack secrets manager: failed to decrypt: incorrect passphrase, please set PULUMI_CONFIG_PASSPHRASE to the correct passphrase",
    ],
    ["STATE_UNREADABLE", "error: snapshot integrity failure; refusing to use it"],
    ["ENGINE_FAILED", "error: something that nobody has seen yet"],
  ])("turns a failure without events into %s", async (code, stderr) => {
    const failing = engine({ preview: { exit: 255, stderr } });
    await expect(failing.plan("prod", "/head.json", "state")).rejects.toMatchObject({
      name: "EngineError",
      code,
      message: expect.stringContaining(stderr),
    });
  });

  it("says that the CLI does not start", () => {
    const nowhere = { executable: join(folder, "absent"), project, environment: {} };
    expect(() => cliEngine(nowhere)).toThrow(expect.objectContaining({ code: "ENGINE_MISSING" }));
  });

  it("does only what the plan showed: looks right before, and holds the CLI to what it saw", async () => {
    const both = engine({ preview: recorded("up-replace"), up: recorded("up-replace") });
    const plan = await both.plan("prod", "/head.json", "state");
    const done = await both.up("prod", plan);
    expect(done.operations).toEqual(plan.operations);
    const [, preview, up] = calls();
    const saved = preview!.args[preview!.args.indexOf("--save-plan") + 1]!;
    expect(up!.args.slice(0, 3)).toEqual(["up", "--yes", "--skip-preview"]);
    expect(up!.args[up!.args.indexOf("--plan") + 1]).toBe(saved);
    const less: Plan = { ...plan, operations: plan.operations.filter(({ op }) => op !== "replace") };
    await expect(both.up("prod", less)).rejects.toMatchObject({ code: "UNPLANNED_OPERATION" });
    expect(calls().filter(({ args }) => args[0] === "up")).toHaveLength(1);
  });

  it("does nothing when the preview fails", async () => {
    const failing = engine({ preview: { ...recorded("preview-violations"), exit: 1 } });
    const plan = await failing.plan("prod", "/head.json", "state");
    const done = await failing.up("prod", plan);
    expect([done.result, done.operations, done.reports.length]).toEqual(["failed", [], 2]);
    expect(calls().map(({ args }) => args[0])).toEqual(["preview", "preview"]);
  });

  it("tells what was done when an update fails in the middle", async () => {
    const lines = readFileSync(join(FIXTURES, "up-failed.jsonl"), "utf8").split("\n");
    const preview = join(folder, "preview");
    const good = lines.filter((line) => !line.includes('"severity":"error"')).join("\n");
    writeFileSync(preview, good.replace('"result":"failed"', '"result":"succeeded"'));
    const failing = engine({ preview: { events: preview }, up: { ...recorded("up-failed"), exit: 1 } });
    const plan = await failing.plan("prod", "/head.json", "state");
    const done = await failing.up("prod", plan);
    expect([done.result, done.operations.map(({ op, name }) => [op, name])]).toEqual(["failed", [["create", "tenure/until"]]]);
    expect(done.diagnostics[0]?.message).toBe("EntityAlreadyExists: imported");
  });

  it("refreshes the chosen resources only", async () => {
    const refreshing = engine({ refresh: recorded("refresh") });
    expect(await refreshing.refresh("prod", [])).toMatchObject({ operations: [], result: "succeeded" });
    expect(calls()).toEqual([]);
    await refreshing.refresh("prod", ["urn:a", "urn:b"]);
    const [{ args }] = calls() as [Call];
    expect(args.filter((_, index) => args[index - 1] === "--target")).toEqual(["urn:a", "urn:b"]);
    expect(args.slice(0, 3)).toEqual(["refresh", "--yes", "--skip-preview"]);
  });

  it("is found on the PATH, unless it does not start", async () => {
    const PATH = `${join(folder, "empty")}:${join(folder, "bin")}:${process.env.PATH}`;
    expect(await findCli({ PATH })).toEqual({ executable, version: "v3.248.0" });
    const broken = await findCli({ PATH: `${join(folder, "bin")}:${join(folder, "node")}`, VERSION_EXIT: "1" });
    expect(broken).toBeUndefined();
    expect(engine({}).name).toBe("pulumi v3.248.0");
  });
});
