import type { Declared } from "../../stacks/model/declared.ts";
import { recordTag } from "../../stacks/model/ref.ts";
import type { ReviewQuestion } from "../../stacks/model/review.ts";
import { idOfRecord, type Written } from "../ledger/entry.ts";
import { entriesOf, type Ledger } from "../ledger/ledger.ts";
import type { Observation, Part } from "../observe/observation.ts";
import { readPart } from "../observe/part.ts";
import { now } from "./clock.ts";

/**
 * What reviewers were asked, oldest first, as the ledger knows it. Where a name stands there as its hash, the record that it means is found among
 * those that are declared.
 */
export function questionsOf(entries: readonly Written[], declared?: Declared): readonly ReviewQuestion[] {
  const tags = new Map(
    [...(declared?.accounts.values() ?? [])].flatMap(({ name, records }) =>
      [...records.keys()].map((ref) => [idOfRecord(recordTag(name, ref)), recordTag(name, ref)] as const),
    ),
  );
  const all = new Map<string, ReviewQuestion>();
  for (const { at, facts } of entriesOf(entries, "asked")) {
    const { campaign, number, digest, accesses, reminded, next } = facts;
    const reviewer = facts.reviewer.replace(/^person\//, "");
    const key = `${campaign}/${reviewer}`;
    const known = all.get(key);
    const asked = { campaign, reviewer, number, digest, accesses: accesses.map((id) => tags.get(id) ?? id) };
    all.set(key, {
      ...asked,
      askedAt: known?.askedAt ?? at,
      next: next ?? known?.next ?? null,
      remindedAt: known?.remindedAt ?? (reminded ? at : null),
    });
  }
  return [...all.values()];
}

/** The same as a part of observations: absent where nobody was ever asked, a gap where the ledger cannot be read. */
export async function readQuestions(ledger: Ledger, declared: Declared): Promise<Part<readonly ReviewQuestion[]> | undefined> {
  const part = await readPart("ledger", "read the questions to reviewers", now, async () => questionsOf(await ledger.read(), declared));
  return part.complete && part.value.length === 0 ? undefined : part;
}

/** An observation together with what reviewers were asked: the ledger knows it, whoever observed the account. */
export function withQuestions(observation: Observation, questions: Part<readonly ReviewQuestion[]> | undefined): Observation {
  const { questions: _, ...parts } = observation.parts;
  return { ...observation, parts: questions === undefined ? parts : { ...parts, questions } };
}
