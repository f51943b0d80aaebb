import type { Step } from "../../stacks/files/edit.ts";
import { folder } from "../../stacks/files/tree.ts";
import type { Instant } from "../../stacks/model/instant.ts";
import { DECISIONS, type Review, type ReviewDecision } from "../../stacks/model/review.ts";
import { didYouMean } from "../../stacks/model/suggestion.ts";
import type { Outcome } from "./command.ts";
import { editRecords } from "./edit-records.ts";
import { UsageError } from "./options.ts";
import { readRecords } from "./records.ts";

/** What a reviewer says about lines of their file; without `only` about all that are undecided. */
export type Deciding = {
  decide: string;
  campaign: string;
  reviewer: string | undefined;
  only: readonly string[];
  to: string | undefined;
  without: readonly string[];
  root: string;
  asOf: Instant;
  "dry-run": boolean;
};

/** Writes decisions into a reviewer's file in the folder; commit it to the branch of the question and approve that commit. @throws UsageError for what is no decision, reviewer or line */
export function decideInFiles(deciding: Deciding): Outcome {
  const { decide, campaign, reviewer, only, root, asOf } = deciding;
  const decision = DECISIONS.find((one) => one === decide);
  if (!decision) throw new UsageError(`--decide: expected ${DECISIONS.join(", ")}, got "${decide}"`);
  if (reviewer === undefined) throw new UsageError("--decide: expected --reviewer too: each has a file of their own");
  const tree = folder(root);
  const declared = readRecords(tree);
  const review = declared.reviews.get(`${campaign}/${reviewer.replace(/^person\//, "")}`);
  if (!review) throw new UsageError(`--reviewer: there is no reviews/${campaign}/${reviewer.replace(/^person\//, "")}.yaml here`);
  const lines = linesOf(review, only);
  const steps = lines.flatMap((access) => stepsOf(access, decision, review, deciding));
  const edits = steps.length === 0 ? [] : [{ change: review.source.file, steps }];
  return editRecords({ root, tree, declared, asOf, dryRun: deciding["dry-run"] }, { edits, refused: [], notes: [] });
}

function linesOf({ accesses }: Review, only: readonly string[]): readonly string[] {
  const all = Object.keys(accesses);
  const unknown = only.find((access) => !all.includes(access));
  if (unknown !== undefined) throw new UsageError(`--only: "${unknown}" is not asked here${didYouMean(unknown, all)}`);
  return only.length > 0 ? only : all.filter((access) => accesses[access]!.decision === null);
}

function stepsOf(access: string, decision: ReviewDecision, { accesses }: Review, { to, without, asOf }: Deciding): readonly Step[] {
  const at = (field: string) => ["accesses", access, field];
  const line = accesses[access]!;
  return [
    ...(line.to === undefined ? [] : [{ remove: at("to") }]),
    ...(line.without === undefined ? [] : [{ remove: at("without") }]),
    { set: at("decision"), to: decision },
    { set: at("decidedAt"), to: asOf },
    ...(to === undefined ? [] : [{ set: at("to"), to }]),
    ...(without.length === 0 ? [] : [{ set: at("without"), to: without }]),
  ];
}
