import type { Declared } from "../../stacks/model/declared.ts";
import type { Instant } from "../../stacks/model/instant.ts";
import { branchOf, type Change, digestOf, type IdentityAction, isOfPerson, partsOf, severityOf } from "../decide/change.ts";
import type { Context, Section } from "./context.ts";
import { type ProposedFile, proposedFiles } from "./files.ts";
import { OF_PERSON } from "./person.ts";
import { reviewersOf } from "./reviewers.ts";
import { evidence } from "./sections/evidence.ts";
import { marker } from "./sections/marker.ts";
import { nextStep } from "./sections/next-step.ts";
import { onMerge } from "./sections/on-merge.ts";
import { undo } from "./sections/undo.ts";
import { what } from "./sections/what.ts";
import { why } from "./sections/why.ts";

/** A pull request as it should be. File paths are relative to the records; `prefix` leads there from the repository. */
export type Proposal = {
  change: string;
  branch: string;
  base: Change["base"];
  digest: string;
  /** The findings that are gone once it is merged and deployed. */
  findings: readonly string[];
  title: string;
  body: string;
  labels: readonly string[];
  reviewers: readonly string[];
  /** Who is asked when one of them is refused, in this order; and the team on GitHub that is asked when nobody can be. */
  next: readonly string[];
  fallback: string | null;
  files: readonly ProposedFile[];
  prefix: string;
  /** People who asked for it, where somebody did: the ledger keeps them, and their approval does not count. */
  askedBy?: readonly string[];
  /** GitHub may merge it as soon as its rules are met (settings.yaml urgent.autoMerge): only what takes access away. */
  autoMerge: boolean;
  /** Open pull requests of the bot's that are closed once this one is there. */
  supersedes: readonly number[];
};

/** In the order in which a reviewer needs them. */
const SECTIONS: readonly Section[] = [nextStep, what, why, evidence, onMerge, undo, marker];

/** GitHub takes 65,536 characters; the marker must not be the part that is cut. */
const LONGEST_BODY = 60_000;

const TITLES: Readonly<Record<IdentityAction, string>> = {
  disable: "Disable",
  retire: "Retire",
  adopt: "Adopt",
  "adopt-disabled": "Adopt and disable",
  "hand-over": "Hand over",
  leave: "End the access of",
  reduce: "Reduce",
};

/** Turns a change into its pull request. Pure: `texts` are the files of the commit that the change is for. */
export function propose(
  change: Change,
  declared: Declared,
  texts: ReadonlyMap<string, string>,
  prefix: string,
  asOf: Instant,
  { branch = branchOf(change), follows }: { branch?: string; follows?: Predecessor | undefined } = {},
): Proposal {
  const account = declared.accounts.get(change.stack);
  const files = proposedFiles(change.edits, texts);
  const { asked: reviewers, next } = reviewersOf(change, declared, asOf);
  const context: Context = { change, declared, account, record: account?.records.get(change.record), files, reviewers, asOf, prefix };
  const stacks = [...new Set(partsOf(change).map(({ stack }) => stack))].sort();
  const checks = [...new Set(change.because.map(({ check }) => check))];
  return {
    change: change.id,
    branch,
    base: change.base,
    digest: digestOf(change),
    findings: change.because.map(({ id }) => id),
    title: titleOf(change, checks),
    body: follows
      ? `${bodyOf(context, `Follows #${follows.number}, which was closed by somebody who may not decide this, so it is asked again.`)}`
      : bodyOf(context),
    labels: [
      "tenure",
      ...(isOfPerson(change) ? ["people"] : stacks.map((stack) => `stack:${stack}`)),
      `severity:${severityOf(change)}`,
      ...checks.map((check) => `check:${check}`),
    ],
    reviewers,
    next,
    fallback: declared.directory.teams.get(declared.settings.teams.security)?.github ?? null,
    files,
    prefix,
    autoMerge:
      partsOf(change).every(({ action }) => action === "disable") &&
      checks.every((check) => declared.settings.urgent.autoMerge.includes(check)),
    supersedes: change.supersedes ?? [],
  };
}

function titleOf(change: Change, checks: readonly string[]): string {
  if (isOfPerson(change)) return `${OF_PERSON[change.action].title} ${change.record}: ${checks.join(", ")}`.slice(0, 200);
  const what = change.leaver
    ? `person/${change.leaver.person}, who has left: ${change.leaver.parts.map(({ stack, record }) => `${record} in ${stack}`).join(", ")}`
    : `${change.record} in ${change.stack}: ${checks.join(", ")}`;
  return `${TITLES[change.action as IdentityAction]} ${what}`.slice(0, 200);
}

/** The pull request that this one follows: its close did not count. */
export type Predecessor = { number: number };

function bodyOf(context: Context, before?: string): string {
  const [last, ...others] = SECTIONS.toReversed();
  const [first, ...rest] = others.toReversed().map((section) => section(context));
  const text = [first, ...(before === undefined ? [] : [before]), ...rest].join("\n\n");
  const cut = text.length <= LONGEST_BODY ? text : `${text.slice(0, LONGEST_BODY)}\n\n(cut: the run's result has the rest)`;
  return `${cut}\n\n${last!(context)}\n`;
}
