import type { Edit } from "../../../stacks/files/edit.ts";
import type { Account, DeclaredRecord } from "../../../stacks/model/declared.ts";

/** A record and the account that it is in. */
export type Placed = { account: Account; record: DeclaredRecord };

/** Why one thing that somebody asked for is not done; the rest of what was asked is. */
export type Refusal = { record: string; because: string };

/** What a person's wish comes to: edits of records, what is refused, and what no edit shows. */
export type Asked = { edits: readonly Edit[]; refused: readonly Refusal[]; notes: readonly string[] };

/** What one record's part of a wish comes to. */
export type Answered = { edit: Edit; notes?: readonly string[] } | { because: string };

/** Asks for each record by itself, so that one that cannot be changed keeps no other from it. */
export function forEach(placed: readonly Placed[], answer: (placed: Placed) => Answered): Asked {
  const answers = placed.map((one) => ({ one, answer: answer(one) }));
  return {
    edits: answers.flatMap(({ answer: given }) => ("edit" in given ? [given.edit] : [])),
    refused: answers.flatMap(({ one, answer: given }) => ("because" in given ? [{ record: nameOf(one), because: given.because }] : [])),
    notes: answers.flatMap(({ answer: given }) => ("edit" in given ? (given.notes ?? []) : [])),
  };
}

/** `prod/service-accounts/x`: a record as people say it where several accounts are meant. */
export function nameOf({ account, record }: Placed): string {
  return `${account.name}/${record.ref}`;
}
