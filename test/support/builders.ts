import { join } from "node:path";
import { readDeclared } from "../../stacks/files/read.ts";
import { folder, type Tree } from "../../stacks/files/tree.ts";
import { type ArnHome, iamArn } from "../../stacks/iam/arn.ts";
import { documentOf } from "../../stacks/iam/document.ts";
import type { Group, Policy, Role, User } from "../../stacks/iam/entity.ts";
import { KINDS } from "../../stacks/kinds/kinds.ts";
import type { Account, Declared, DeclaredRecord, RetiredRecord } from "../../stacks/model/declared.ts";
import { type Person, person, type Team, team } from "../../stacks/model/directory.ts";
import type { Exception } from "../../stacks/model/exception.ts";
import type { Instant } from "../../stacks/model/instant.ts";
import { type OwnerRef, type RecordRef, recordRef } from "../../stacks/model/ref.ts";
import { type Settings, settings } from "../../stacks/model/settings.ts";
import type { Source } from "../../stacks/model/source.ts";

/** The account that builders speak of unless told otherwise. */
export const HOME: ArnHome = { partition: "aws", accountId: "000000000000" };

/** The end of everything that states none. */
export const END = "2027-03-31T00:00:00Z" as Instant;

/** A tree of files held in memory, sorted by path as a real one is. */
export function treeOf(files: Readonly<Record<string, string>>): Tree {
  const sorted = Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1));
  return { commit: "working tree", files: new Map(sorted.map(([path, text]) => [path, { text }])) };
}

/** The sample organisation of the repository, `stacks/` as it is. */
export function sampleOrganisation(): Declared {
  return readDeclared(folder(join(import.meta.dirname, "../../stacks")));
}

/** The organisation's rules: the defaults but for what is stated, written as in `settings.yaml`. */
export function settingsOf(fields: Readonly<Record<string, unknown>> = {}): Settings {
  return settings.parse({ teams: { security: "security", platform: "platform" }, ...fields });
}

/** An employee of the team `platform` who works here, but for what is stated, written as in `directory/people/<id>.yaml`. */
export function personOf(id: string, fields: Readonly<Record<string, unknown>> = {}): Person {
  const written = { team: "platform", manager: null, type: "employee", starts: "2024-02-01", status: "active", ...fields };
  const read = person.parse(written);
  return { ...read, id, timeZone: read.timeZone ?? "Etc/UTC" };
}

/** A team led by `w1001` but for what is stated, written as in `directory/teams/<id>.yaml`. */
export function teamOf(id: string, fields: Readonly<Record<string, unknown>> = {}): Team {
  return { ...team.parse({ lead: "w1001", ...fields }), id };
}

/**
 * A record as `files/read` gives it: owner, purpose and end are filled in, the rest is written as in the YAML file.
 * @throws ZodError when the kind's schema refuses it.
 */
export function recordOf(kind: string, name: string, fields: Readonly<Record<string, unknown>> = {}): DeclaredRecord {
  const owner = kind === "people" ? `person/${name}` : "team/platform";
  // A grant says the same in words of its own: who, reason, ends.
  const common = kind === "grants" ? {} : { owner, purpose: `What ${name} is for`, expires: END };
  const read = KINDS[kind]!.record.parse({ ...common, ...fields });
  return { ref: recordRef(kind, name), kind, name, fields: read, source: sourceAt(`accounts/prod/${kind}/${name}.yaml`) };
}

/** A retired record. */
export function retiredOf(kind: string, name: string): RetiredRecord {
  return { ref: recordRef(kind, name), kind, name, source: sourceAt(`accounts/prod/retired/${kind}/${name}.yaml`) };
}

/** An exception of the account `prod` that holds until `END`, approved by `person/w1001`, but for what is stated. */
export function exceptionOf(rule: string, subject: RecordRef, fields: Partial<Exception> = {}): Exception {
  return {
    id: "prod/exceptions/sample",
    rule,
    subject,
    reason: "The vendor rotates by hand",
    compensating: "A source-IP condition on both keys",
    approvedBy: "person/w1001",
    expires: END,
    source: sourceAt("accounts/prod/exceptions/sample.yaml"),
    ...fields,
  };
}

/** A production account `HOME` in us-east-1 owned by `team/platform`, with these records, but for what is stated. */
export function accountOf(name: string, records: readonly DeclaredRecord[] = [], fields: Partial<Account> = {}): Account {
  const own = records.map((record) => ({ ...record, source: sourceAt(`accounts/${name}/${record.kind}/${record.name}.yaml`) }));
  return {
    ...HOME,
    name,
    environment: "production",
    region: "us-east-1",
    owner: "team/platform" as OwnerRef,
    slices: 1,
    records: new Map(own.map((record) => [record.ref, record])),
    retired: new Map(),
    exceptions: [],
    source: sourceAt(`accounts/${name}/account.yaml`),
    ...fields,
  };
}

/**
 * An organisation of these parts. Without people or teams it has `w1001` and the teams `platform` and `security`;
 * without accounts one empty `prod`.
 */
export function declaredOf(
  parts: { accounts?: readonly Account[]; people?: readonly Person[]; teams?: readonly Team[]; settings?: Settings } = {},
): Declared {
  const { accounts = [accountOf("prod")], people = [personOf("w1001")], teams = [teamOf("platform"), teamOf("security")] } = parts;
  return {
    commit: "working tree",
    settings: parts.settings ?? settingsOf(),
    directory: {
      people: new Map(people.map((one) => [one.id, one])),
      teams: new Map(teams.map((one) => [one.id, one])),
      events: new Map(),
    },
    accounts: new Map(accounts.map((account) => [account.name, account])),
    reviews: new Map(),
  };
}

/** An IAM user with nothing but what is stated; its ARN follows from name and path. */
export function userEntity(name: string, fields: Partial<User> = {}): User {
  const nothing = { tags: {}, boundary: null, groups: [], keys: [], console: false, attached: [], inline: {} };
  return { type: "user", ...named("user", name, fields.path), ...nothing, ...fields };
}

/** An IAM role that a Lambda function may assume, with nothing else but what is stated. */
export function roleEntity(name: string, fields: Partial<Role> = {}): Role {
  const principals = [{ type: "Service", values: ["lambda.amazonaws.com"] }];
  const trust = documentOf({ effect: "Allow", principals, actions: ["sts:AssumeRole"], conditions: [] });
  const nothing = { tags: {}, boundary: null, attached: [], inline: {}, maxSessionDuration: 3_600, instanceProfiles: [] };
  return { type: "role", ...named("role", name, fields.path), ...nothing, trust, ...fields };
}

/** An IAM group with nothing but what is stated. */
export function groupEntity(name: string, fields: Partial<Group> = {}): Group {
  return { type: "group", ...named("group", name, fields.path), attached: [], inline: {}, ...fields };
}

/** A customer-managed policy that allows reading one bucket, but for what is stated. */
export function policyEntity(name: string, fields: Partial<Policy> = {}): Policy {
  const document = documentOf({ effect: "Allow", actions: ["s3:GetObject"], resources: ["arn:aws:s3:::sample/*"], conditions: [] });
  return { type: "policy", ...named("policy", name, fields.path), tags: {}, document, ...fields };
}

function named(type: "user" | "role" | "group" | "policy", name: string, path = "/") {
  return { arn: iamArn(HOME, type, name, path), name, path };
}

function sourceAt(file: string): Source {
  return { file, lineOf: () => 1 };
}
