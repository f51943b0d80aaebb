import { execFileSync } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { IAMClient } from "@aws-sdk/client-iam";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { folder } from "../../../stacks/files/tree.ts";
import type { Declared } from "../../../stacks/model/declared.ts";
import { ProjectError, printProblem } from "../../../stacks/model/errors.ts";
import type { Instant } from "../../../stacks/model/instant.ts";
import { stacksOf } from "../../../stacks/model/slice.ts";
import { openBackend } from "../../engine/embedded/state/backend.ts";
import { lockHolders } from "../../engine/embedded/state/lock.ts";
import { openGitHub } from "../../github/client.ts";
import { readSetUp, type SetUp, type Told } from "../../github/read/set-up.ts";
import { checkChain } from "../../ledger/chain.ts";
import { EVIDENCE_BRANCH, entriesOf, openLedger } from "../../ledger/ledger.ts";
import { readAllowed } from "../../observe/aws-iam/standing.ts";
import { PERMISSIONS } from "../../observe/sources.ts";
import type { Environment } from "../environment.ts";
import { readLedgerFiles } from "../evidence/source.ts";
import { readProblems, readRecords } from "../records.ts";
import type { AwsSeen, Facts, LedgerSeen } from "./facts.ts";

/** Where to look. `project` is the folder of `Pulumi.yaml`. */
export type Where = { root: string; project: string; stack: string | undefined; asOf: Instant; environment: Environment };

/** Gathers everything that can be known of the set-up; nothing is written anywhere, and what cannot be read says why. */
export async function gather({ root, project, stack, asOf, environment }: Where): Promise<Facts> {
  const tree = folder(root);
  const problems = readProblems(tree).map((problem) => printProblem({ ...problem, file: join(root, problem.file) }));
  const declared = problems.length === 0 ? readRecords(tree) : undefined;
  const stacks = stack === undefined ? [...(declared?.accounts.keys() ?? [])].sort() : [stack];
  const github = await setUp(environment);
  const date = github.told && github.value.repository.told ? github.value.repository.value.date : null;
  return {
    ...{ asOf, stacks, problems, declared, github },
    node: process.versions.node,
    git: versionOf("git", "--version"),
    pulumi: versionOf("pulumi", "version"),
    python: versionOf("python3", "--version"),
    backend: environment.PULUMI_BACKEND_URL,
    aws: await whoWeAre(environment),
    githubAheadMs: aheadOf(date),
    workflows: new Map(
      globSync(".github/workflows/*.yml", { cwd: project }).map((path) => [basename(path), readFileSync(join(project, path), "utf8")]),
    ),
    locks: locksOf(declared, stacks, project, environment),
    ledger: await readLedger(root, environment),
  };
}

function versionOf(program: string, word: string): Told<string> {
  try {
    const text = execFileSync(program, [word], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"], timeout: 20_000 });
    return { told: true, value: /\d+\.\d+(\.\d+)?/.exec(text)?.[0] ?? text.trim() };
  } catch {
    return { told: false, because: `${program} is not on the PATH` };
  }
}

/** How far the other clock is ahead; their answer is at most a second and the way back old. */
function aheadOf(date: string | null): number | null {
  const theirs = date === null ? Number.NaN : Date.parse(date);
  return Number.isNaN(theirs) ? null : theirs - Date.now();
}

async function whoWeAre(environment: Environment): Promise<Told<AwsSeen>> {
  const config = { region: environment.AWS_REGION ?? "us-east-1", maxAttempts: 2 };
  const [sts, iam] = [new STSClient(config), new IAMClient(config)];
  let date: string | null = null;
  sts.middlewareStack.add(
    (next) => async (request) => {
      const answer = await next(request);
      date = (answer.response as { headers?: Record<string, string> }).headers?.date ?? null;
      return answer;
    },
    { step: "deserialize", priority: "low" },
  );
  try {
    const { Account = "", Arn = "" } = await sts.send(new GetCallerIdentityCommand({}));
    const aheadMs = aheadOf(date);
    const { missing, untold } = await readAllowed(iam, Arn, PERMISSIONS["aws-iam"]!);
    return { told: true, value: { accountId: Account, arn: Arn, aheadMs, missing, untold } };
  } catch (error) {
    return { told: false, because: `${(error as Error).name}: ${(error as Error).message}` };
  } finally {
    sts.destroy();
    iam.destroy();
  }
}

async function setUp(environment: Environment): Promise<Told<SetUp>> {
  try {
    const github = openGitHub(environment);
    if (!github) return { told: false, because: "GITHUB_REPOSITORY is not set" };
    return { told: true, value: await readSetUp(github, EVIDENCE_BRANCH) };
  } catch (error) {
    if (!(error instanceof ProjectError)) throw error;
    return { told: false, because: error.message };
  }
}

function locksOf(
  declared: Declared | undefined,
  names: readonly string[],
  folderOf: string,
  environment: Environment,
): Told<readonly string[]> {
  try {
    const stacks = names.flatMap((name) => {
      const account = declared?.accounts.get(name);
      return account ? stacksOf(account) : [];
    });
    const held = stacks.flatMap((name) => lockHolders(openBackend(environment, { folder: folderOf, name: "tenure" }, name)));
    return { told: true, value: held };
  } catch (error) {
    if (!(error instanceof ProjectError)) throw error;
    return { told: false, because: error.message };
  }
}

async function readLedger(root: string, environment: Environment): Promise<Told<LedgerSeen>> {
  try {
    const github = openGitHub(environment);
    const files = github ? undefined : readLedgerFiles(root, { ledger: undefined, ref: undefined }).files;
    const checked = files ? checkChain(files, { strictly: true }) : { entries: await openLedger(github, "").read(), broken: undefined };
    const runs = entriesOf(checked.entries, "drift").filter(({ facts }) => facts.status !== "incomplete");
    const { broken } = checked;
    return {
      told: true,
      value: {
        entries: checked.entries.length,
        broken: broken ? `${broken.file}:${broken.line}: ${broken.why}` : null,
        lastComplete: new Map(runs.map(({ at, facts }) => [facts.stack, at])),
      },
    };
  } catch (error) {
    if (!(error instanceof ProjectError)) throw error;
    const isBroken = error.code === "LEDGER_BROKEN";
    return isBroken
      ? { told: true, value: { entries: 0, broken: error.message, lastComplete: new Map() } }
      : { told: false, because: error.message };
  }
}
