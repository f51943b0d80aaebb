import type { Commit } from "../../../stacks/model/declared.ts";
import type { ChangedFile } from "../../gate/pull-request.ts";
import { ask, askIfThere, type GitHub } from "../client.ts";
import { listFiles } from "./tree.ts";

/** The commits of a repository and what differs between them, through the git data API. Asks for each commit once. */
export type History = {
  /** Every file whose content or mode differs, by path. @throws GitHubError also when GitHub cut a list. */
  differences(from: Commit, to: Commit): Promise<readonly ChangedFile[]>;
  /** The newest commit that both have; `undefined` when one of them cannot be had any more, or they have none. */
  mergeBase(one: Commit, other: Commit): Promise<Commit | undefined>;
  /** The commit that a branch pointed to before: the first parent, `undefined` for the first commit of all. */
  parent(commit: Commit): Promise<Commit | undefined>;
};

/** Opens the history of a repository. */
export function openHistory(github: GitHub): History {
  const { octokit, owner, repo } = github;
  const lists = new Map<Commit, ReturnType<typeof listFiles>>();
  const filesOf = (commit: Commit) => {
    const known = lists.get(commit) ?? listFiles(github, commit);
    lists.set(commit, known);
    return known;
  };
  return {
    async differences(from, to) {
      const [before, after] = [await filesOf(from), await filesOf(to)];
      const texts = (files: typeof before) => new Map(files.map(({ path, mode, sha }) => [path, `${mode} ${sha}`]));
      return differing(texts(before), texts(after));
    },
    async mergeBase(one, other) {
      if (one === other) return one;
      const comparison = await askIfThere(github, `compare ${one} with ${other}`, () =>
        octokit.rest.repos.compareCommitsWithBasehead({ owner, repo, basehead: `${one}...${other}`, per_page: 1 }),
      );
      return comparison?.merge_base_commit?.sha as Commit | undefined;
    },
    async parent(commit) {
      const { parents } = await ask(github, `read the commit ${commit}`, () =>
        octokit.rest.git.getCommit({ owner, repo, commit_sha: commit }),
      );
      return parents[0]?.sha as Commit | undefined;
    },
  };
}

function differing(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): readonly ChangedFile[] {
  const paths = [...new Set([...before.keys(), ...after.keys()])].filter((path) => before.get(path) !== after.get(path)).sort();
  return paths.map((path) => ({ path, before: before.get(path) ?? null, after: after.get(path) ?? null }));
}
