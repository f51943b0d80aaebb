import { entitiesOf } from "../../../stacks/entities.ts";
import type { User } from "../../../stacks/iam/entity.ts";
import { KINDS } from "../../../stacks/kinds/kinds.ts";
import type { Account, Declared, DeclaredRecord } from "../../../stacks/model/declared.ts";
import { type Directory, person, team } from "../../../stacks/model/directory.ts";
import type { Instant } from "../../../stacks/model/instant.ts";
import { type RecordRef, recordRef, recordTag } from "../../../stacks/model/ref.ts";
import { settings } from "../../../stacks/model/settings.ts";
import type { Observation, Observed, Parts } from "../../observe/observation.ts";
import { BENCH_ACCOUNT } from "./organisation.ts";

/** Of each ten identities seven are users of software with a key, two are roles of software and one is a user of a person. */
const KIND_OF_TEN = [...Array<string>(7).fill("service-accounts"), ...Array<string>(2).fill("workloads"), "people"] as readonly string[];

const TEAMS = 25;
const MADE_AT = "2026-11-02T03:04:05Z" as Instant;
const OBSERVED_AT = "2026-11-23T23:59:00Z" as Instant;

/** So many identities of one account as they are once they were read, and the groups and permissions that they use; `first` numbers them. */
export function recordsInMemory(first: number, count: number): Declared {
  const shared = range(0, TEAMS).flatMap((index) => [permissionOf(index), groupOf(index)]);
  const records = [...shared, ...range(first, count).map(identityOf)];
  const account: Account = {
    ...{ name: BENCH_ACCOUNT, accountId: String(100_000_000_000 + first), partition: "aws", environment: "production" },
    ...{ region: "us-east-1", owner: "team/team-1", slices: 1, retired: new Map(), exceptions: [], source: sourceAt("account") },
    records: new Map(records.map((record) => [record.ref, record])),
  };
  return {
    commit: "working tree",
    settings: settings.parse({ teams: { security: "team-0", platform: "team-1" } }),
    directory: directoryOf(first, count),
    accounts: new Map([[account.name, account]]),
    reviews: new Map(),
  };
}

/** The observation of an account that has what is declared, every thousandth identity apart, out of which somebody took a group or a policy. */
export function observedAsDeclared(declared: Declared): Observation {
  const account = declared.accounts.get(BENCH_ACCOUNT)!;
  const entities = entitiesOf(declared, account.name);
  const users = entities.flatMap(({ entity, ref }) => (entity.type === "user" ? [{ user: entity, ref }] : []));
  const roles = entities.flatMap(({ entity }) => (entity.type === "role" ? [entity] : []));
  const keys = users.flatMap(({ user, ref }) =>
    user.keys.map((key) => ({ user, key, id: keyId(user), record: recordTag(account.name, ref) })),
  );
  const parts: Parts = {
    summary: {},
    authorization: {
      users: users.map(({ user: { keys: _, console: __, ...user } }, index) => ({
        ...user,
        createdAt: MADE_AT,
        groups: index % 1_000 === 500 ? [] : user.groups,
      })),
      roles: roles.map(({ maxSessionDuration: _, ...role }) => ({ ...role, createdAt: MADE_AT, lastUsedAt: OBSERVED_AT })),
      groups: entities.flatMap(({ entity }) => (entity.type === "group" ? [entity] : [])),
      policies: entities.flatMap(({ entity }) =>
        entity.type === "policy" ? [{ ...entity, createdAt: MADE_AT, versions: [{ id: "v1", isDefault: true, createdAt: MADE_AT }] }] : [],
      ),
    },
    providers: [],
    sessions: Object.fromEntries(roles.map((role) => [role.arn, role.maxSessionDuration])),
    keys: keys.map(({ user, key, id }) => ({ id, user: user.arn, status: key.status, createdAt: MADE_AT, lastUsedAt: OBSERVED_AT })),
    credentials: {
      reportedAt: OBSERVED_AT,
      root: null,
      rows: users.map(({ user }) => ({
        ...{ user: user.arn, createdAt: MADE_AT, console: user.console, passwordLastUsedAt: null, mfa: user.console },
        ...{ hasKeys: user.keys.length > 0, hasCertificates: false },
        keys: user.keys.map(({ status }) => ({ active: status === "Active", rotatedAt: MADE_AT, lastUsedAt: OBSERVED_AT })),
      })),
    },
    otherCredentials: [],
    instanceProfiles: [],
    serverCertificates: [],
    mfaDevices: [],
    slots: keys.map(({ id, record, key }) => ({ keyId: id, record, slot: key.slot! })),
  };
  // As it would come from a file: nothing of what was observed is the same object as what is declared.
  const seen = JSON.parse(JSON.stringify(parts)) as Parts;
  return {
    ...{ schema: "tenure/observation/1", account: account.name, accountId: account.accountId, deep: false },
    ...{ startedAt: OBSERVED_AT, finishedAt: OBSERVED_AT, manifest: [] },
    parts: Object.fromEntries(
      Object.entries(seen).map(([name, value]) => [name, { complete: true, value, observedAt: OBSERVED_AT }]),
    ) as unknown as Observed,
  };
}

function identityOf(index: number): DeclaredRecord {
  const kind = KIND_OF_TEN[index % 10]!;
  const group = `team-${index % TEAMS}`;
  if (kind === "people") return recordOf(kind, `p${index}`, `person/w${index}`, { groups: [group] });
  if (kind === "workloads")
    return recordOf(kind, `r${index}`, `team/${group}`, { trust: { service: "lambda.amazonaws.com" }, permissions: [group] });
  return recordOf(kind, `s${index}`, `team/${group}`, { groups: [group], keys: { primary: { expires: "2027-01-31" } } });
}

function permissionOf(index: number): DeclaredRecord {
  const statements = [{ allow: ["s3:PutObject"], on: [`arn:aws:s3:::team-${index}/*`] }];
  return recordOf("permissions", `team-${index}`, `team/team-${index}`, { statements });
}

function groupOf(index: number): DeclaredRecord {
  return recordOf("groups", `team-${index}`, `team/team-${index}`, { permissions: [`team-${index}`] });
}

function recordOf(kind: string, name: string, owner: string, fields: Record<string, unknown>): DeclaredRecord {
  const read = KINDS[kind]!.record.parse({ owner, purpose: `What ${name} is for`, expires: "2027-03-31", ...fields });
  const ref: RecordRef = recordRef(kind, name);
  return { ref, kind, name, fields: read, source: sourceAt(ref) };
}

function directoryOf(first: number, count: number): Directory {
  const one = { github: null, manager: null, type: "employee", starts: "2024-02-01", status: "active" };
  const read = (id: string, of: number) => ({ ...person.parse({ ...one, team: `team-${of % TEAMS}` }), id, timeZone: "Etc/UTC" });
  const holders = range(first, count).filter((index) => index % 10 === 9);
  return {
    people: new Map(
      [...holders.map((index) => read(`w${index}`, index)), ...range(0, TEAMS).map((index) => read(`l${index}`, index))].map((each) => [
        each.id,
        each,
      ]),
    ),
    teams: new Map(range(0, TEAMS).map((index) => [`team-${index}`, { ...team.parse({ lead: `l${index}` }), id: `team-${index}` }])),
    events: new Map(),
  };
}

function keyId({ name }: User): string {
  return `AKIABENCH${name.toUpperCase()}`;
}

function sourceAt(ref: string) {
  return { file: `accounts/${BENCH_ACCOUNT}/${ref}.yaml`, lineOf: () => 1 };
}

function range(first: number, length: number): readonly number[] {
  return Array.from({ length }, (_, index) => first + index);
}
