import type { Instant } from "../../stacks/model/instant.ts";
import { type Decided, decisionsIn, type Review, type ReviewDecision, type ReviewQuestion } from "../../stacks/model/review.ts";

/** A sign that somebody confirmed without looking; a sign, not a proof. */
export type Signal = { reviewer: string; says: string };

/** What a campaign came to, counted in accesses. `late`: answered after the day, or not at all and the day has passed. Shares are in percent, null of nothing. */
export type Measures = {
  campaign: string;
  reviewers: number;
  asked: number;
  decided: number;
  late: number;
  coverage: number | null;
  onTime: number | null;
  decisions: Readonly<Record<ReviewDecision, number>>;
  signals: readonly Signal[];
};

/** So few answers say nothing about how they were given. */
const FEW = 5;
const MINUTE_MS = 60_000;

/** Measures each campaign, by name: what was asked as the ledger and the merged reviews know it, what was answered as it was merged. */
export function measuresOf(reviews: readonly Review[], questions: readonly ReviewQuestion[], asOf: Instant): readonly Measures[] {
  const names = [...new Set([...reviews, ...questions].map(({ campaign }) => campaign))].sort();
  return names.map((campaign) =>
    measure(
      campaign,
      reviews.filter((review) => review.campaign === campaign),
      questions.filter((question) => question.campaign === campaign),
      asOf,
    ),
  );
}

function measure(campaign: string, reviews: readonly Review[], questions: readonly ReviewQuestion[], asOf: Instant): Measures {
  const lines = new Set([
    ...reviews.flatMap(({ reviewer, accesses }) => Object.keys(accesses).map((access) => `${reviewer} ${access}`)),
    ...questions.flatMap(({ reviewer, accesses }) => accesses.map((access) => `${reviewer} ${access}`)),
  ]);
  const answers = reviews.flatMap((review) => decisionsIn(review).map((answer) => ({ answer, inTime: answer.at <= review.until })));
  const decisions = { keep: 0, reduce: 0, revoke: 0, "hand over": 0 };
  for (const { answer } of answers) decisions[answer.decision] += 1;
  const onTime = answers.filter(({ inTime }) => inTime).length;
  const open = overdue(reviews, questions, asOf);
  const late = answers.length - onTime + open;
  return {
    campaign,
    reviewers: new Set([...lines].map((line) => line.split(" ")[0])).size,
    asked: lines.size,
    decided: answers.length,
    late,
    coverage: share(answers.length, lines.size),
    onTime: share(onTime, onTime + late),
    decisions,
    signals: reviews.toSorted((a, b) => (a.reviewer < b.reviewer ? -1 : 1)).flatMap(signalsOf),
  };
}

/** Accesses about which nobody answered although the day has passed: of a question without a merged file, once somebody was reminded. */
function overdue(reviews: readonly Review[], questions: readonly ReviewQuestion[], asOf: Instant): number {
  const merged = new Map(reviews.map((review) => [review.reviewer, review]));
  const ofFiles = reviews
    .filter(({ until }) => until <= asOf)
    .map(({ accesses }) => Object.values(accesses).filter(({ decision }) => decision === null).length);
  const without = questions
    .filter(({ reviewer, remindedAt }) => remindedAt !== null && !merged.has(reviewer))
    .map(({ accesses }) => accesses.length);
  return [...ofFiles, ...without].reduce((sum, count) => sum + count, 0);
}

function signalsOf(review: Review): readonly Signal[] {
  const answers = decisionsIn(review);
  const against = answers.filter(
    ({ access, decision }) => decision === "keep" && review.accesses[access]!.shown.recommendation === "revoke",
  );
  const says = [
    ...(answers.length >= FEW && answers.every(({ decision }) => decision === "keep") ? [`kept all of ${answers.length}`] : []),
    ...(answers.length >= FEW && withinAMinute(answers, review) ? [`decided ${answers.length} within a minute`] : []),
    ...(against.length > 0 ? [`kept ${against.length} that the facts speak against`] : []),
  ];
  return says.map((one) => ({ reviewer: `person/${review.reviewer}`, says: one }));
}

/** True when every answer says when it was given, and all were within a minute. */
function withinAMinute(answers: readonly Decided[], { accesses }: Review): boolean {
  if (answers.some(({ access }) => accesses[access]!.decidedAt === undefined)) return false;
  const times = answers.map(({ at }) => Date.parse(at));
  return Math.max(...times) - Math.min(...times) < MINUTE_MS;
}

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : Math.round((part / whole) * 1_000) / 10;
}

/** Measures for a terminal. */
export function measuresText(measures: readonly Measures[]): string {
  if (measures.length === 0) return "no reviewer was ever asked";
  return measures
    .flatMap(({ campaign, reviewers, asked, decided, late, coverage, onTime, decisions, signals }) => [
      `${campaign}: ${decided} of ${asked} accesses decided (${percent(coverage)}) by ${reviewers} reviewers, ${percent(onTime)} on time, ${late} late`,
      `  ${Object.entries(decisions)
        .map(([decision, count]) => `${decision} ${count}`)
        .join(", ")}`,
      ...signals.map(({ reviewer, says }) => `  look at ${reviewer}: ${says}`),
    ])
    .join("\n");
}

function percent(value: number | null): string {
  return value === null ? "–" : `${value} %`;
}
