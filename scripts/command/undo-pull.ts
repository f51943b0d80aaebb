import { folder, isData, type Tree, withFile } from "../../stacks/files/tree.ts";
import type { Commit, Declared } from "../../stacks/model/declared.ts";
import { ProjectError, RecordError } from "../../stacks/model/errors.ts";
import type { Instant } from "../../stacks/model/instant.ts";
import type { ChangedFile } from "../gate/pull-request.ts";
import { readLastChange } from "../github/read/last-change.ts";
import { readPullRequest } from "../github/read/reviews.ts";
import { ensureOpen } from "../github/write/wanted.ts";
import { entriesOf, type Ledger } from "../ledger/ledger.ts";
import { undoBody } from "../propose/undo-body.ts";
import { fileDiff } from "../report/file-diff.ts";
import type { Outcome } from "./command.ts";
import { gitUser, personOfGit } from "./git.ts";
import { readRecords } from "./records.ts";
import type { Reading } from "./submission.ts";

/** What `undo` was told. */
export type UndoOrder = { number: number; reason: string; root: string; dryRun: boolean; asOf: Instant };

/** Why a pull request is not undone. */
class UndoError extends ProjectError<"UNDO_NOT_OURS" | "UNDO_NOT_MERGED" | "UNDO_CONFLICT" | "UNDO_DONE" | "UNDO_INVALID"> {
  override name = "UndoError";
}

/**
 * Opens the revert of a merged pull request of the bot's: its files as they were before, on top of the default branch. It is judged like anybody's change,
 * and since it gives access back it needs the approvals of a grant; whoever asks for it does not count among them.
 * @throws UndoError when it is none of the bot's, not merged, undone already, or when a newer change stands in the way, which is named
 */
export async function undoPull({ number, reason, root, dryRun, asOf }: UndoOrder, reading: Reading, ledger: Ledger): Promise<Outcome> {
  const { github, history, source, entries } = reading;
  const proposed = entriesOf(entries, "proposed").findLast(({ facts }) => facts.number === number)?.facts;
  if (!proposed)
    throw new UndoError(
      "UNDO_NOT_OURS",
      `#${number} is no pull request of the bot's: the evidence knows none of that number; revert it on GitHub`,
    );
  const pull = await readPullRequest(github, number);
  if (!pull.merged) throw new UndoError("UNDO_NOT_MERGED", `#${number} was not merged, so there is nothing to undo; close it instead`);
  const { commit: merged } = pull.merged;
  const before = await history.parent(merged);
  const tip = source.tree.commit as Commit;
  const changes = before ? await history.differences(before, merged) : [];
  const now = new Map((before ? await history.differences(before, tip) : []).map(({ path, after }) => [path, after]));
  const left = changes.filter(({ path }) => now.has(path));
  if (left.length === 0)
    throw new UndoError("UNDO_DONE", `#${number} is undone already: ${source.branch} has its files as they were before it`);
  await requireNoNewer(number, changes, now, reading);
  const tree = await source.at(before!);
  const files = left.map(({ path }) => ({ path, text: textOf(tree!, path.slice(source.prefix.length)) }));
  requireValid(number, left, tree!, reading);
  if (dryRun)
    return {
      result: "clean",
      output: files
        .map(({ path, text }) => fileDiff(path, textOf(source.tree, path.slice(source.prefix.length)) ?? undefined, text ?? undefined))
        .join("\n"),
    };
  const by = personOfGit(gitUser(root), directoryOf(root))?.person.id;
  const asked = by === undefined ? null : `person/${by}`;
  const words = {
    title: `Undo #${number} in ${proposed.stack}`,
    body: undoBody({ number, reason, asked, asOf, paths: left.map(({ path }) => path) }),
  };
  const opened = await ensureOpen(github, { branch: `undo/${number}`, ...words, files }, { name: source.branch!, commit: tip });
  if (opened.action === "opened")
    await ledger.append("proposed", asOf, {
      ...{ stack: proposed.stack, branch: `undo/${number}`, number: opened.number, head: opened.head, digest: null, action: "opened" },
      record: proposed.record,
      ...(asked === null ? {} : { askedBy: [asked] }),
    });
  return {
    result: "clean",
    output: `${opened.action === "opened" ? "opened" : "open already"}  #${opened.number} ${words.title}\n  ${opened.url}\n  it gives access back, so it needs the approvals of a grant`,
  };
}

/** A file that somebody has changed since is theirs to decide about: their change would be lost with it. */
async function requireNoNewer(
  number: number,
  changes: readonly ChangedFile[],
  now: ReadonlyMap<string, string | null>,
  { github, source }: Reading,
): Promise<void> {
  const newer = changes.filter(({ path, after }) => now.has(path) && now.get(path) !== after);
  if (newer.length === 0) return;
  const lines = await Promise.all(
    newer.map(async ({ path }) => {
      const last = await readLastChange(github, source.branch!, path);
      return `  ${path}: ${last ? `${last.commit.slice(0, 10)} ${last.text}` : "changed since"}`;
    }),
  );
  throw new UndoError(
    "UNDO_CONFLICT",
    `#${number} cannot be undone as it was, since its files have been changed after it; change the records by hand instead:\n${lines.join("\n")}`,
  );
}

/** The default branch with these files as they were must be readable: else nobody could judge it. */
function requireValid(number: number, changes: readonly ChangedFile[], before: Tree, { source }: Reading): void {
  const own = changes.map(({ path }) => path.slice(source.prefix.length)).filter(isData);
  if (own.length < changes.length) throw new UndoError("UNDO_INVALID", `#${number} changed more than records; revert it on GitHub`);
  try {
    readRecords(own.reduce((tree, path) => withFile(tree, path, before), source.tree));
  } catch (error) {
    if (!(error instanceof RecordError)) throw error;
    throw new UndoError(
      "UNDO_INVALID",
      `#${number} cannot be undone as it was: the records would not be valid any more\n${error.message}`,
      { cause: error },
    );
  }
}

function textOf(tree: Tree, path: string): string | null {
  const blob = tree.files.get(path);
  return blob && "text" in blob ? blob.text : null;
}

/** Who is at the keyboard the directory of the working tree says well enough: it only takes an approval away. */
function directoryOf(root: string): Declared["directory"] {
  try {
    return readRecords(folder(root)).directory;
  } catch (error) {
    if (error instanceof ProjectError) return { people: new Map(), teams: new Map(), events: new Map() };
    throw error;
  }
}
