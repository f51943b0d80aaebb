import type { Entity } from "../iam/entity.ts";
import type { Account } from "../model/declared.ts";
import { KINDS } from "./kinds.ts";

/** A name in use: `retired` ones stay in use, so that nobody is given the name of somebody else. */
export type NameInUse = { kind: string; name: string; file: string; retired: boolean };

/** All names that the records of an account use, live ones before retired ones. */
export function namesInUse(account: Account): readonly NameInUse[] {
  const used = (retired: boolean) => (record: { kind: string; name: string; source: { file: string } }) => ({
    kind: record.kind,
    name: record.name,
    file: record.source.file,
    retired,
  });
  return [...[...account.records.values()].map(used(false)), ...[...account.retired.values()].map(used(true))];
}

/** What two names that may not stand beside each other share: the same key, within one type of entity. Case and the letters that look the same in most fonts are folded. */
export function nameKey(type: Entity["type"], name: string): string {
  return `${type} ${name.toLowerCase().replace(/[1i|]/g, "l").replace(/0/g, "o")}`;
}

/** How two names of one key are alike, in words that stand before the other name. */
export function likeness(name: string, other: string): string {
  if (other === name) return "is the same as";
  return other.toLowerCase() === name.toLowerCase() ? "differs only in case from" : "looks the same to people as";
}

/** The name in use that a new record of this kind and name would clash with; `undefined` when it is free. */
export function clashOf(account: Account, kind: string, name: string): NameInUse | undefined {
  const key = nameKey(KINDS[kind]!.entityType, name);
  return namesInUse(account).find((used) => nameKey(KINDS[used.kind]!.entityType, used.name) === key);
}
