import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { resolveCommit, type Tree, TreeError } from "../../stacks/files/tree.ts";
import type { Declared } from "../../stacks/model/declared.ts";
import { type Aws, startAws } from "../emulators/aws/aws.ts";
import { copyCommit } from "../emulators/github/copy-commit.ts";
import { type GitHub, startGitHub } from "../emulators/github/github.ts";
import { serveProvider } from "../engine/provider/serve.ts";
import type { Log } from "./log.ts";

/** Everything outside, as stand-ins on 127.0.0.1. */
export type StandIns = {
  aws: Aws;
  github: GitHub;
  /** What every command reads to work against them: as the administrator of `accountId`, and as the bot on GitHub. */
  environment(accountId: string): Record<string, string>;
  close(): Promise<void>;
};

/** `folder`: what the run writes goes there. `root`: the records' folder, `tree` and `declared` what it holds now. */
export type StandInsOptions = { folder: string; root: string; tree: Tree; declared: Declared; log: Log };

/**
 * Starts AWS, GitHub with `HEAD` copied into it, and the stand-in provider, with a fresh state of the engine.
 * Nothing outlives this process; what was started is closed again when something else does not start.
 * @throws EmulatorError
 */
export async function startStandIns({ folder, root, tree, declared, log }: StandInsOptions): Promise<StandIns> {
  const closers: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    const aws = await startAws({ folder, progress: (line) => log.progress(line) });
    closers.push(() => aws.close());
    const files = filesInsteadOfHead(root, tree, log);
    const github = await startGitHub({ files, directory: declared.directory });
    closers.push(() => github.close());
    if (files === undefined) await copyCommit(root, github);
    const provider = await serveProvider({ environmentOf: (accountId) => aws.environment(accountId) });
    closers.push(() => provider.close());
    const engine = engineEnvironment(folder, provider.port);
    return { aws, github, environment: (accountId) => ({ ...aws.environment(accountId), ...github.environment(), ...engine }), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The state and its passphrase belong to the run. */
function engineEnvironment(folder: string, providerPort: number): Record<string, string> {
  const state = join(folder, "engine");
  mkdirSync(state);
  return {
    PULUMI_BACKEND_URL: pathToFileURL(state).href,
    PULUMI_CONFIG_PASSPHRASE: randomBytes(16).toString("hex"),
    PULUMI_DEBUG_PROVIDERS: `aws:${providerPort}`,
  };
}

/** Outside git, and before the first commit, the records of the working tree, and says so; `undefined` when there is a commit. */
function filesInsteadOfHead(root: string, tree: Tree, log: Log): ReadonlyMap<string, string> | undefined {
  try {
    resolveCommit(root, "HEAD");
    return undefined;
  } catch (error) {
    if (!(error instanceof TreeError)) throw error;
    log.warn(`${error.message}: the emulated repository holds the records of the working tree instead of a commit`);
    return new Map([...tree.files].flatMap(([path, blob]) => ("text" in blob ? [[`stacks/${path}`, blob.text]] : [])));
  }
}
