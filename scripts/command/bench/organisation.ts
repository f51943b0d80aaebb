import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** An organisation made for measuring, as files by path: the same number of records, the same files. */
export type Organisation = ReadonlyMap<string, string>;

/** The account that all of them are in. */
export const BENCH_ACCOUNT = "bench";

/** The moment at which it is judged: nothing in it has ended. */
export const BENCH_AS_OF = "2026-11-24T00:00:00Z";

const TEAMS = 25;

/**
 * So many records of the kinds that an account has, in the shares that one usually has: service accounts, workloads, users of people,
 * a group and a permission for each team; and a directory with a person for every fifth record.
 */
export function mixedOrganisation(records: number, accountId: string): Organisation {
  const people = Math.max(TEAMS, Math.ceil(records / 5));
  const rest = records - 2 * TEAMS;
  return new Map([
    ...common(accountId, people),
    ...range(TEAMS).flatMap(permissionAndGroup),
    ...range(rest).map((index) => record(index, people)),
  ]);
}

/** So many IAM users, each in a group, and nothing else that costs time. */
export function usersOrganisation(users: number, accountId: string, slices = 1): Organisation {
  return new Map([...common(accountId, TEAMS, slices), ...range(TEAMS).flatMap(permissionAndGroup), ...range(users).map(serviceAccount)]);
}

/** Writes an organisation into a folder. */
export function writeOrganisation(organisation: Organisation, root: string): void {
  for (const [path, text] of organisation) {
    const file = join(root, ...path.split("/"));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

/** A file of a service account of the organisation and the same with another purpose: the smallest change that reaches AWS. */
export function changedRecord(organisation: Organisation): readonly [path: string, text: string] {
  const [path, text] = serviceAccount(0);
  if (!organisation.has(path)) throw new Error(`expected the organisation to hold ${path}`);
  return [path, text.replace("expires: 2027-03-31", "expires: 2027-03-30")];
}

function common(accountId: string, people: number, slices = 1): [string, string][] {
  return [
    ["settings.yaml", "teams: { security: team-0, platform: team-1 }\n"],
    [
      `accounts/${BENCH_ACCOUNT}/account.yaml`,
      `id: "${accountId}"\nenvironment: production\nregion: us-east-1\nowner: team/team-1\n${slices === 1 ? "" : `slices: ${slices}\n`}`,
    ],
    ...range(TEAMS).map((team): [string, string] => [`directory/teams/team-${team}.yaml`, `lead: w${team}\n`]),
    ...range(people).map((person): [string, string] => [
      `directory/people/w${person}.yaml`,
      `github: { login: person-${person}, id: ${person + 1} }\nteam: team-${person % TEAMS}\nmanager: ${person === 0 ? "null" : `w${Math.floor(person / 10)}`}\ntype: employee\nstarts: 2024-02-01\nends: null\nstatus: active\n`,
    ]),
  ];
}

function permissionAndGroup(team: number): [string, string][] {
  const folder = `accounts/${BENCH_ACCOUNT}`;
  const head = `owner: team/team-${team}\npurpose: What the software of team ${team} needs\nexpires: 2027-09-30\n`;
  return [
    [
      `${folder}/permissions/team-${team}.yaml`,
      `${head}statements:\n  - allow: ["s3:PutObject"]\n    on: ["arn:aws:s3:::team-${team}/*"]\n`,
    ],
    [`${folder}/groups/team-${team}.yaml`, `${head}permissions: [team-${team}]\n`],
  ];
}

/** Seven service accounts, two workloads and one person's user of each ten. */
function record(index: number, people: number): [string, string] {
  if (index % 10 < 7) return serviceAccount(index);
  if (index % 10 < 9) return workload(index);
  const person = Math.floor(index / 10) % people;
  return [
    `accounts/${BENCH_ACCOUNT}/people/p${index}.yaml`,
    `owner: person/w${person}\npurpose: Console access until single sign-on covers this account\nexpires: 2027-03-31\ngroups: [team-${person % TEAMS}]\n`,
  ];
}

function serviceAccount(index: number): [string, string] {
  return [
    `accounts/${BENCH_ACCOUNT}/service-accounts/s${index}.yaml`,
    `# yaml-language-server: $schema=../../../schemas/service-accounts.json\nowner: team/team-${index % TEAMS}\npurpose: Nightly export number ${index} to the bucket of its team\nexpires: 2027-03-31 # renewed each spring\ngroups: [team-${index % TEAMS}]\n`,
  ];
}

function workload(index: number): [string, string] {
  return [
    `accounts/${BENCH_ACCOUNT}/workloads/r${index}.yaml`,
    `owner: team/team-${index % TEAMS}\npurpose: Renders the reports number ${index} of its team\nexpires: 2027-06-30\ntrust: { service: lambda.amazonaws.com }\npermissions: [team-${index % TEAMS}]\n`,
  ];
}

function range(length: number): readonly number[] {
  return Array.from({ length }, (_, index) => index);
}
