import type { Tree } from "../../stacks/files/tree.ts";
import type { Commit, Declared } from "../../stacks/model/declared.ts";
import type { Instant } from "../../stacks/model/instant.ts";
import { branchNow, type Change } from "../decide/change.ts";
import type { Healed } from "../decide/healed.ts";
import type { GitHub } from "../github/client.ts";
import { openHistory } from "../github/read/history.ts";
import { listRevocations } from "../github/read/pull-requests.ts";
import { closePullRequest } from "../github/write/close.ts";
import { ensurePullRequest } from "../github/write/pull-request.ts";
import { idOfRecord } from "../ledger/entry.ts";
import { entriesOf, type Ledger } from "../ledger/ledger.ts";
import type { Part } from "../observe/observation.ts";
import { readPart } from "../observe/part.ts";
import type { BotPullRequest } from "../observe/pull-requests/bot-pull-request.ts";
import { type Proposal, propose } from "../propose/propose.ts";
import type { ProposalResult } from "../report/drift-json.ts";
import { now } from "./clock.ts";
import type { Source } from "./source.ts";

/**
 * The bot's own pull requests: those from its branches whose numbers are in the ledger, with the commit that it wrote last.
 * When either cannot be read the part has a gap, and everything is held back. Without GitHub there are none.
 */
export function readBotPullRequests(github: GitHub | undefined, ledger: Ledger): Promise<Part<readonly BotPullRequest[]>> {
  return readPart("pull-requests", "list pull requests", now, async () => {
    if (!github) return [];
    const entries = await ledger.read();
    const written = new Map(entriesOf(entries, "proposed").map(({ facts }) => [facts.number, facts]));
    const said = entriesOf(entries, "said").map(({ facts }) => facts);
    return (await listRevocations(github)).flatMap((pull) => {
      const last = written.get(pull.number);
      const close = said.findLast(({ number, what }) => number === pull.number && what === "close");
      const snooze = said.findLast(({ number, what, counts }) => number === pull.number && what === "snooze" && counts);
      if (!last) return [];
      return [
        {
          ...pull,
          wrote: last.head,
          ...(last.action === "withdrawn" ? { withdrawn: true } : {}),
          ...(close ? { counts: close.counts } : {}),
          ...(snooze?.until ? { snoozedUntil: snooze.until as Instant } : {}),
        },
      ];
    });
  });
}

/** Changes as pull requests, written nowhere yet. */
export function planProposals(
  changes: readonly Change[],
  declared: Declared,
  tree: Tree,
  prefix: string,
  asOf: Instant,
  pullRequests: readonly BotPullRequest[] = [],
): readonly Proposal[] {
  const texts = new Map([...tree.files].flatMap(([path, blob]) => ("text" in blob ? [[path, blob.text] as const] : [])));
  return changes.map((change) => propose(change, declared, texts, prefix, asOf, branchNow(change, pullRequests)));
}

/** What a run that opens nothing says of a proposal. */
export function notOpened({ branch, title, body }: Proposal, withBody: boolean): ProposalResult {
  return { branch, title, action: "would open", number: null, url: null, notes: [], ...(withBody ? { body } : {}) };
}

/** What a run that closes nothing says of a pull request that has nothing to do any more. */
export function notWithdrawn({ pull, because }: Healed): ProposalResult {
  const { branch, number, url } = pull;
  return { branch, title: because, action: "would withdraw", number, url, notes: [] };
}

/** Makes the pull requests be as proposed, one after the other, and writes each down before the next. */
export async function openProposals(
  github: GitHub,
  ledger: Ledger,
  source: Source,
  proposals: readonly Proposal[],
  pullRequests: readonly BotPullRequest[],
  asOf: Instant,
): Promise<readonly ProposalResult[]> {
  const base = { name: source.branch!, commit: source.tree.commit as Commit };
  const results: ProposalResult[] = [];
  const history = openHistory(github);
  for (const proposal of proposals) {
    const ofBranch = pullRequests.filter(({ branch }) => branch === proposal.branch);
    const { branch, action, number, url, head, notes } = await ensurePullRequest(github, proposal, ofBranch, base, history);
    if (action === "opened" || action === "updated") {
      await ledger.append("proposed", asOf, {
        stack: proposal.change.split("/")[0]!,
        branch,
        number,
        head,
        digest: proposal.digest,
        action,
        record: recordOf(proposal),
        findings: [...proposal.findings],
        ...(proposal.askedBy === undefined ? {} : { askedBy: [...proposal.askedBy] }),
      });
    }
    results.push({ branch, title: proposal.title, action, number, url, notes });
    const replaced = pullRequests.filter((pull) => proposal.supersedes.includes(pull.number));
    const because = `#${number} holds the same, with everything else of the same person; nobody has decided about it here`;
    results.push(
      ...(await withdraw(
        github,
        ledger,
        replaced.map((pull) => ({ pull, because })),
        asOf,
      )),
    );
  }
  return results;
}

/** The record that a proposal is about: the first of its files that is one. */
export function recordOf({ files }: Proposal): string | null {
  const [, account, kind, name] =
    files.map(({ path }) => /^accounts\/([^/]+)\/(?:retired\/)?([^/]+)\/(.+)\.yaml$/.exec(path)).find(Boolean) ?? [];
  return name === undefined ? null : idOfRecord(`${account}/${kind}/${name}`);
}

/** Closes what has nothing to do any more. It is written down before it is done: a close of the bot's must never look like somebody's decision. */
export async function withdraw(
  github: GitHub,
  ledger: Ledger,
  healed: readonly Healed[],
  asOf: Instant,
): Promise<readonly ProposalResult[]> {
  const results: ProposalResult[] = [];
  for (const { pull, because } of healed) {
    const { number, branch, url, wrote: head, digest, withdrawn } = pull;
    const stack = branch.split("/")[1]!;
    if (!withdrawn)
      await ledger.append("proposed", asOf, { stack, branch, number, head, digest: digest ?? null, action: "withdrawn", record: null });
    await closePullRequest(github, pull, `Closed by Tenure as of ${asOf}: ${because}. If it comes again, another pull request is opened.`);
    results.push({ branch, title: because, action: "withdrawn", number, url, notes: [] });
  }
  return results;
}
