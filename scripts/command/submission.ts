import type { Tree } from "../../stacks/files/tree.ts";
import { withFile } from "../../stacks/files/tree.ts";
import type { Commit } from "../../stacks/model/declared.ts";
import { RecordError } from "../../stacks/model/errors.ts";
import { type ChangedFile, digestOf, type PullRequest } from "../gate/pull-request.ts";
import { type GitHub, GitHubError } from "../github/client.ts";
import type { History } from "../github/read/history.ts";
import { listReviews, listWriters, type SubmittedPullRequest } from "../github/read/reviews.ts";
import type { Written } from "../ledger/entry.ts";
import { entriesOf } from "../ledger/ledger.ts";
import { questionsOf } from "./review-questions.ts";
import { isCode, programsAmong, type Sides, sidesOf } from "./sides.ts";
import type { Source } from "./source.ts";

/** What reading pull requests needs: GitHub, its commits, the records of any of them, and the evidence. */
export type Reading = { github: GitHub; history: History; source: Source; entries: readonly Written[] };

/** A pull request with both sides of what it changes. */
export type Submission = { pull: PullRequest; sides: Sides };

/**
 * A pull request as it would be merged now: what its branch changed since it left the base branch, on top of `base` as it stands.
 * @throws RecordError when its records cannot be read, or when the base branch has changed one of its files meanwhile
 */
export async function readBranch(reading: Reading, submitted: SubmittedPullRequest, base: Commit): Promise<Submission> {
  const { history, source } = reading;
  const left = await history.mergeBase(base, submitted.head);
  if (left === undefined) throw unrelated(submitted, base);
  const changes = await history.differences(left, submitted.head);
  const meanwhile = new Set((await history.differences(left, base)).map(({ path }) => path));
  const both = changes.filter(({ path }) => meanwhile.has(path));
  if (both.length > 0) {
    throw new RecordError(
      both.map(({ path }) => ({
        file: path.startsWith(source.prefix) ? path.slice(source.prefix.length) : path,
        line: 1,
        message: `${submitted.into} has changed this file since the branch left it; bring the branch up to date`,
      })),
    );
  }
  const [before, after] = [await treeAt(source, base), await treeAt(source, submitted.head)];
  const merged = dataOf(changes, source.prefix).reduce((tree, path) => withFile(tree, path, after), before);
  return await submissionOf(reading, submitted, base, { ...merged, commit: submitted.head }, changes);
}

/** A pull request as a commit of the base branch, or of a merge queue, has it: whatever differs between that commit and the one before. */
export async function readMerged(reading: Reading, submitted: SubmittedPullRequest, from: Commit, to: Commit): Promise<Submission> {
  const changes = await reading.history.differences(from, to);
  return await submissionOf(reading, submitted, from, await treeAt(reading.source, to), changes);
}

async function submissionOf(
  reading: Reading,
  submitted: SubmittedPullRequest,
  base: Commit,
  head: Tree,
  changes: readonly ChangedFile[],
): Promise<Submission> {
  const { github, source, history, entries } = reading;
  const paths = changes.map(({ path }) => path);
  const code = paths.some((path) => isCode(path, source.prefix));
  const sides = sidesOf(await treeAt(source, base), head, code, programsAmong(paths, source.prefix));
  const left = (await history.mergeBase(base, submitted.head)) ?? base;
  const seen = new Map<Commit, Promise<string | undefined>>();
  const reviews = [];
  for (const { commit, ...review } of await listReviews(github, submitted.number)) {
    const digest = seen.get(commit) ?? digestSeen(history, base, commit);
    seen.set(commit, digest);
    reviews.push({ ...review, digest: await digest });
  }
  const ours = entriesOf(entries, "proposed").filter(({ facts }) => facts.number === submitted.number);
  // Somebody may ask for what stands open already: then nothing is written, and they asked for it all the same.
  const requests = entriesOf(entries, "request").filter(({ facts }) => facts.number === submitted.number);
  const askedBy = [...ours, ...requests].flatMap(({ facts }) => facts.askedBy ?? []);
  return {
    sides,
    pull: {
      number: submitted.number,
      author: submitted.author,
      digest: digestOf(changes),
      reviews,
      ...(await listWriters(github, left, submitted.head, submitted.branch)),
      ledger: ours.length > 0 ? { askedBy: [...new Set(askedBy)] } : undefined,
      questions: questionsOf(entries),
    },
  };
}

/** The digest of what a reviewer had before them; `undefined` when their commit cannot be had any more. */
async function digestSeen(history: History, base: Commit, commit: Commit): Promise<string | undefined> {
  try {
    const left = await history.mergeBase(base, commit);
    return left && digestOf(await history.differences(left, commit));
  } catch (error) {
    if (error instanceof GitHubError && error.code === "GITHUB_NOT_FOUND") return undefined;
    throw error;
  }
}

function dataOf(changes: readonly ChangedFile[], prefix: string): readonly string[] {
  return changes
    .filter(({ path }) => !isCode(path, prefix) || path === `${prefix}settings.yaml`)
    .map(({ path }) => path.slice(prefix.length));
}

async function treeAt(source: Source, commit: Commit): Promise<Tree> {
  const tree = await source.at(commit);
  if (!tree) throw new GitHubError("GITHUB_NOT_FOUND", `the commit ${commit} cannot be read: neither here nor on GitHub is it to be had`);
  return tree;
}

function unrelated({ number, into }: SubmittedPullRequest, base: Commit): GitHubError {
  return new GitHubError(
    "GITHUB_NOT_FOUND",
    `#${number} and ${into} (${base}) have no commit in common, or one of them cannot be had any more`,
  );
}
