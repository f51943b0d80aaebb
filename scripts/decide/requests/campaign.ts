import { createHash } from "node:crypto";
import type { Edit } from "../../../stacks/files/edit.ts";
import { policiesOf } from "../../../stacks/iam/holder.ts";
import { inWords } from "../../../stacks/iam/summary.ts";
import type { Account, Declared, DeclaredRecord } from "../../../stacks/model/declared.ts";
import { resolveOwner } from "../../../stacks/model/directory.ts";
import { between, type Instant, plus } from "../../../stacks/model/instant.ts";
import { recordTag } from "../../../stacks/model/ref.ts";
import { factsDigest, questionDigest, type ReviewDecision, type ReviewQuestion, type ShownFacts } from "../../../stacks/model/review.ts";
import { describeUse, idleSince, type Use, usesOfUsers } from "../../compare/last-use.ts";
import type { Due } from "../../compare/review-due.ts";
import type { Authorization, Observed } from "../../observe/observation.ts";

/** One access to ask about: the facts to show, and who is asked, by the id of a person; null where nobody is left who may answer. */
export type Asking = { access: string; shown: ShownFacts; dueAt: Instant; reviewer: string | null };

/** What one reviewer is asked in a campaign: one file, one pull request. */
export type Question = {
  campaign: string;
  reviewer: string;
  asked: Instant;
  until: Instant;
  accesses: readonly Asking[];
  digest: string;
  edits: readonly Edit[];
};

/** What a campaign comes to: the questions, by reviewer, and the accesses that nobody may answer for. */
export type Campaign = { questions: readonly Question[]; nobody: readonly string[] };

/** The campaign of a moment unless somebody names another: the quarter, `2026-Q4`. */
export function quarterOf(asOf: Instant): string {
  return `${asOf.slice(0, 4)}-Q${Math.ceil(Number(asOf.slice(5, 7)) / 3)}`;
}

/** What is shown about the accesses of an account that are due, with whoever is asked. What cannot be known about one is said, and nothing is recommended. */
export function askingsOf(
  due: readonly Due[],
  account: Account,
  declared: Declared,
  observed: Observed,
  asOf: Instant,
  reviewerOf: (record: DeclaredRecord) => string | null,
): readonly Asking[] {
  if (!observed.authorization.complete) return [];
  const authorization = observed.authorization.value;
  const uses = usesOf(observed, authorization);
  return due.map((one): Asking => {
    const record = account.records.get(one.ref)!;
    const shown: ShownFacts = {
      can: canDo(one, authorization),
      lastUse: inWordsOf(uses.get(one.entity.arn), asOf),
      owner: record.fields.owner,
      ends: record.fields.expires,
      class: one.class,
      reviewed: one.since,
      ...recommended(record, uses.get(one.entity.arn), declared, asOf),
    };
    return { access: recordTag(account.name, one.ref), shown, dueAt: one.dueAt, reviewer: reviewerOf(record) };
  });
}

/**
 * The questions of a campaign, one for each reviewer. What somebody was asked in it already is not asked again, and neither is what waits for an
 * answer elsewhere: a question stays as it was asked, so that an answer is always about what was seen.
 */
export function campaignOf(
  name: string,
  askings: readonly Asking[],
  known: readonly ReviewQuestion[],
  declared: Declared,
  asOf: Instant,
): Campaign {
  const wasAsked = new Set(known.filter(({ campaign }) => campaign === name).map(({ reviewer }) => reviewer));
  const { escalateAfter } = declared.settings.reviews.silence;
  const runs = known.filter(({ remindedAt }) => remindedAt === null || plus(remindedAt, escalateAfter) > asOf);
  const waits = new Set(runs.flatMap((question) => waitingIn(question, declared)));
  const open = askings.filter(({ access }) => !waits.has(access));
  const byReviewer = Map.groupBy(
    open.filter(({ reviewer }) => reviewer !== null && !wasAsked.has(reviewer)),
    ({ reviewer }) => reviewer!,
  );
  const questions = [...byReviewer]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([reviewer, own]) => questionOf(name, reviewer, own, asOf, plus(asOf, escalateAfter)));
  return { questions, nobody: open.flatMap(({ access, reviewer }) => (reviewer === null ? [access] : [])).sort() };
}

/** The accesses of a question that nobody has answered since it was asked, as the merged reviews show it, and that somebody still has. */
export function waitingIn(question: ReviewQuestion, declared: Declared): readonly string[] {
  const lines = declared.reviews.get(`${question.campaign}/${question.reviewer}`)?.accesses ?? {};
  return question.accesses.filter((access) => {
    const [account, ...ref] = access.split("/");
    const record = declared.accounts.get(account!)?.records.get(ref.join("/") as never);
    return (lines[access]?.decision ?? null) === null && record !== undefined && record.fields.state !== "disabled";
  });
}

function questionOf(campaign: string, reviewer: string, own: readonly Asking[], asked: Instant, until: Instant): Question {
  const accesses = own.toSorted((a, b) => (a.access < b.access ? -1 : 1));
  const lines = accesses.map(({ access, shown }) => [access, { shown, facts: factsDigest(access, shown), decision: null }] as const);
  const record = { asked, until, accesses: Object.fromEntries(lines) };
  return {
    ...{ campaign, reviewer, asked, until, accesses },
    digest: questionDigest(record),
    edits: [{ create: `reviews/${campaign}/${reviewer}.yaml`, record }],
  };
}

/** `reviews/<campaign>-<12 hex of the reviewer>`: what the pull request of a question is known by. */
export function idOfQuestion({ campaign, reviewer }: Pick<ReviewQuestion, "campaign" | "reviewer">): string {
  return `reviews/${campaign}-${createHash("sha256").update(reviewer).digest("hex").slice(0, 12)}`;
}

/** The branch of the pull request of a question. */
export function branchOfQuestion({ campaign, reviewer }: Pick<ReviewQuestion, "campaign" | "reviewer">): string {
  return `review/${campaign}/${reviewer}`;
}

function usesOf(observed: Observed, authorization: Authorization): ReadonlyMap<string, Use> {
  const { keys, credentials, otherCredentials } = observed;
  const ofUsers =
    keys.complete && credentials.complete && otherCredentials.complete
      ? usesOfUsers({ authorization, keys: keys.value, credentials: credentials.value, otherCredentials: otherCredentials.value })
      : new Map<string, Use>();
  return new Map<string, Use>([...ofUsers, ...authorization.roles.map((role) => [role.arn, role] as const)]);
}

/** What its policies say, each line once. Boundaries are left out: they give nothing. */
function canDo({ entity }: Due, authorization: Authorization): ShownFacts["can"] {
  const lines = policiesOf(entity, authorization).flatMap(({ name, document }) =>
    document === undefined ? [`do what ${name} allows`] : inWords(document),
  );
  return [...new Set(lines)];
}

function inWordsOf(use: Use | undefined, asOf: Instant): string {
  return use ? describeUse(use, asOf) : "AWS does not tell when it was last used";
}

/** What the facts speak for. Where nobody can tell whether it is used, nothing is recommended: the reviewer has to find out. */
function recommended(
  record: DeclaredRecord,
  use: Use | undefined,
  declared: Declared,
  asOf: Instant,
): { recommendation: ReviewDecision | null; because: string } {
  const owner = resolveOwner(declared.directory, record.fields.owner, asOf);
  const idle = use ? between(idleSince(use), asOf) : undefined;
  if (idle !== undefined && idle >= declared.settings.stale.identities)
    return { recommendation: "revoke", because: describeUse(use!, asOf) };
  if (owner.state === "gone") return { recommendation: "hand over", because: owner.why };
  if (!use) return { recommendation: null, because: "whether it is used cannot be told from AWS: ask whoever uses it" };
  // Too young to be called forgotten, and yet nothing speaks for it.
  if (use.lastUsedAt === null) return { recommendation: null, because: "it was never used so far: ask whoever it is meant for" };
  return { recommendation: "keep", because: "it is in use, and somebody answers for it" };
}
