import type { Declared } from "../../stacks/model/declared.ts";
import { knownOwners } from "../../stacks/model/directory.ts";
import { type OwnerRef, parseOwner, parseRecordRef, parseRecordTag, type RecordRef } from "../../stacks/model/ref.ts";
import { didYouMean } from "../../stacks/model/suggestion.ts";
import type { Placed } from "../decide/requests/request.ts";
import { UsageError } from "./options.ts";

/**
 * The records that a word of the command line names: `<kind>/<name>` in every account that has it, `<account>/<kind>/<name>`, or the path of the file.
 * @throws UsageError when there is none, with the nearest; a retired one is named as such.
 */
export function recordsNamed(word: string, declared: Declared, stack?: string): readonly Placed[] {
  const asked = readWord(word);
  const accounts = [...declared.accounts.values()].filter(({ name }) => name === (asked?.account ?? stack ?? name));
  const found = accounts.flatMap((account) => {
    const record = asked && account.records.get(asked.ref);
    return record ? [{ account, record }] : [];
  });
  if (found.length > 0) return found;
  const retired = accounts.find((account) => asked && account.retired.has(asked.ref));
  if (retired) throw new UsageError(`${word}: it is retired (${retired.retired.get(asked!.ref)!.source.file})`);
  const there = accounts.flatMap(({ records }) => [...records.keys()]);
  throw new UsageError(
    `${word}: there is no such record${stack === undefined ? "" : ` in ${stack}`}${didYouMean(asked?.ref ?? word, there)}`,
  );
}

/** As `recordsNamed`, where a command changes one record. @throws UsageError when several accounts have it. */
export function recordNamed(word: string, declared: Declared, stack?: string): Placed {
  const [only, ...others] = recordsNamed(word, declared, stack);
  if (others.length === 0) return only!;
  const stacks = [only!, ...others].map(({ account }) => account.name);
  throw new UsageError(`${word}: ${stacks.join(" and ")} have it; say which with --stack, or as ${stacks[0]}/${only!.record.ref}`);
}

/** An owner of the command line, if it was given. @throws UsageError for one that the directory does not know. */
export function knownOwner(option: string, word: string | undefined, { directory }: Declared): OwnerRef | undefined {
  const owners = knownOwners(directory);
  if (word === undefined || owners.includes(word as OwnerRef)) return word as OwnerRef | undefined;
  const form = parseOwner(word) ? "" : "; expected team/<id> or person/<id>";
  throw new UsageError(`${option}: ${word} is not in the directory${didYouMean(word, owners) || form}`);
}

/** One word out of several, if it was given. @throws UsageError for another, with the nearest. */
export function oneOf(option: string, word: string | undefined, words: readonly string[]): string | undefined {
  if (word === undefined || words.includes(word)) return word;
  throw new UsageError(`${option}: expected ${words.join(", ")}, got "${word}"${didYouMean(word, words)}`);
}

function readWord(word: string): { account: string | undefined; ref: RecordRef } | undefined {
  const path = /(?:^|\/)accounts\/([^/]+)\/(.+)\.yaml$/.exec(word);
  const tag = parseRecordTag(path ? `${path[1]}/${path[2]}` : word);
  if (tag) return { account: tag.account, ref: tag.ref };
  return parseRecordRef(word) ? { account: undefined, ref: word as RecordRef } : undefined;
}
