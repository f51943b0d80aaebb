import type { Arn } from "../iam/arn.ts";

/** Who answers for something: `team/<id>` or `person/<id>` of the directory. */
export type OwnerRef = `team/${string}` | `person/${string}`;

/** A record inside its account: `<kind>/<name>`. */
export type RecordRef = `${string}/${string}`;

/** Something outside AWS: an application or a repository as `application/<name>`, and one account, key or actor of it after a `#`. */
export type Elsewhere = `application/${string}`;

/** A person of the directory, or one of whom only the HR system knows. */
export type PersonRef = `person/${string}`;

/** What a finding is about: an entity, one access key of a user as `<user arn>#<key id>`, something outside AWS, or a person. */
export type Subject = Arn | `${Arn}#${string}` | Elsewhere | PersonRef;

/** A record in the whole organisation, as the `record` tag holds it: `<account>/<kind>/<name>`. */
export type RecordTag = `${string}/${string}/${string}`;

/** A Pulumi resource name: the record, or one part of what it becomes, as in `service-accounts/x#key/primary`. */
export type ResourceName = RecordRef | `${RecordRef}#${string}`;

/** The pseudo kind under which boundary policies stand in Pulumi: they belong to the account, not to one record. */
export const TENURE_KIND = "tenure";

/** The pseudo kind of what an account's own program declares, `extra/<Pulumi name>`: findings name it where they would name a record. */
export const EXTRA_KIND = "extra";

/** `<kind>/<name>`. */
export function recordRef(kind: string, name: string): RecordRef {
  return `${kind}/${name}`;
}

/** Splits `<kind>/<name>`; `undefined` for anything else. */
export function parseRecordRef(text: string): { kind: string; name: string } | undefined {
  const match = /^([a-z][a-z-]*)\/([^/#]+)$/.exec(text);
  return match ? { kind: match[1]!, name: match[2]! } : undefined;
}

/** `<account>/<kind>/<name>`. */
export function recordTag(account: string, ref: RecordRef): RecordTag {
  return `${account}/${ref}` as RecordTag;
}

/** Splits the value of a `record` tag; `undefined` for anything else, since anybody may write a tag. */
export function parseRecordTag(text: string | undefined): { account: string; ref: RecordRef; kind: string; name: string } | undefined {
  const match = /^([^/]+)\/([a-z][a-z-]*)\/([^/#]+)$/.exec(text ?? "");
  return match ? { account: match[1]!, ref: recordRef(match[2]!, match[3]!), kind: match[2]!, name: match[3]! } : undefined;
}

/** `<ref>` or `<ref>#<part>`. */
export function resourceName(ref: RecordRef, part?: string): ResourceName {
  return part === undefined ? ref : `${ref}#${part}`;
}

/** The record and the part that a Pulumi resource name stands for; `undefined` for names that records do not make. */
export function parseResourceName(name: string): { ref: RecordRef; part: string | undefined } | undefined {
  const [ref, ...parts] = name.split("#");
  return ref !== undefined && parseRecordRef(ref)
    ? { ref: ref as RecordRef, part: parts.length === 0 ? undefined : parts.join("#") }
    : undefined;
}

/** What declares a Pulumi resource: a record, or the account's own program, whose names no record makes. */
export function declarerOf(name: string): RecordRef {
  return parseResourceName(name)?.ref ?? recordRef(EXTRA_KIND, name);
}

/** True for what an account's own program declares. */
export function isExtra(ref: RecordRef | null): boolean {
  return ref?.startsWith(`${EXTRA_KIND}/`) === true;
}

/** The name at the end of a URN `urn:pulumi:<stack>::<project>::<types>::<name>`; resource names hold no `::`. */
export function nameOfUrn(urn: string): string {
  return urn.slice(urn.lastIndexOf("::") + 2);
}

/** The type of a URN, without the types of its parents. */
export function typeOfUrn(urn: string): string {
  return (urn.split("::")[2] ?? "").split("$").at(-1) ?? "";
}

/** The record behind a URN; `undefined` for the stack itself, providers, boundary policies and resources that no record declares. */
export function recordOfUrn(urn: string): RecordRef | undefined {
  const ref = parseResourceName(nameOfUrn(urn))?.ref;
  return ref?.startsWith(`${TENURE_KIND}/`) ? undefined : ref;
}

/** The subject of a finding about one access key. */
export function keySubject(user: Arn, keyId: string): Subject {
  return `${user}#${keyId}`;
}

/** The subject of a finding about an application, or about one account of it. */
export function elsewhere(application: string, id?: string): Elsewhere {
  return id === undefined ? `application/${application}` : `application/${application}#${id}`;
}

/** True for what is outside AWS. */
export function isElsewhere(subject: Subject): subject is Elsewhere {
  return subject.startsWith("application/");
}

/** Splits an owner; `undefined` for anything else. */
export function parseOwner(text: string): { type: "team" | "person"; id: string } | undefined {
  const match = /^(team|person)\/([A-Za-z0-9][A-Za-z0-9._-]*)$/.exec(text);
  return match ? { type: match[1] as "team" | "person", id: match[2]! } : undefined;
}

/** The stack of a URN. */
export function stackOfUrn(urn: string): string {
  return /^urn:pulumi:([^:]+)::/.exec(urn)?.[1] ?? "";
}
