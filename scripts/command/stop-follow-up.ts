import { folder, type Tree } from "../../stacks/files/tree.ts";
import type { Commit, Declared } from "../../stacks/model/declared.ts";
import { ProjectError } from "../../stacks/model/errors.ts";
import { branchOf } from "../decide/change.ts";
import { changeOfStop, type StoppedRecord } from "../decide/requests/stop.ts";
import { type GitHub, openGitHub } from "../github/client.ts";
import { ensurePullRequest } from "../github/write/pull-request.ts";
import { flush, QUEUE_FOLDER } from "../ledger/queue.ts";
import { now } from "./clock.ts";
import { editRecords } from "./edit-records.ts";
import type { Environment } from "./environment.ts";
import { openEvidence } from "./evidence/source.ts";
import type { Log } from "./log.ts";
import { planProposals, readBotPullRequests, recordOf } from "./pull-requests.ts";
import { readRecords } from "./records.ts";
import { readSource } from "./source.ts";

/** What was stopped in AWS and has to be said in the records and in the evidence; `unmanaged` are words for what no record declares. */
export type Following = { root: string; tree: Tree; declared: Declared; stopped: readonly StoppedRecord[]; unmanaged: readonly string[] };

/** Lines for people, and whether everything that has to follow has followed. */
export type Followed = { lines: readonly string[]; done: boolean };

/**
 * Lets records and evidence follow what was done in AWS: the entries, and a pull request for each record. Where GitHub does not answer, entries wait
 * in a folder and the files are edited instead, and that is said; the same command again, when it answers, makes up for it. Nothing of this undoes a stop.
 */
export async function followUp(following: Following, environment: Environment, log: Log): Promise<Followed> {
  const { unmanaged } = following;
  const later = unmanaged.map(
    (word) => `${word}: no record says what it is; the next \`npm run drift -- --propose\` takes it into the records, closed`,
  );
  const opened = new Set<string>();
  const lines: string[] = [];
  try {
    const github = openGitHub(environment);
    const ledger = openEvidence(github, following.declared.settings);
    const written = await flush(QUEUE_FOLDER, ledger);
    if (written > 0) lines.push(`${written} ${written === 1 ? "entry" : "entries"} written into the evidence`);
    if (!github) return { lines: [...lines, ...later, ...editInstead(following, opened, "no repository on GitHub is named")], done: true };
    await propose(following, github, opened, lines, log);
    return { lines: [...lines, ...later], done: true };
  } catch (error) {
    if (!(error instanceof ProjectError)) throw error;
    const because = `GitHub does not have it yet (${error.message.split("\n")[0]}): entries wait in ${QUEUE_FOLDER}; run the same command again when it answers`;
    return { lines: [...lines, ...later, because, ...editInstead(following, opened, "until then")], done: false };
  }
}

async function propose({ root, stopped }: Following, github: GitHub, opened: Set<string>, lines: string[], log: Log): Promise<void> {
  const source = await readSource(github, root, log);
  const merged = readRecords(source.tree);
  const ledger = openEvidence(github, merged.settings);
  const known = await readBotPullRequests(github, ledger);
  if (!known.complete) throw new ProjectError("PULL_REQUESTS_UNREADABLE", known.gap.reason);
  const base = { name: source.branch!, commit: source.tree.commit as Commit };
  for (const one of stopped) {
    const { ref } = one.placed.record;
    const account = merged.accounts.get(one.placed.account.name);
    const record = account?.records.get(ref);
    const change = account && record ? changeOfStop({ ...one, placed: { account, record } }, base.commit) : NOT_MERGED;
    opened.add(one.placed.record.source.file);
    if (!("edits" in change)) {
      lines.push(`${ref}: no pull request: ${change.because}`);
      continue;
    }
    const ofBranch = known.value.filter(({ branch }) => branch === branchOf(change));
    const open = ofBranch.find(({ state }) => state === "open");
    if (open) {
      lines.push(`${ref}: #${open.number} is open about it already: ${open.url}`);
      continue;
    }
    opened.delete(one.placed.record.source.file);
    const [proposal] = planProposals([change], merged, source.tree, source.prefix, one.at);
    const { number, url, head, notes, action } = await ensurePullRequest(github, proposal!, ofBranch, base);
    opened.add(one.placed.record.source.file);
    lines.push(`${ref}: #${number} lets the record say so: ${url}`, ...notes.map((note) => `  ${note}`));
    if (action === "opened" || action === "updated")
      await ledger.append("proposed", now(), {
        ...{ stack: change.stack, branch: branchOf(change), number, head, digest: proposal!.digest, action },
        ...{ record: recordOf(proposal!), findings: [...proposal!.findings] },
        ...(one.by === null ? {} : { askedBy: [one.by] }),
      });
  }
}

const NOT_MERGED = { because: "the default branch has no such record" };

/** The same edits in the files that are here, for whoever carries them to GitHub by hand. */
function editInstead({ root, stopped }: Following, opened: ReadonlySet<string>, why: string): readonly string[] {
  const left = stopped.filter(({ placed }) => !opened.has(placed.record.source.file));
  if (left.length === 0) return [];
  try {
    // Read again: a person may have edited meanwhile, and of two stops of one record the second builds on the first.
    const tree = folder(root);
    const declared = readRecords(tree);
    const edits = left.flatMap((one) => {
      const change = changeOfStop(one, "working tree");
      return "edits" in change ? change.edits : [];
    });
    const { output } = editRecords({ root, tree, declared, asOf: left[0]!.at, dryRun: false }, { edits, refused: [], notes: [] });
    return [`${why}, so the files are edited here; open a pull request with them:`, ...output.split("\n").map((line) => `  ${line}`)];
  } catch (error) {
    if (!(error instanceof ProjectError)) throw error;
    return [`the files could not be edited either: ${error.message}`];
  }
}
