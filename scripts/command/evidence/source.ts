import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { filesOf } from "../../../stacks/files/history.ts";
import { resolveCommit, TreeError } from "../../../stacks/files/tree.ts";
import type { Settings } from "../../../stacks/model/settings.ts";
import type { GitHub } from "../../github/client.ts";
import { type Anchor, fileAnchor } from "../../ledger/anchor.ts";
import { textOfFile } from "../../ledger/chain.ts";
import { EVIDENCE_BRANCH, LEDGER_FOLDER, type Ledger, openLedger, readLedgerFolder } from "../../ledger/ledger.ts";
import { s3Anchor } from "../../ledger/s3-anchor.ts";
import { UsageError } from "../options.ts";

/** Where the heads of a ledger in a folder go when no bucket is named. */
export const ANCHOR_FILE = join(".tenure", "anchors.jsonl");

/** The ledger to write to, anchored as the settings say. */
export function openEvidence(github: GitHub | undefined, settings: Settings): Ledger {
  return openLedger(github, LEDGER_FOLDER, anchorOf(settings, github === undefined));
}

/** Where heads go: a bucket where the settings name one, else a file beside a ledger that is itself a folder. A runner's own disk is no place for an anchor. */
export function anchorOf({ anchor }: Settings, isLocal: boolean): Anchor | undefined {
  if (anchor) return s3Anchor(anchor);
  return isLocal ? fileAnchor(ANCHOR_FILE) : undefined;
}

/** The files of a ledger, and in words where they are. `isFolder`: they stand in a folder and not on a branch. */
export type LedgerFiles = { description: string; isFolder: boolean; files: ReadonlyMap<string, string> };

/**
 * Reads a ledger with nothing but git and the disk: the folder or the branch that was asked for, else the branch `evidence` as `origin` or this
 * clone has it, else the local folder.
 * @throws UsageError when there is none: nothing is never taken for an empty ledger
 * @throws LedgerError when a file holds what is no text
 */
export function readLedgerFiles(root: string, asked: { ledger: string | undefined; ref: string | undefined }): LedgerFiles {
  if (asked.ledger !== undefined && asked.ref !== undefined) throw new UsageError("--ledger and --ref: expected one of them, got both");
  if (asked.ledger !== undefined) return ofFolder(asked.ledger, `--ledger: there is no file such as 2026-11.jsonl in ${asked.ledger}`);
  if (asked.ref !== undefined) return ofRef(root, asked.ref);
  for (const ref of [`refs/remotes/origin/${EVIDENCE_BRANCH}`, `refs/heads/${EVIDENCE_BRANCH}`]) {
    try {
      return ofRef(root, ref);
    } catch (error) {
      if (!(error instanceof TreeError)) throw error;
    }
  }
  return ofFolder(
    LEDGER_FOLDER,
    `there is no ledger here: no branch ${EVIDENCE_BRANCH} (git fetch origin ${EVIDENCE_BRANCH}) and nothing in ${LEDGER_FOLDER}; name one with --ledger or --ref`,
  );
}

function ofFolder(folder: string, otherwise: string): LedgerFiles {
  if (!existsSync(folder) || !readdirSync(folder).some((name) => name.endsWith(".jsonl"))) throw new UsageError(otherwise);
  return { description: `folder ${folder}`, isFolder: true, files: readLedgerFolder(folder) };
}

function ofRef(root: string, ref: string): LedgerFiles {
  const commit = resolveCommit(root, ref);
  const all = [...filesOf(root, commit)].filter(([path]) => path.endsWith(".jsonl") && !path.includes("/"));
  const files = new Map(all.map(([path, bytes]) => [path, textOfFile(path, bytes)]));
  return { description: `${ref.replace(/^refs\/(heads|remotes)\//, "")} at ${commit.slice(0, 10)}`, isFolder: false, files };
}
