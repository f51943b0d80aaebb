import type { GitHub } from "../../scripts/emulators/github/github.ts";
import { type GitHub as Client, openGitHub } from "../../scripts/github/client.ts";
import { readDefaultBranch } from "../../scripts/github/read/branch.ts";
import type { Commit } from "../../stacks/model/declared.ts";
import { octokitOf, startOwnGitHub } from "./github.ts";
import { small, smallTree, textsOf } from "./small-organisation.ts";

/** What a repository holds besides the records. */
const OTHERS = { "README.md": "# Identities\n", "stacks/schemas/groups.json": "{}\n", "stacks/index.ts": "export {};\n" };

/** A stand-in for GitHub whose repository holds the small organisation under `stacks/`, and everybody of it. */
export function startRepository(): Promise<GitHub> {
  const records = [...textsOf(smallTree())].map(([path, text]) => [`stacks/${path}`, text] as const);
  return startOwnGitHub(new Map([...records, ...Object.entries(OTHERS)]), small().directory);
}

/** Our client as the bot, or as somebody else; `url` for a server in between. */
export function clientOf(github: GitHub, login?: string, url = github.url): Client {
  return openGitHub({ ...github.environment(login), GITHUB_API_URL: url })!;
}

/** The default branch as it stands. */
export function baseOf(client: Client): Promise<{ name: string; commit: Commit }> {
  return readDefaultBranch(client);
}

/** A commit by somebody on a branch, on top of where it stands or of another commit. */
export async function pushAs(
  github: GitHub,
  login: string,
  branch: string,
  files: Readonly<Record<string, string>>,
  options: { message?: string; parent?: string } = {},
): Promise<string> {
  const octokit = octokitOf(github, login);
  const [owner, repo] = github.repository.split("/") as [string, string];
  const existing = await octokit.rest.git.getRef({ owner, repo, ref: `heads/${branch}` }).then(
    ({ data }) => data.object.sha,
    () => undefined,
  );
  const parent = options.parent ?? existing!;
  const { data: commit } = await octokit.rest.git.getCommit({ owner, repo, commit_sha: parent });
  const { data: tree } = await octokit.rest.git.createTree({
    owner,
    repo,
    base_tree: commit.tree.sha,
    tree: Object.entries(files).map(([path, content]) => ({ path, mode: "100644", type: "blob", content })),
  });
  const { data: made } = await octokit.rest.git.createCommit({
    owner,
    repo,
    message: options.message ?? "By hand",
    tree: tree.sha,
    parents: [parent],
  });
  if (existing) await octokit.rest.git.updateRef({ owner, repo, ref: `heads/${branch}`, sha: made.sha, force: true });
  else await octokit.rest.git.createRef({ owner, repo, ref: `refs/heads/${branch}`, sha: made.sha });
  return made.sha;
}
