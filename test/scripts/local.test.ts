import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { Octokit } from "@octokit/rest";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createRunFolder, LOCAL_FOLDER } from "../../scripts/emulators/run-folder.ts";
import { childrenOf, isGone } from "../support/processes.ts";

const REPOSITORY = join(import.meta.dirname, "..", "..");
const VARIABLES = [
  "AWS_ENDPOINT_URL",
  "AWS_ACCESS_KEY_ID",
  "AWS_SECRET_ACCESS_KEY",
  "AWS_REGION",
  "AWS_DEFAULT_REGION",
  "AWS_EC2_METADATA_DISABLED",
  "GITHUB_API_URL",
  "GITHUB_SERVER_URL",
  "GITHUB_REPOSITORY",
  "GITHUB_TOKEN",
  "PULUMI_BACKEND_URL",
  "PULUMI_CONFIG_PASSPHRASE",
  "PULUMI_DEBUG_PROVIDERS",
];

type Local = {
  child: ChildProcess;
  pid: number;
  lines: readonly string[];
  environment: Record<string, string>;
  ministack: number;
  folder: string;
};

/** Starts `local` and reads what it prints up to `# ready`. */
async function start(root: string, { stdin = "ignore", npm = false }: { stdin?: "ignore" | "pipe"; npm?: boolean } = {}): Promise<Local> {
  const [command, ...words] = npm ? ["npm", "run", "local", "--"] : [process.execPath, join(REPOSITORY, "scripts", "local.ts")];
  const child = spawn(command!, [...words, "--root", root], { cwd: REPOSITORY, stdio: [stdin, "pipe", "ignore"] });
  let printed = "";
  while (!printed.endsWith("# ready\n")) {
    const [chunk] = (await Promise.race([once(child.stdout!, "data"), once(child, "exit")])) as [Buffer | number];
    if (typeof chunk === "number") throw new Error(`local ended with ${chunk} after printing: ${printed}`);
    printed += chunk;
  }
  const environment = Object.fromEntries([...printed.matchAll(/^export (\w+)='(.*)'$/gm)].map(([, name, value]) => [name!, value!]));
  const folder = join(fileURLToPath(environment.PULUMI_BACKEND_URL!), "..");
  const pid = Number(/local-(\d+)-/.exec(folder)![1]);
  return { child, pid, lines: printed.trim().split("\n"), environment, ministack: childrenOf(pid)[0]!, folder };
}

describe("scripts/local", () => {
  let home: string;
  let root: string;
  let local: Local | undefined;
  const git = (...words: string[]) =>
    execFileSync("git", ["-C", home, "-c", "user.name=Ada", "-c", "user.email=ada@example.com", ...words], { encoding: "utf8" }).trim();
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), "tenure-local-"));
    root = join(home, "stacks");
    for (const data of ["accounts", "directory", "settings.yaml"])
      cpSync(join(REPOSITORY, "stacks", data), join(root, data), { recursive: true });
  });
  afterEach(() => {
    local?.child.kill("SIGKILL");
    local = undefined;
    rmSync(home, { recursive: true, force: true });
  });

  it("prints an environment that works, with HEAD in the emulated repository, and leaves nothing when interrupted", async () => {
    git("init", "--quiet");
    git("add", ".");
    git("commit", "--quiet", "--message", "Records");
    local = await start(root);
    const { child, lines, environment, ministack, folder } = local;
    expect(Object.keys(environment)).toEqual(VARIABLES);
    expect(lines.at(-1)).toBe("# ready");
    expect(lines).toContain("# AWS: administrator of prod, account 000000000000, production. For another account:");
    expect(lines).toContain("# export AWS_ACCESS_KEY_ID='111111111111' # dev, account 111111111111, non-production");
    const credentials = { accessKeyId: environment.AWS_ACCESS_KEY_ID!, secretAccessKey: environment.AWS_SECRET_ACCESS_KEY! };
    const sts = new STSClient({ endpoint: environment.AWS_ENDPOINT_URL!, region: environment.AWS_REGION!, credentials });
    expect((await sts.send(new GetCallerIdentityCommand({}))).Arn).toBe("arn:aws:iam::000000000000:root");
    const octokit = new Octokit({ baseUrl: environment.GITHUB_API_URL!, auth: environment.GITHUB_TOKEN! });
    const main = await octokit.rest.git.getRef({ owner: "acme", repo: "identities", ref: "heads/main" });
    expect(main.data.object.sha).toBe(git("rev-parse", "HEAD"));
    expect(existsSync(folder)).toBe(true);

    child.kill("SIGINT");
    expect(await once(child, "exit")).toEqual([0, null]);
    await isGone(ministack);
    expect(existsSync(folder)).toBe(false);
  });

  it("holds the records of the working tree outside git", async () => {
    local = await start(root);
    const octokit = new Octokit({ baseUrl: local.environment.GITHUB_API_URL!, auth: local.environment.GITHUB_TOKEN! });
    const { data } = await octokit.rest.repos.getContent({ owner: "acme", repo: "identities", path: "stacks" });
    expect((data as { name: string }[]).map(({ name }) => name).sort()).toEqual(["accounts", "directory", "settings.yaml"]);
    local.child.kill("SIGTERM");
    expect(await once(local.child, "exit")).toEqual([0, null]);
  });

  it("ends when the other end of its standard input closes", async () => {
    local = await start(root, { stdin: "pipe" });
    local.child.stdin!.end();
    expect(await once(local.child, "exit")).toEqual([0, null]);
    await isGone(local.ministack);
  });

  it("ends when the npm that started it is killed", async () => {
    local = await start(root, { npm: true });
    local.child.kill("SIGKILL");
    await isGone(local.pid);
    await isGone(local.ministack);
    expect(existsSync(local.folder)).toBe(false);
  });

  it("leaves no process when it is killed, and the next run removes its folder", async () => {
    local = await start(root);
    local.child.kill("SIGKILL");
    await once(local.child, "exit");
    await isGone(local.ministack);
    expect(existsSync(local.folder)).toBe(true);
    const next = createRunFolder("test");
    expect(existsSync(local.folder)).toBe(false);
    expect(readdirSync(join(LOCAL_FOLDER, "run"))).toContain(next.folder.split("/").at(-1));
    next.discard();
    expect(existsSync(next.folder)).toBe(false);
  });
});
