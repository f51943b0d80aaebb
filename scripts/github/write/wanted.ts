import type { Commit } from "../../../stacks/model/declared.ts";
import { ask, askIfThere, type GitHub } from "../client.ts";
import { type CommittedFile, pointBranch, writeCommit } from "./commit.ts";

/** A pull request that a person asked for: one commit on a branch of its own. */
export type Wanted = { branch: string; title: string; body: string; files: readonly CommittedFile[] };

/** Opens it, unless one from this branch is open; a branch without one, which an interrupted run left, is written afresh. */
export async function ensureOpen(
  github: GitHub,
  { branch, title, body, files }: Wanted,
  base: { name: string; commit: Commit },
): Promise<{ action: "opened" | "unchanged"; number: number; url: string; head: Commit }> {
  const { octokit, owner, repo } = github;
  const open = await ask(github, `look for a pull request from ${branch}`, () =>
    octokit.rest.pulls.list({ owner, repo, state: "open", head: `${owner}:${branch}` }),
  );
  const there = open.find((pull) => pull.head.ref === branch);
  if (there) return { action: "unchanged", number: there.number, url: there.html_url, head: there.head.sha as Commit };
  const head = await writeCommit(github, base.commit, title, files);
  const ref = await askIfThere(github, `look for the branch ${branch}`, () =>
    octokit.rest.git.getRef({ owner, repo, ref: `heads/${branch}` }),
  );
  await pointBranch(github, branch, head, { exists: ref !== undefined, force: true });
  const { number, html_url: url } = await ask(github, `open a pull request from ${branch}`, () =>
    octokit.rest.pulls.create({ owner, repo, head: branch, base: base.name, title, body }),
  );
  return { action: "opened", number, url, head };
}
