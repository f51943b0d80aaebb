import type { Answer, Api, Correction } from "./api.ts";
import { currentPull, type Pull, tipOf } from "./pulls.ts";

type ChangedFile = { filename: string; previous_filename?: string; status: string; sha: string };

/**
 * Merges a pull request as GitHub does: the head's changes on top of the base branch as it stands now, refused when both changed a file.
 * emulate marks the pull request as merged; the commit that it makes is replaced by the right one, in the branch and in all answers.
 */
export async function merge({ call, api, parts: [repository = "", number = ""] }: Correction): Promise<Answer> {
  const found = await api.ask("GET", `${repository}/pulls/${number}`);
  if (found.status !== 200) return found;
  const pull = await currentPull(api, repository, found.json as Pull);
  if (pull.state !== "open") return notMergeable("Pull Request is not mergeable");
  if (call.body?.sha !== undefined && call.body.sha !== pull.head.sha) {
    return { status: 409, headers: {}, json: { message: "Head branch was modified. Review and try the merge again." } };
  }
  const tip = await tipOf(api, repository, pull.base.ref);
  const tree = tip === undefined ? undefined : await mergedTree(api, repository, tip, pull.head.sha);
  if (tip === undefined || tree === undefined) return notMergeable("Pull Request is not mergeable");
  const { sha: _, ...options } = call.body ?? {};
  const parents = (options.merge_method ?? "merge") === "merge" ? [tip, pull.head.sha] : [tip];
  const right = await api.ask("POST", `${repository}/git/commits`, { message: messageOf(pull, options), tree, parents });
  const merged = right.status === 201 ? await api.ask("PUT", call.path, options) : right;
  if (merged.status !== 200) return merged;
  return settle(api, repository, pull, { wrong: (merged.json as { sha: string }).sha, right: (right.json as { sha: string }).sha }, merged);
}

async function settle(
  api: Api,
  repository: string,
  pull: Pull,
  { wrong, right }: { wrong: string; right: string },
  merged: Answer,
): Promise<Answer> {
  await api.ask("PATCH", `${repository}/git/refs/heads/${encodeURIComponent(pull.base.ref)}`, { sha: right, force: true });
  // Squashing one branch onto an unmoved base, emulate may have made the very same commit.
  if (wrong !== right) api.replaceCommit(wrong, right);
  return { ...merged, json: { sha: right, merged: true, message: "Pull Request successfully merged" } };
}

/** The tree of the base branch with the head's changes; `undefined` when both sides changed the same file. */
async function mergedTree(api: Api, repository: string, tip: string, head: string): Promise<string | undefined> {
  const ours = await changed(api, repository, head, tip);
  const theirs = await changed(api, repository, tip, head);
  const touched = new Set(ours.flatMap(({ filename, previous_filename }) => [filename, previous_filename ?? filename]));
  if (theirs.some(({ filename, previous_filename }) => touched.has(filename) || touched.has(previous_filename ?? filename)))
    return undefined;
  const base = await api.ask("GET", `${repository}/git/commits/${tip}`);
  const baseTree = (base.json as { tree: { sha: string } }).tree.sha;
  const entries = theirs.flatMap(entriesOf);
  if (entries.length === 0) return baseTree;
  const tree = await api.ask("POST", `${repository}/git/trees`, { base_tree: baseTree, tree: entries });
  return (tree.json as { sha: string }).sha;
}

/** What `head` changed since it left `base`. */
async function changed(api: Api, repository: string, base: string, head: string): Promise<readonly ChangedFile[]> {
  const { json } = await api.ask("GET", `${repository}/compare/${base}...${head}`);
  return (json as { files?: ChangedFile[] }).files ?? [];
}

function entriesOf({ filename, previous_filename, status, sha }: ChangedFile) {
  const entry = (path: string, blob: string | null) => ({ path, mode: "100644", type: "blob", sha: blob });
  if (status === "removed") return [entry(filename, null)];
  return previous_filename === undefined ? [entry(filename, sha)] : [entry(previous_filename, null), entry(filename, sha)];
}

function messageOf(pull: Pull, { merge_method, commit_title, commit_message }: Record<string, unknown>): string {
  const merging = `Merge pull request #${pull.number} from ${pull.head.ref}`;
  const title = commit_title ?? ((merge_method ?? "merge") === "merge" ? merging : `${pull.title} (#${pull.number})`);
  return typeof commit_message === "string" && commit_message !== "" ? `${String(title)}\n\n${commit_message}` : String(title);
}

function notMergeable(message: string): Answer {
  return { status: 405, headers: {}, json: { message } };
}
