import { createHash } from "node:crypto";
import { type Tree, withFile } from "../../stacks/files/tree.ts";
import type { Declared } from "../../stacks/model/declared.ts";
import { ProjectError, printProblem } from "../../stacks/model/errors.ts";
import type { Instant } from "../../stacks/model/instant.ts";
import { comparePeople } from "../compare/people/compare-people.ts";
import type { HeldBack } from "../decide/change.ts";
import { type Earlier, holdBack, seenTwice } from "../decide/hold-back.ts";
import { decidePeople } from "../decide/people/decide-people.ts";
import { canonical } from "../ledger/canonical.ts";
import type { Facts } from "../ledger/entry.ts";
import { entriesOf, type Ledger } from "../ledger/ledger.ts";
import type { People } from "../observe/hr/record.ts";
import type { ManifestEntry, Part } from "../observe/observation.ts";
import type { BotPullRequest } from "../observe/pull-requests/bot-pull-request.ts";
import { unobserved } from "../observe/sources.ts";
import type { Proposal } from "../propose/propose.ts";
import { type PeopleResult, statusOfPeople } from "../report/people-json.ts";
import { UsageError } from "./options.ts";
import { notOpened, planProposals } from "./pull-requests.ts";
import { readProblems } from "./records.ts";

/** What a run over people works on. `earlier` are the findings on the feed before this one. */
export type PeopleRun = {
  declared: Declared;
  tree: Tree;
  prefix: string;
  feed: Part<People>;
  pullRequests: Part<readonly BotPullRequest[]>;
  earlier: Earlier;
  asOf: Instant;
  /** Whether the result carries the texts of the pull requests. */
  bodies: boolean;
};

/** The settings with a file in the place of their source of people. `.csv` is read as the settings say, anything else is tenure/hr/1. @throws UsageError */
export function withFeed(declared: Declared, file: string | undefined): Declared {
  const { settings } = declared;
  const { hr } = settings.sources;
  if (file === undefined) {
    if (hr === null) throw new UsageError("there is no source of people: name a file with --feed, or one in settings.yaml (sources.hr)");
    return declared;
  }
  const isCsv = file.toLowerCase().endsWith(".csv");
  if (isCsv && hr?.format !== "csv")
    throw new UsageError(`--feed: ${file} is CSV, and settings.yaml does not say what its columns mean (sources.hr, format: csv)`);
  const { tenant, staleAfter, least, words } = hr ?? DEFAULTS;
  const source = isCsv && hr?.format === "csv" ? { ...hr, file } : ({ format: "json", file, tenant, staleAfter, least, words } as const);
  return { ...declared, settings: { ...settings, sources: { ...settings.sources, hr: source } } };
}

/** What the settings say of a source unless they say otherwise. */
const DEFAULTS = { tenant: null, staleAfter: 36 * 3_600_000, least: 1, words: { status: {}, type: {}, department: {} } };

/** Compare, decide, propose for everybody of the feed; nothing is written. A proposal that would leave records which cannot be read is held back. */
export function runPeople(run: PeopleRun): { result: PeopleResult; proposals: readonly Proposal[] } {
  const { declared, tree, prefix, feed, pullRequests, earlier, asOf, bodies } = run;
  const comparison = comparePeople(declared, feed, asOf);
  const [account] = declared.accounts.values();
  // Nothing here is decided by what AWS has.
  const decision = account ? decidePeople(comparison, declared, unobserved(account, asOf).parts, asOf) : noAccounts();
  const seen = seenTwice(decision.changes, earlier);
  const released = holdBack(seen.changes, declared, pullRequests, asOf);
  const held: HeldBack[] = [...decision.heldBack, ...seen.heldBack, ...released.heldBack];
  const proposals = planProposals(released.changes, declared, tree, prefix, asOf, pullRequests.complete ? pullRequests.value : []).filter(
    (proposal) => {
      const [problem, ...others] = readProblems(edited(tree, proposal));
      if (!problem) return true;
      const because = `the records would not be valid with it: ${printProblem(problem)}${others.length > 0 ? ` and ${others.length} more` : ""}`;
      const { because: findings } = released.changes.find(({ id }) => id === proposal.change)!;
      held.push(...findings.map(({ id }) => ({ finding: id, because })));
      return false;
    },
  );
  const result = { feed, comparison, changes: decision.changes, heldBack: held, proposals: proposals.map((one) => notOpened(one, bodies)) };
  return { result, proposals };
}

function noAccounts(): never {
  throw new ProjectError("NO_ACCOUNTS", "there is no account: expected accounts/<account>/account.yaml");
}

/** The records as they would be once a proposal is merged. */
function edited(tree: Tree, { files }: Proposal): Tree {
  const after: Tree = { ...tree, files: new Map(files.flatMap(({ path, text }) => (text === null ? [] : [[path, { text }] as const]))) };
  return files.reduce((now, { path }) => withFile(now, path, after), tree);
}

/** What the newest run on an older feed found; `undefined` where there was none, or where the ledger cannot be read. */
export async function earlierFindings(ledger: Ledger, feed: Part<People>): Promise<Earlier> {
  if (!feed.complete) return undefined;
  const entries = await ledger.read().catch(() => []);
  const before = entriesOf(entries, "people").filter(({ facts }) => facts.feedAt !== null && facts.feedAt < feed.value.asOf);
  const last = before.at(-1);
  return last && new Set(last.facts.findings.map(({ id }) => id));
}

/** What is written down of a run. */
export function evidenceOfPeople(
  { comparison, feed, heldBack }: PeopleResult,
  commit: string,
  manifest: readonly ManifestEntry[],
): Facts<"people"> {
  return {
    commit,
    status: statusOfPeople({ comparison }),
    feedAt: feed.complete ? feed.value.asOf : null,
    findings: comparison.findings.map(({ id, check, subject }) => ({ id, check, person: subject })),
    unknown: comparison.unknown.map(({ gap }) => gap.subject ?? gap.source),
    heldBack: heldBack.length,
    manifest: createHash("sha256").update(canonical(manifest)).digest("hex"),
  };
}
