import { createHash } from "node:crypto";
import type { Commit } from "../../stacks/model/declared.ts";
import type { Instant } from "../../stacks/model/instant.ts";
import type { Wave } from "../decide/adoption/adoption.ts";
import type { GitHub } from "../github/client.ts";
import { ensureOpen } from "../github/write/wanted.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { adoptBody } from "../propose/adopt-body.ts";
import type { PlannedAdoption } from "./adopt-account.ts";
import { gitUser, personOfGit } from "./git.ts";
import type { Source } from "./source.ts";

/** The branch of a wave: the same filters are the same branch, so that running again does not open a second pull request. */
export function branchOfWave(stack: string, { kinds, path, owner }: Wave): string {
  const wave = createHash("sha256")
    .update(JSON.stringify([[...kinds].sort(), path ?? "", owner ?? ""]))
    .digest("hex");
  return `adopt/${stack}-${wave.slice(0, 8)}`;
}

/** Opens one pull request with the files of a wave; whoever asked for it does not count among its approvers. */
export async function openAdoption(
  planned: PlannedAdoption,
  { branch, summary, root, asOf }: { branch: string; summary: string; root: string; asOf: Instant },
  { github, source, ledger, directory }: { github: GitHub; source: Source; ledger: Ledger; directory: Parameters<typeof personOfGit>[1] },
): Promise<readonly string[]> {
  const { files, stack, adoption } = planned;
  if (files.length === 0) return ["nothing to propose"];
  const by = personOfGit(gitUser(root), directory)?.person.id;
  const asked = by === undefined ? null : `person/${by}`;
  const title = `Adopt ${adoption.adopted.length} records in ${stack}`;
  const wanted = {
    ...{ branch, title, body: adoptBody({ summary, asked }) },
    files: files.map(({ path, text }) => ({ path: `${source.prefix}${path}`, text })),
  };
  const opened = await ensureOpen(github, wanted, { name: source.branch!, commit: source.tree.commit as Commit });
  if (opened.action === "unchanged")
    return [`open already  #${opened.number}: ${opened.url}`, "  merge or close it first: what was found since is adopted by the next one"];
  await ledger.append("proposed", asOf, {
    ...{ stack, branch, number: opened.number, head: opened.head, digest: null, action: "opened", record: null },
    ...(asked === null ? {} : { askedBy: [asked] }),
  });
  return [`opened  #${opened.number} ${title}`, `  ${opened.url}`];
}
