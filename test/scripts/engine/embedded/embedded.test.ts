import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { embeddedEngine } from "../../../../scripts/engine/embedded/embedded.ts";
import { type Engine, UNKNOWN } from "../../../../scripts/engine/port.ts";
import { type EngineProject, makeEngineProject, onFakeCloud } from "../../../support/engine-project.ts";
import { type FakeProvider, startFakeProvider } from "../../../support/fake-provider.ts";
import { childrenOf, commandOf, isGone } from "../../../support/processes.ts";

const USER = { type: "User", name: "people/ada", args: { name: "ada", tags: { owner: "team/a" } } };
const KEY = { type: "AccessKey", name: "people/ada#key", args: { user: "ada" } };
const SECRET = { type: "Secret", name: "people/ada#secret", args: { name: { join: ["tenure/", { output: ["people/ada#key", "id"] }] } } };
const VALUE = {
  type: "SecretVersion",
  name: "people/ada#value",
  args: { secretId: "of-ada", secretString: { output: ["people/ada#key", "secret"] } },
};

describe("scripts/engine/embedded/embedded", () => {
  let cloud: FakeProvider;
  let project: EngineProject;
  let engine: Engine;
  beforeEach(async () => {
    cloud = await startFakeProvider();
    project = makeEngineProject(onFakeCloud(cloud));
    engine = embeddedEngine({ project: project.folder, environment: project.environment });
  });
  afterEach(async () => {
    await engine.close();
    await cloud.close();
    project.remove();
  });

  describe("plan against records", () => {
    it("compares two trees without state, passphrase or backend, and asks the provider to check and compare only", async () => {
      const bare = { PATH: process.env.PATH, ...onFakeCloud(cloud) };
      const offline = embeddedEngine({ project: project.folder, environment: bare });
      const base = project.records("base", {
        resources: [USER, KEY, SECRET, VALUE, { ...USER, name: "people/bob", args: { ...USER.args, name: "bob" } }],
      });
      const tagged = { ...USER, args: { ...USER.args, tags: { owner: "team/b" } } };
      const other = { type: "AccessKey", name: "people/ada#next", args: { user: "ada" } };
      const named = {
        type: "Secret",
        name: "people/ada#next-secret",
        args: { name: { join: ["tenure/", { output: ["people/ada#next", "id"] }] } },
      };
      const head = project.records("head", {
        resources: [
          tagged,
          KEY,
          SECRET,
          VALUE,
          other,
          named,
          { ...USER, name: "people/old", args: { name: "old", tags: { owner: "team/a" } }, options: { import: "old" } },
        ],
      });
      const plan = await offline.plan("prod", head, base);
      await offline.close();
      expect(plan).toMatchObject({ stack: "prod", head, against: base, result: "succeeded" });
      expect(new Set(plan.operations.map(({ op, name, changed }) => [op, name, ...changed].join(" ")))).toEqual(
        new Set([
          "update people/ada tags",
          "same people/ada#key",
          "same people/ada#secret",
          "same people/ada#value",
          "create people/ada#next",
          "create people/ada#next-secret",
          "import people/old",
          "delete people/bob",
        ]),
      );
      expect(plan.operations.find(({ name }) => name === "people/ada#next-secret")?.after).toEqual({
        name: UNKNOWN,
        recoveryWindowInDays: 30,
      });
      expect(plan.reports).toMatchObject([{ policy: "secret-name", notEvaluated: true, level: "advisory" }]);
      expect(new Set(cloud.calls.map(({ method }) => method))).toEqual(new Set(["checkConfig", "diffConfig", "check", "diff"]));
      expect(readdirSync(project.folder)).not.toContain("Pulumi.prod.yaml");
      expect(existsSync(join(project.folder, "state/.pulumi"))).toBe(false);
    });

    it("says on which records the program failed", async () => {
      const [good, bad] = [project.records("good", { resources: [] }), project.records("bad", { resources: [], fail: "no such owner" })];
      await expect(engine.plan("prod", bad, good)).rejects.toMatchObject({
        code: "PROGRAM_FAILED",
        message: expect.stringMatching(/^the program failed:\n.*no such owner$/s),
      });
      await expect(engine.plan("prod", good, bad)).rejects.toMatchObject({
        code: "PROGRAM_FAILED",
        message: expect.stringMatching(/^on the records to compare with: .*no such owner$/s),
      });
    });
  });

  describe("judged by the pack", () => {
    it("fails a plan after a mandatory violation and shows the rest, and does nothing about it in an update", async () => {
      const head = project.records("head", { resources: [{ ...USER, args: { name: "ada" } }, KEY] });
      const plan = await engine.plan("prod", head, "state");
      expect([plan.result, plan.operations.length]).toEqual(["failed", 2]);
      expect(plan.reports).toEqual([
        {
          policy: "user-owner",
          urn: "urn:pulumi:prod::tenure::aws:iam/user:User::people/ada",
          message: "Every user has an owner.\npeople/ada has none",
          level: "mandatory",
          notEvaluated: false,
        },
      ]);
      const done = await engine.up("prod", plan);
      expect(done.result).toBe("failed");
      expect([...cloud.cloud.keys()].filter((id) => id.includes("User"))).toEqual([]);
    });

    it("reports what concerns the whole stack, and passes on what the program prints", async () => {
      const plan = await engine.plan("prod", project.records("head", { resources: [], print: "hello" }), "state");
      const stack = "urn:pulumi:prod::tenure::pulumi:pulumi:Stack::tenure-prod";
      expect(plan.reports).toMatchObject([{ policy: "stack-users", urn: stack, level: "advisory" }]);
      expect(plan.diagnostics).toContainEqual({ severity: "info", urn: stack, message: "hello" });
    });

    it("judges a plan and its deployment in one process, other records in another, and ends it with the engine", async () => {
      const [head, other] = [project.records("head", { resources: [USER] }), project.records("other", { resources: [USER] })];
      const plan = await engine.plan("prod", head, "state");
      const packs = () => childrenOf(process.pid).filter((pid) => commandOf(pid).includes("run-policy-pack"));
      const [first] = packs();
      await engine.up("prod", plan);
      expect(packs()).toEqual([first]);
      await engine.plan("prod", other, "state");
      const [second, ...more] = packs().filter((pid) => pid !== first);
      expect(more).toEqual([]);
      await engine.close();
      await Promise.all([first, second].map((pid) => isGone(pid!)));
    });

    it("does nothing without a pack that works", async () => {
      const head = project.records("head", { resources: [USER] });
      writeFileSync(join(project.folder, "policies/index.js"), 'throw new Error("broken pack");');
      await expect(engine.plan("prod", head, "state")).rejects.toMatchObject({
        code: "PACK_FAILED",
        message: expect.stringContaining("broken pack"),
      });
      writeFileSync(
        join(project.folder, "policies/index.js"),
        'import { PolicyPack } from "@pulumi/policy"; new PolicyPack("p", { policies: [{ name: "x", description: "x", enforcementLevel: "advisory", validateResource: () => { throw new Error("broken rule"); } }] });',
      );
      await expect(engine.plan("prod", head, "state")).rejects.toMatchObject({
        code: "PACK_FAILED",
        message: expect.stringContaining("broken rule"),
      });
    });
  });

  it("refuses what it does not know and says what does", async () => {
    const advice = expect.stringMatching(/^not supported by the embedded engine: .*; install the Pulumi CLI$/);
    const options = [
      project.records("a", { resources: [{ ...USER, options: { aliases: [{ name: "old" }] } }] }),
      project.records("b", { resources: [], data: true }),
      project.records("c", { resources: [{ ...USER, options: { replaceOnChanges: ["tags"] } }] }),
    ];
    for (const head of options)
      await expect(engine.plan("prod", head, "state")).rejects.toMatchObject({ code: "NOT_SUPPORTED", message: advice });
  });

  it("needs a folder as backend and a passphrase", async () => {
    const head = project.records("head", { resources: [] });
    const plan = (change: Record<string, string | undefined>) =>
      embeddedEngine({ project: project.folder, environment: { ...project.environment, ...change } }).plan("prod", head, "state");
    await expect(plan({ PULUMI_BACKEND_URL: "s3://states" })).rejects.toMatchObject({ code: "NOT_SUPPORTED" });
    await expect(plan({ PULUMI_CONFIG_PASSPHRASE: undefined })).rejects.toMatchObject({ code: "PASSPHRASE_MISSING" });
    const up = await engine.up("prod", await engine.plan("prod", head, "state"));
    expect(up.result).toBe("succeeded");
    await expect(plan({ PULUMI_CONFIG_PASSPHRASE: "wrong" })).rejects.toMatchObject({ code: "PASSPHRASE_WRONG" });
    // The file of a stack that is not there any more is in nobody's mind: the error names it.
    const salt = "v1:68spf0iWw+I=:v1:RkVmlXAcNBglVgZF:rn3xsLs1uPhNQYgt65cgQLpEHLXqaw==";
    writeFileSync(join(project.folder, "Pulumi.dev.yaml"), `encryptionsalt: ${salt}\n`);
    await expect(engine.plan("dev", head, "state")).rejects.toMatchObject({
      code: "PASSPHRASE_WRONG",
      message: expect.stringContaining("(Pulumi.dev.yaml, which another run of the CLI wrote"),
    });
  });

  it("keeps secrets out of plans, progress and the state's plain text, and takes a salt that the CLI has made", async () => {
    const lines: string[] = [];
    const salt = "v1:68spf0iWw+I=:v1:RkVmlXAcNBglVgZF:rn3xsLs1uPhNQYgt65cgQLpEHLXqaw==";
    writeFileSync(join(project.folder, "Pulumi.prod.yaml"), `encryptionsalt: ${salt}\n`);
    const environment = { ...project.environment, PULUMI_CONFIG_PASSPHRASE: "x" };
    const speaking = embeddedEngine({ project: project.folder, environment, progress: (line) => void lines.push(line) });
    const plan = await speaking.plan("prod", project.records("head", { resources: [USER, KEY, VALUE] }), "state");
    const done = await speaking.up("prod", plan);
    expect(done.result).toBe("succeeded");
    expect(lines).toContain("create aws:iam/accessKey:AccessKey people/ada#key");
    expect(cloud.cloud.get([...cloud.cloud.keys()].find((id) => id.includes("SecretVersion"))!)?.inputs.secretString).toMatch(
      /^secret-of-AKIA/,
    );
    const state = project.checkpoint("prod");
    expect(state.secrets_providers.state.salt).toBe(salt);
    for (const text of [JSON.stringify([plan, done, lines]), JSON.stringify(state)]) expect(text).not.toContain("secret-of-AKIA");
  });

  describe("ends in order", () => {
    /** Starts an update in a process of its own that hangs in the creation of `people/ada`. */
    async function hangingUpdate(): Promise<{ child: ChildProcess; release(): void }> {
      let release = (): void => undefined;
      const reached = new Promise<void>((resolve) => {
        cloud.fault = async ({ method, name, preview }) => {
          if (method !== "create" || preview || name !== "people/ada") return undefined;
          resolve();
          await new Promise<void>((go) => {
            release = go;
          });
          return undefined;
        };
      });
      const head = project.records("head", {
        resources: [USER, { ...USER, name: "people/bob", args: { ...USER.args, name: "bob" }, options: { dependsOn: ["people/ada"] } }],
      });
      const script = `
        import { embeddedEngine } from ${JSON.stringify(new URL("../../../../scripts/engine/embedded/embedded.ts", import.meta.url).href)};
        const progress = (line) => console.log(JSON.stringify(line));
        const engine = embeddedEngine({ project: ${JSON.stringify(project.folder)}, environment: process.env, progress });
        const done = await engine.up("prod", await engine.plan("prod", ${JSON.stringify(head)}, "state"));
        console.log(JSON.stringify([done.result, done.operations.map(({ name }) => name), done.diagnostics.map(({ message }) => message)]));
        await engine.close();
      `;
      const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
        env: { ...project.environment, MARK: project.folder },
        stdio: ["ignore", "pipe", "inherit"],
      });
      await reached;
      return { child, release: () => release() };
    }

    /** Processes that got this test's environment. */
    function processes(): readonly number[] {
      const mark = `MARK=${project.folder}`;
      return readdirSync("/proc")
        .filter((name) => /^\d+$/.test(name))
        .map(Number)
        .filter((pid) => {
          try {
            return (
              readFileSync(`/proc/${pid}/environ`, "utf8").includes(mark) && !readFileSync(`/proc/${pid}/stat`, "utf8").includes(") Z ")
            );
          } catch {
            return false; // gone meanwhile, or somebody else's
          }
        });
    }

    it("finishes what is under way on SIGINT, writes it, begins nothing else and leaves no process and no lock", async () => {
      const { child, release } = await hangingUpdate();
      child.kill("SIGINT");
      const printed: unknown[] = [];
      for await (const line of createInterface(child.stdout!)) {
        printed.push(JSON.parse(line));
        if (printed.at(-1) === "interrupted: finishing what is under way") release();
      }
      expect(printed.at(-1)).toEqual(["failed", ["people/ada"], ["update canceled"]]);
      expect([...cloud.cloud.keys()]).toEqual(["aws:iam/user:User|ada"]);
      expect(project.checkpoint("prod").resources.map(({ id }) => id)).toContain("ada");
      expect(readdirSync(join(project.folder, "state/.pulumi/locks/organization/tenure/prod"))).toEqual([]);
      await expect.poll(processes, { timeout: 10_000 }).toEqual([]);
    });

    it.skipIf(process.platform !== "linux")("leaves no process when it is killed, and a note of what was under way", async () => {
      const { child, release } = await hangingUpdate();
      expect(processes().length).toBe(3); // the engine, the program and the pack
      child.kill("SIGKILL");
      await once(child, "exit");
      release();
      await expect.poll(processes, { timeout: 10_000 }).toEqual([]);
      const { pending_operations: pending } = project.checkpoint("prod") as { pending_operations?: { type: string }[] };
      expect(pending?.map(({ type }) => type)).toEqual(["creating"]);
      await expect(engine.up("prod", await engine.plan("prod", project.records("none", { resources: [] }), "state"))).rejects.toMatchObject(
        {
          code: "STACK_LOCKED",
          message: expect.stringContaining("this process no longer runs"),
        },
      );
    });
  });
});
