import { entitiesOf } from "../../stacks/entities.ts";
import type { Declared } from "../../stacks/model/declared.ts";
import { between, type Instant, plus } from "../../stacks/model/instant.ts";
import type { ReviewQuestion } from "../../stacks/model/review.ts";
import { scopeOf } from "../compare/check.ts";
import { reviewsDue } from "../compare/review-due.ts";
import { type Asking, askingsOf, branchOfQuestion, campaignOf, type Question, waitingIn } from "../decide/requests/campaign.ts";
import { nextReviewer, reviewerOf } from "../gate/reviews.ts";
import type { GitHub } from "../github/client.ts";
import { keepComment } from "../github/write/comment.ts";
import { idOfRecord } from "../ledger/entry.ts";
import type { Ledger } from "../ledger/ledger.ts";
import type { Observation } from "../observe/observation.ts";
import { proposeReview, reminderBody } from "../propose/review.ts";
import type { ProposalResult } from "../report/drift-json.ts";
import type { Asked, Recertified, Reminded } from "../report/recertify-text.ts";
import { pullsOf } from "./access-request.ts";
import { notOpened, openProposals } from "./pull-requests.ts";
import { questionsOf } from "./review-questions.ts";
import type { Source } from "./source.ts";

const HOUR_MS = 3_600_000;

/** What asking reviewers needs. Without `github` and with `dryRun` nothing is written. `known` are the questions of the ledger. */
export type Recertifying = {
  declared: Declared;
  source: Source;
  ledger: Ledger;
  github: GitHub | undefined;
  campaign: string;
  dryRun: boolean;
  asOf: Instant;
};

/**
 * Asks whoever has to confirm what is due, one pull request a reviewer, and whoever comes next where nobody answered in time.
 * Asking again asks nobody twice: a question stays as it was asked. A run that was killed is completed by the next one.
 * @param observations what AWS has, account by account; of one that could not be read nothing is asked
 */
export async function recertify(recertifying: Recertifying, observations: readonly Observation[]): Promise<Recertified> {
  const { declared, ledger, campaign, asOf } = recertifying;
  const known = questionsOf(await ledger.read(), declared);
  const askings = observations.flatMap((observation) => askingsIn(observation, declared, asOf));
  const planned = campaignOf(campaign, askings, known, declared, asOf);
  const room = roomFor(known, declared, asOf);
  const asked: Asked[] = [];
  for (const question of planned.questions.slice(0, room)) asked.push(await ask(question, recertifying));
  const reminded: Reminded[] = [];
  for (const question of known) reminded.push(...(await remind(question, recertifying)));
  return {
    campaign,
    asOf,
    stacks: observations.map(({ account, parts }) => ({ stack: account, complete: parts.authorization.complete })),
    asked,
    later: planned.questions.slice(room).map(({ reviewer }) => `person/${reviewer}`),
    nobody: planned.nobody,
    reminded,
    waiting: known.flatMap((question) => waitingOf(question, declared)),
  };
}

/** What is due in one account within the month, so that nothing is overdue before somebody was asked. */
function askingsIn({ account: name, parts }: Observation, declared: Declared, asOf: Instant): readonly Asking[] {
  const account = declared.accounts.get(name)!;
  if (!parts.authorization.complete) return [];
  const scope = scopeOf(declared, account, entitiesOf(declared, name));
  const due = reviewsDue(scope, parts.authorization.value, plus(asOf, declared.settings.reminders.before), asOf);
  return askingsOf(due, account, declared, parts, asOf, (record) => reviewerOf(record, account, declared, asOf)?.id ?? null);
}

/** How many may be opened now: people read one queue, and a burst is a mistake more often than work. */
function roomFor(known: readonly ReviewQuestion[], { settings }: Declared, asOf: Instant): number {
  const lastHour = known.filter(({ askedAt }) => between(askedAt, asOf) < HOUR_MS).length;
  return Math.max(0, settings.limits.pullRequests.perHour - lastHour);
}

/** Opens the pull request and writes down what was asked, in this order: what was opened and not written down is found by the next run. */
async function ask(question: Question, { declared, source, ledger, github, dryRun, asOf }: Recertifying): Promise<Asked> {
  const texts = new Map([...source.tree.files].flatMap(([path, blob]) => ("text" in blob ? [[path, blob.text] as const] : [])));
  const proposal = proposeReview(question, declared, texts, { prefix: source.prefix, asOf });
  const said = { reviewer: `person/${question.reviewer}`, accesses: question.accesses.map(({ access }) => access), until: question.until };
  if (!github || dryRun) return { ...said, proposal: notOpened(proposal, dryRun) };
  const pulls = await pullsOf(github, await ledger.read(), branchOfQuestion(question));
  if (pulls.some(({ state }) => state !== "open")) return { ...said, proposal: ended(proposal, pulls[0]!.number, pulls[0]!.url) };
  const [result] = await openProposals(github, ledger, source, [proposal], pulls, asOf);
  if (result!.action !== "left-alone") {
    await ledger.append("asked", asOf, {
      ...{ campaign: question.campaign, reviewer: said.reviewer, number: result!.number!, digest: question.digest },
      ...{ accesses: said.accesses.map(idOfRecord), reminded: false, next: null },
    });
  }
  return { ...said, proposal: result! };
}

/** A question that was opened, never written down, and ended: it is not asked again under the same name. */
function ended({ branch, title }: { branch: string; title: string }, number: number, url: string): ProposalResult {
  return { branch, title, action: "unchanged", number, url, notes: [`#${number} was closed before it was asked: name another campaign`] };
}

/** Asks once more, and the next one too, when nobody has answered in time. */
async function remind(question: ReviewQuestion, recertifying: Recertifying): Promise<readonly Reminded[]> {
  const { declared, ledger, github, dryRun, asOf } = recertifying;
  const { escalateAfter } = declared.settings.reviews.silence;
  const waiting = waitingIn(question, declared);
  if (question.remindedAt !== null || waiting.length === 0 || plus(question.askedAt, escalateAfter) > asOf) return [];
  const next = nextReviewer({ ...question, accesses: waiting }, declared, asOf);
  const reminded = { number: question.number, reviewer: `person/${question.reviewer}`, next: next ? `person/${next.id}` : null, waiting };
  if (!github || dryRun) return [{ ...reminded, action: "would remind" }];
  const until = plus(asOf, escalateAfter);
  const login = next?.github ? { login: next.github.login } : undefined;
  await keepComment(github, question.number, reminderBody({ reviewer: question.reviewer, until }, login, waiting, declared), "reminder");
  await ledger.append("asked", asOf, {
    ...{ campaign: question.campaign, reviewer: reminded.reviewer, number: question.number, digest: question.digest },
    ...{ accesses: question.accesses.map(idOfRecord), reminded: true, next: reminded.next },
  });
  return [{ ...reminded, action: "reminded" }];
}

function waitingOf(question: ReviewQuestion, declared: Declared): Recertified["waiting"] {
  const accesses = waitingIn(question, declared);
  const { campaign, reviewer, number, askedAt, next } = question;
  return accesses.length === 0 ? [] : [{ campaign, reviewer: `person/${reviewer}`, number, askedAt, next, accesses }];
}
