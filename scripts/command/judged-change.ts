import { baseOfTerminal, prefixOf, resolveCommit } from "../../stacks/files/tree.ts";
import type { Commit } from "../../stacks/model/declared.ts";
import type { Approvers } from "../gate/exceptions.ts";
import type { PullRequest } from "../gate/pull-request.ts";
import { requireGitHub } from "../github/client.ts";
import { openHistory } from "../github/read/history.ts";
import { readPullRequest } from "../github/read/reviews.ts";
import { LEDGER_FOLDER, openLedger } from "../ledger/ledger.ts";
import type { Environment } from "./environment.ts";
import { exceptionApprovers } from "./judge.ts";
import type { Log } from "./log.ts";
import { UsageError } from "./options.ts";
import { type Publish, publisher, readOrPublish } from "./publish-check.ts";
import { readSides, type Sides } from "./sides.ts";
import { readSource } from "./source.ts";
import { type Reading, readBranch, readMerged } from "./submission.ts";

/** A change to be judged: both sides, the pull request where it is one, and where its checks go. `prefix` leads to the records in the repository. */
export type JudgedChange = {
  sides: Sides;
  pull: PullRequest | undefined;
  /** Who approved the exceptions of base, where the ledger could be read. */
  approvers: Approvers;
  prefix: string;
  publish: Publish | undefined;
};

/** The options of `gate` that say which change is meant. */
export type ChangeOptions = {
  root: string;
  base: string | undefined;
  head: string | undefined;
  pull: string | undefined;
  publish: boolean;
};

/** Opens everything that reading pull requests needs. @throws GitHubError when no repository is named */
export async function openReading(environment: Environment, root: string, log: Log): Promise<Reading> {
  const github = requireGitHub(environment);
  const [source, entries] = [await readSource(github, root, log), await openLedger(github, LEDGER_FOLDER).read()];
  return { github, history: openHistory(github), source, entries };
}

/**
 * Reads the change: a pull request as GitHub has it, else two commits of the repository or a commit and the working tree.
 * Records that cannot be read are published, where checks were asked for, before they stop the run.
 * @throws UsageError when checks have no commit to go to: a working tree can carry none
 */
export async function readChange(options: ChangeOptions, environment: Environment, log: Log): Promise<JudgedChange> {
  const { root, base, head, pull, publish: isPublished } = options;
  if (pull !== undefined) return await readPull(numberOf(pull), options, await openReading(environment, root, log));
  if (isPublished && head === undefined)
    throw new UsageError("--publish: name the commit with --head, or the pull request with --pull; a check belongs to a commit");
  const publish = isPublished ? publisher(requireGitHub(environment), resolveCommit(root, head!)) : undefined;
  const prefix = prefixOf(root);
  const sides = await readOrPublish(() => readSides(root, base ?? defaultBase(root), head), publish, prefix);
  return { sides, pull: undefined, approvers: new Map(), prefix, publish };
}

async function readPull(number: number, { base, head, publish: isPublished }: ChangeOptions, reading: Reading): Promise<JudgedChange> {
  const { github, source } = reading;
  const submitted = await readPullRequest(github, number);
  if (submitted.into !== source.branch)
    throw new UsageError(`--pull: #${number} goes to ${submitted.into}, and only what goes to ${source.branch} is ever deployed`);
  const from = base === undefined ? (source.tree.commit as Commit) : commitOf("--base", base);
  const publish = isPublished ? publisher(github, head === undefined ? submitted.head : commitOf("--head", head)) : undefined;
  // The commit of a merge queue is the change itself: nothing of the branch is left out, and nothing else has come to it.
  const read = () =>
    head === undefined ? readBranch(reading, submitted, from) : readMerged(reading, submitted, from, commitOf("--head", head));
  const { sides, pull } = await readOrPublish(read, publish, source.prefix);
  return { sides, pull, approvers: exceptionApprovers(reading.entries), prefix: source.prefix, publish };
}

function defaultBase(root: string): string {
  const base = baseOfTerminal(root);
  if (base === undefined) throw new UsageError(`--base: ${root} is in no git repository with commits, so there is nothing to compare with`);
  return base;
}

/** The number that `--pull` names. @throws UsageError */
export function numberOf(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new UsageError(`--pull: expected the number of a pull request, got "${text}"`);
  return Number(text);
}

/** GitHub's commits need not be in the repository that is checked out, so nothing but a full hash says which one is meant. */
function commitOf(option: string, text: string): Commit {
  if (!/^[0-9a-f]{40}$/.test(text)) throw new UsageError(`${option}: expected a full commit hash beside --pull, got "${text}"`);
  return text as Commit;
}
