import { parseIamArn } from "../iam/arn.ts";
import type { Account } from "../model/declared.ts";
import { arnOfRecord, KINDS } from "./kinds.ts";

/** A name in use, and what it is called in AWS: `retired` ones stay in use, so that nobody is given the name of somebody else. */
export type NameInUse = { kind: string; name: string; awsName: string; file: string; retired: boolean };

/** All names that the records of an account use, live ones before retired ones. */
export function namesInUse(account: Account): readonly NameInUse[] {
  const used = ({ kind, name, source }: { kind: string; name: string; source: { file: string } }) => ({ kind, name, file: source.file });
  return [
    ...[...account.records.values()].map((record) => ({
      ...used(record),
      awsName: parseIamArn(arnOfRecord(record, account))?.name ?? record.name,
      retired: false,
    })),
    ...[...account.retired.values()].map((record) => ({ ...used(record), awsName: record.name, retired: true })),
  ];
}

/** What no two names in use may share: the entity in AWS and, for kinds that call it otherwise than their file, the file. */
export function keysOfName({ kind, name, awsName }: NameInUse): readonly string[] {
  const { entityType, alsoTypes = [] } = KINDS[kind]!;
  const inAws = [entityType, ...alsoTypes].map((type) => nameKey(type, awsName));
  return awsName === name ? inAws : [...inAws, nameKey(kind, name)];
}

/** What two names that may not stand beside each other share: the same key, within one type of entity or kind. Case and the letters that look the same in most fonts are folded. */
export function nameKey(type: string, name: string): string {
  return `${type} ${name.toLowerCase().replace(/[1i|]/g, "l").replace(/0/g, "o")}`;
}

/** How two names of one key are alike, in words that stand before the other name. */
export function likeness(name: string, other: string): string {
  if (other === name) return "is the same as";
  return other.toLowerCase() === name.toLowerCase() ? "differs only in case from" : "looks the same to people as";
}

/** The name in use that a new record of this kind and name would clash with; `undefined` when it is free. */
export function clashOf(account: Account, kind: string, name: string): NameInUse | undefined {
  const keys = keysOfName({ kind, name, awsName: name, file: "", retired: false });
  return namesInUse(account).find((used) => keysOfName(used).some((key) => keys.includes(key)));
}
