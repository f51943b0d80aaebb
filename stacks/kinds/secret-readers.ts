import { z } from "zod";
import { type Arn, iamArn, parseIamArn } from "../iam/arn.ts";
import { LEGAL_NAME } from "../iam/quotas.ts";
import type { Account } from "../model/declared.ts";
import { got, uniqueList } from "../model/fields.ts";
import { parseRecordRef, type RecordRef, recordRef } from "../model/ref.ts";
import { stackOfRecord, stacksOf } from "../model/slice.ts";
import { didYouMean } from "../model/suggestion.ts";
import type { At, Misfit, Reference } from "./kind.ts";

/** Who reads the secrets of a record's keys, besides those whom their own policies let. */

/** Kinds that may read: a role that stays as long as its record does, and whose holder may hold what a key of its own would give. */
const READING = ["workloads", "roles"] as const;

/** A record of one of these kinds, by a name that IAM allows. */
const READER = new RegExp(`^(${READING.join("|")})/${LEGAL_NAME.source.slice(1)}`);

/** Far below what a secret's policy has room for (Secrets Manager User Guide, "Quotas": 20,480 characters), with the longest paths and names. */
const MOST = 20;

/** `secretReaders:` of a record with keys. */
export const secretReaders = uniqueList(
  z
    .string()
    .regex(READER, { error: (issue) => `${got("workloads/<name> or roles/<name>")(issue)}${nearMiss(issue.input)}` })
    .describe("a record under workloads/ or roles/"),
)
  .min(1)
  .max(MOST)
  .optional()
  .describe("the roles of this account that may read the secrets of its keys in Secrets Manager, besides those whose own policies let them")
  .meta({ examples: [["workloads/night-report"]] });

/** What lets others read the secrets of its keys. */
export type Readable = { secretReaders?: readonly string[] | undefined };

function nearMiss(input: unknown): string {
  const [kind = "", name] = String(input).split("/");
  return name === undefined || READING.some((known) => known === kind) ? "" : didYouMean(kind, READING);
}

/** The records that read; they hold the keys of this one, and not the other way round. */
export function readerReferences({ secretReaders = [] }: Readable): readonly Reference[] {
  return secretReaders.map((ref, index) => ({ path: ["secretReaders", index], to: ref as RecordRef, admits: true }));
}

/**
 * Readers whom AWS would refuse: a policy may name a role only once it is there (IAM User Guide, "AWS JSON policy elements: Principal").
 * A template is none, and the roles of a later slice come after the slice that would name them.
 */
export function readerMisfits({ secretReaders = [] }: Readable, { ref: own, account }: At): readonly Misfit[] {
  const order = stacksOf(account);
  const [here, turn] = [stackOfRecord(account, own), (ref: RecordRef) => order.indexOf(stackOfRecord(account, ref))];
  return secretReaders.flatMap((text, index) => {
    const ref = text as RecordRef;
    const path = ["secretReaders", index];
    const fields = account.records.get(ref)?.fields as { requestable?: unknown } | undefined;
    if (fields?.requestable !== undefined) return [{ path, message: `${ref} is a template for grants and no role in AWS` }];
    if (turn(ref) <= turn(own)) return [];
    const [way, name] = ["give it a record under permissions/ that allows secretsmanager:GetSecretValue on", `tenure/${own}/*`];
    return [{ path, message: `${ref} lives in ${stackOfRecord(account, ref)}, which is deployed after ${here}; ${way} ${name} instead` }];
  });
}

/** The roles that read, sorted. */
export function readerArns({ secretReaders = [] }: Readable, account: Account): readonly Arn[] {
  return secretReaders.map((ref) => readerArn(ref as RecordRef, account)).sort();
}

/** The inverse of `readerArns`; a role that no record declares is left out. */
export function recogniseReaders(readers: readonly Arn[], account: Account): readonly RecordRef[] {
  return readers.flatMap((arn) => {
    const refs = READING.map((kind) => recordRef(kind, parseIamArn(arn)?.name ?? ""));
    return refs.find((ref) => account.records.has(ref) && readerArn(ref, account) === arn) ?? [];
  });
}

function readerArn(ref: RecordRef, account: Account): Arn {
  const path = (account.records.get(ref)?.fields as { path?: string } | undefined)?.path;
  return iamArn(account, "role", parseRecordRef(ref)!.name, path);
}

/** The secrets of all keys of a record, as a pattern of their ARNs: their names end in the key's id and in what AWS adds. */
export function secretsOf(ref: RecordRef, { partition, region, accountId }: Account): Arn {
  return `arn:${partition}:secretsmanager:${region}:${accountId}:secret:tenure/${ref}/AKIA*`;
}
