import type { Account, Declared, DeclaredRecord } from "../../stacks/model/declared.ts";
import { holdersOf, type Person } from "../../stacks/model/directory.ts";
import type { Instant } from "../../stacks/model/instant.ts";
import { parseOwner, parseRecordTag } from "../../stacks/model/ref.ts";
import { decisionsIn, questionDigest, type ReviewQuestion } from "../../stacks/model/review.ts";
import { answerable, approversOf, type Electorate, mayApprove, type Need, standInsFor } from "./approvers.ts";
import type { ReviewChange } from "./diff.ts";
import { type Interested, peopleNamed } from "./interest.ts";

/** Everybody who has something by an access: whom its record names, and whoever acts through it. The sponsor of an agent answers for it and has nothing by it. */
export function interestedInAccess(record: DeclaredRecord, account: Account, { directory }: Declared): Interested {
  const { sponsor: _, ...fields } = record.fields as typeof record.fields & { sponsor?: string };
  const named = peopleNamed({ ...record, fields });
  const holders = holdersOf(directory, { name: record.name, owner: record.fields.owner }, account.name).map(({ id }) => id);
  return new Map([...named, ...holders].map((id) => [id, `has access by ${record.ref}`]));
}

/**
 * Who says whether an access is still needed: the human sponsor of an agent, else whoever leads its owners or stands in for them, else another of the
 * owners, else the next manager up the line, else security or platform. Never anybody who has something by it; `undefined` where nobody is left.
 */
export function reviewerOf(record: DeclaredRecord, account: Account, declared: Declared, asOf: Instant): Person | undefined {
  const { directory, settings } = declared;
  const electorate: Electorate = { directory, settings, interested: interestedInAccess(record, account, declared), asOf };
  const { sponsor } = record.fields as { sponsor?: string };
  const asked = sponsor === undefined ? undefined : chosen([sponsor], electorate);
  const need = [record.fields.owner];
  return asked ?? first(need, electorate) ?? chosen(answerable(need, electorate), electorate);
}

/** Whoever is asked when a reviewer says nothing: the next manager up the line of the reviewer, else security; never anybody who has something by what was asked. */
export function nextReviewer(
  question: Pick<ReviewQuestion, "reviewer" | "accesses">,
  declared: Declared,
  asOf: Instant,
): Person | undefined {
  const { directory, settings } = declared;
  const interested = new Map([
    [question.reviewer, "was asked first"],
    ...question.accesses.flatMap((tag) => [...interestIn(tag, declared)]),
  ]);
  const electorate: Electorate = { directory, settings, interested, asOf };
  return chosen(answerable([`person/${question.reviewer}`], electorate), electorate);
}

/** One of those who may: the lead's stand-in, then the lead, then by id, so that every run asks the same person. */
function chosen(need: Need, electorate: Electorate): Person | undefined {
  return first(need, electorate) ?? approversOf(need, electorate).toSorted((a, b) => (a.id < b.id ? -1 : 1))[0];
}

/** Whoever is asked before the others: most accesses need nobody else, and members of large teams are not looked at in vain. */
function first(need: Need, electorate: Electorate): Person | undefined {
  const { directory, interested } = electorate;
  const before = need.flatMap((ref) => {
    const owner = parseOwner(ref);
    const lead = directory.people.get(owner?.type === "team" ? (directory.teams.get(owner.id)?.lead ?? "") : (owner?.id ?? ""));
    // Whoever has something by it has nobody answer in their name; a lead of another team is no owner.
    if (!lead || interested.has(lead.id) || (owner?.type === "team" && lead.team !== owner.id)) return [];
    return [...standInsFor(lead.id, electorate), lead];
  });
  return before.find((person) => mayApprove(person, electorate));
}

function interestIn(tag: string, declared: Declared): Interested {
  const place = parseRecordTag(tag);
  const account = declared.accounts.get(place?.account ?? "");
  const record = place && account?.records.get(place.ref);
  return account && record ? interestedInAccess(record, account, declared) : new Map();
}

/** People who may not answer for these reviews, by what they would confirm for themselves. Whoever writes down an answer is no less entitled to give it. */
export function interestedInReviews(changes: readonly ReviewChange[], base: Declared, head: Declared): Interested {
  const accesses = new Set(changes.flatMap(({ after }) => Object.keys(after?.accesses ?? {})));
  return new Map([...accesses].flatMap((tag) => [...interestIn(tag, base), ...interestIn(tag, head)]));
}

/** Exactly that reviewer answers, or whoever was asked in their place when they said nothing. */
export function needsOfReviews(changes: readonly ReviewChange[], questions: readonly ReviewQuestion[]): readonly Need[] {
  return changes.map(({ campaign, reviewer }) => {
    const next = questions.find((question) => question.campaign === campaign && question.reviewer === reviewer)?.next ?? null;
    return [`person/${reviewer}`, ...(next === null ? [] : [next])];
  });
}

/** Why no approval of these reviews counts: they are not what somebody was asked, or they take an answer back unseen. */
export function obstaclesOfReviews(
  changes: readonly ReviewChange[],
  questions: readonly ReviewQuestion[],
  asOf: Instant,
): readonly string[] {
  return changes.flatMap(({ campaign, reviewer, after }) => {
    const file = `reviews/${campaign}/${reviewer}.yaml`;
    if (!after) return [`${file} would go: what was answered is evidence, and stays`];
    const asked = questions.filter((question) => question.campaign === campaign && question.reviewer === reviewer);
    const isAsked = asked.some(({ digest }) => digest === questionDigest(after));
    const early = decisionsIn(after).find(({ at }) => at > asOf);
    return [
      ...(asked.length === 0 ? [`${file}: the ledger knows no such question; only \`npm run recertify -- --propose\` asks`] : []),
      ...(asked.length > 0 && !isAsked
        ? [`${file} is not what was asked: the facts shown, the lines and their dates are never changed`]
        : []),
      ...(early ? [`${file}: ${early.access} is decided ${early.at}, which has not come yet`] : []),
    ];
  });
}
