import { isDeepStrictEqual } from "node:util";
import type { GrantRecord } from "../../stacks/kinds/grants.ts";
import type { RoleRecord } from "../../stacks/kinds/roles.ts";
import type { Declared } from "../../stacks/model/declared.ts";
import type { Instant } from "../../stacks/model/instant.ts";
import { recordRef } from "../../stacks/model/ref.ts";
import { answerable, approversOf, type Electorate, isActive, type Need, printNeed } from "./approvers.ts";
import { changedExceptions, type Diff } from "./diff.ts";
import { interestedIn, peopleBehind } from "./interest.ts";
import type { PullRequest, Review } from "./pull-request.ts";
import { interestedInReviews, needsOfReviews, obstaclesOfReviews } from "./reviews.ts";
import type { Risk } from "./risk.ts";

/** An approval that counts: who gave it, and what it is needed for. */
export type Given = { need: string; by: string };

/** An approval that does not count, and why, in words that complete "<login> …". */
export type Refused = { login: string; because: string };

/**
 * Who has to approve, who has, and who is missing; `a | b` means that one of them suffices.
 * `refused` are approvals that do not count, `obstacles` say why no approval counts at all. Nothing is approved while anything is missing.
 */
export type Approvals = {
  required: readonly string[];
  given: readonly Given[];
  missing: readonly string[];
  refused: readonly Refused[];
  obstacles: readonly string[];
  /** For each missing approval the logins of those who may give it. */
  mayApprove: Readonly<Record<string, readonly string[]>>;
};

/** What the table in settings asks about a change. */
export type Situation = { risk: Risk; reduces: boolean; code: boolean };

/** Both sides of a change and what differs. */
export type Compared = { diff: Diff; base: Declared; head: Declared };

/**
 * The approvals of a change by the table in base's settings: the first row that matches decides, and `owner` becomes whoever
 * answers for the records, before and after. Without a pull request nobody can have approved.
 */
export function approvalsOf({ diff, base, head }: Compared, situation: Situation, pull: PullRequest | undefined, asOf: Instant): Approvals {
  const interested = interestedIn(diff, base, head, pull);
  const electorate: Electorate = { directory: base.directory, settings: base.settings, interested, asOf };
  // An answer is the reviewer's own, so that they wrote it down takes nothing from it.
  const reviewers: Electorate = { ...electorate, interested: interestedInReviews(diff.reviews, base, head) };
  const ofReviews = needsOfReviews(diff.reviews, pull?.questions ?? []);
  const ofOthers = isOnlyReviews(diff, situation) ? [] : needsOf({ diff, base, head }, situation);
  const needs = uniqueNeeds([...ofOthers.map((need) => answerable(need, electorate)), ...ofReviews]);
  const electorateOf = (need: Need) => (ofReviews.some((one) => printNeed(one) === printNeed(need)) ? reviewers : electorate);
  const required = needs.map(printNeed);
  const mayApprove = (missing: readonly string[]) =>
    Object.fromEntries(
      needs.flatMap((need): [string, string[]][] =>
        missing.includes(printNeed(need))
          ? [[printNeed(need), approversOf(need, electorateOf(need)).map(({ github }) => github!.login)]]
          : [],
      ),
    );
  if (!pull) return { required, given: [], missing: required, refused: [], obstacles: [], mayApprove: mayApprove(required) };
  const obstacles = [...obstaclesOf(pull, diff, electorate), ...obstaclesOfReviews(diff.reviews, pull.questions ?? [], asOf)];
  const approving = lastOfEach(pull.reviews).filter(({ says }) => says === "approved");
  const judgedBy = (by: Electorate) => approving.map((review) => judgeReview(review, pull, by));
  const countingFor = (by: Electorate) => judgedBy(by).flatMap((one) => ("person" in one ? [one.person] : []));
  const givenTo = (need: Need) => givenFor(need, countingFor(electorateOf(need)), electorateOf(need));
  const given = obstacles.length > 0 ? [] : needs.flatMap(givenTo);
  const missing = required.filter((need) => !given.some((one) => one.need === need));
  const refused = judgedBy(ofOthers.length > 0 ? electorate : reviewers).flatMap((one) => ("because" in one ? [one] : []));
  return { required, given, missing, refused, obstacles, mayApprove: mayApprove(missing) };
}

/** True for answers of reviewers and nothing else: they give nobody anything, and take nothing away by themselves. */
function isOnlyReviews({ records, accounts, directory, settings, exceptions, reviews }: Diff, { code }: Situation): boolean {
  return reviews.length > 0 && !code && !directory && !settings && !exceptions && records.length + accounts.length === 0;
}

/** Each owner must approve; where an alternative suffices it suffices instead of each of them. */
function needsOf(compared: Compared, situation: Situation): readonly Need[] {
  const { approvals, teams } = compared.base.settings;
  const row = approvals.find(
    ({ when }) =>
      (when.path === undefined || (when.path === "code") === situation.code) &&
      (when.risk === undefined || when.risk === situation.risk) &&
      (when.reduces === undefined || when.reduces === situation.reduces),
  );
  const ofTemplates = situation.reduces
    ? []
    : templatesOf(compared).flatMap(({ requestable }) => requestable!.approvers.map((one) => [one]));
  const ofTable = (row?.need ?? [`team/${teams.security}`]).flatMap((need) => {
    const alternatives = need.split(" | ");
    const others = alternatives.filter((one) => one !== "owner");
    if (others.length === alternatives.length) return [alternatives];
    return ownersOf(compared).map((owner) => [...new Set([owner, ...others])]);
  });
  return [...ofTable, ...ofTemplates];
}

/** The templates of the grants that a change makes or changes, as base has them: nobody names their own approvers. */
function templatesOf({ diff, base }: Compared): readonly RoleRecord[] {
  return diff.records.flatMap(({ account, before, after }) => {
    const grant = after ?? before;
    if (grant?.kind !== "grants") return [];
    const template = base.accounts.get(account)?.records.get(recordRef("roles", (grant.fields as GrantRecord).role))?.fields as
      | RoleRecord
      | undefined;
    return template?.requestable ? [template] : [];
  });
}

/** Whoever answers for what changes; for a grant, which is owned by whoever gets it, whoever answers for its template. */
function ownersOf(compared: Compared): readonly string[] {
  const { diff, base, head } = compared;
  const owners = diff.records.flatMap(({ before, after }) =>
    [before, after].flatMap((record) => (record && record.kind !== "grants" ? [record.fields.owner] : [])),
  );
  const excused = changedExceptions(base, head).flatMap(
    ({ account, exception }) => head.accounts.get(account)?.records.get(exception.subject)?.fields.owner ?? [],
  );
  const all = [...owners, ...templatesOf(compared).map(({ owner }) => owner), ...excused, ...answeringForPeople(base, head)];
  return all.length > 0 ? [...new Set(all)] : [`team/${base.settings.teams.platform}`];
}

/**
 * Whoever answers for people whose entries change: the sponsor of somebody who is no employee, else the manager. By base, since nobody
 * chooses their own; somebody new is answered for by whom the change names, who counts only if base knows them.
 */
function answeringForPeople(base: Declared, head: Declared): readonly string[] {
  const [before, after] = [base.directory.people, head.directory.people];
  const changed = [...new Set([...before.keys(), ...after.keys()])].filter((id) => !isDeepStrictEqual(before.get(id), after.get(id)));
  return changed.flatMap((id) => {
    const { type, sponsor, manager } = (before.get(id) ?? after.get(id))!;
    const answers = type === "employee" ? manager : (sponsor ?? manager);
    return answers === null ? [] : [`person/${answers}`];
  });
}

function uniqueNeeds(needs: readonly Need[]): readonly Need[] {
  return [...new Map(needs.map((need) => [printNeed(need), need])).values()].sort((a, b) => (printNeed(a) < printNeed(b) ? -1 : 1));
}

function givenFor(need: Need, counting: readonly string[], electorate: Electorate): readonly Given[] {
  const able = approversOf(need, electorate).map(({ id }) => id);
  return counting.filter((id) => able.includes(id)).map((id) => ({ need: printNeed(need), by: `person/${id}` }));
}

/** What keeps everybody's approval from counting: nobody can tell whether an approver wrote this. */
function obstaclesOf({ author, writers, strangers, ledger }: PullRequest, diff: Diff, { directory }: Electorate): readonly string[] {
  const isKnown = (actor: PullRequest["author"]) => actor.isBot || peopleBehind(directory, actor).length > 0;
  const unknown = [author, ...writers].filter((actor) => !isKnown(actor)).map(({ login }) => login);
  const touchesData = diff.records.length + diff.accounts.length + diff.reviews.length > 0 || diff.directory;
  return [
    ...[...new Set(unknown)].map(
      (login) =>
        `${login} is in no entry of the directory, so nobody can tell whose account it is: add it to its person, or open the change from a known one`,
    ),
    ...strangers.map(
      (commit) => `GitHub knows no account of whoever wrote the commit ${commit.slice(0, 10)}: write it again under an address of one`,
    ),
    ...(author.isBot && !ledger && touchesData
      ? [`${author.login} opened it, and the ledger does not know for whom: open the change again as a person`]
      : []),
  ];
}

/** What everybody said last; comments say nothing. */
function lastOfEach(reviews: readonly Review[]): readonly Review[] {
  return [...new Map(reviews.map((review) => [review.by.id, review])).values()];
}

/** The person whose approval this is, or why it is nobody's. */
function judgeReview({ by, digest }: Review, pull: PullRequest, { directory, interested, asOf }: Electorate): { person: string } | Refused {
  const refused = (because: string) => ({ login: by.login, because });
  if (by.isBot) return refused("is a bot");
  const people = peopleBehind(directory, by);
  const person = people.find((one) => isActive(one, asOf));
  if (people.length === 0) return refused("is the account of nobody in the directory");
  const interest = people.flatMap(({ id }) => interested.get(id) ?? [])[0];
  if (interest !== undefined) return refused(interest);
  if (!person) return refused("does not work here at present");
  if (digest === undefined) return refused("approved a commit that is gone");
  if (digest !== pull.digest) return refused("approved before the last change");
  return { person: person.id };
}
