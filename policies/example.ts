import type { FacetOwner } from "../stacks/iam/facet.ts";
import type { Account, AccountName, Declared, DeclaredRecord } from "../stacks/model/declared.ts";
import type { Person } from "../stacks/model/directory.ts";
import type { Instant } from "../stacks/model/instant.ts";
import type { Accountable } from "../stacks/model/lifecycle.ts";
import { parseRecordRef, type RecordRef } from "../stacks/model/ref.ts";
import { settings } from "../stacks/model/settings.ts";

/** The small world in which the examples of rules are judged: two accounts, one team, one person who works and one who left. */

/** The moment at which examples are judged. */
export const EXAMPLE_AS_OF = "2026-11-23T00:00:00Z" as Instant;

const person = (id: string, more: Partial<Person> = {}): Person => ({
  id,
  github: { login: `${id}-login`, id: 1 },
  team: "payments",
  manager: null,
  type: "employee",
  starts: "2024-01-01",
  ends: null,
  status: "active",
  timeZone: "Etc/UTC",
  sponsor: null,
  aws: {},
  ...more,
});

/** Two templates: one for the whole team, one for a single person. */
const templates = new Map(
  [
    { name: "admin", by: ["team/payments"] },
    { name: "auditor", by: ["person/w1042"] },
  ].map(({ name, by }): [RecordRef, DeclaredRecord] => [
    `roles/${name}`,
    exampleRecord(`roles/${name}`, {
      permissions: [],
      requestable: { by, maxDuration: 14_400_000, approvers: ["team/payments"], onward: [] },
    }).record,
  ]),
);

const account = (name: AccountName, accountId: string, environment: Account["environment"]): Account => ({
  name,
  accountId,
  partition: "aws",
  environment,
  region: "us-east-1",
  owner: "team/payments",
  slices: 1,
  records: name === "prod" ? templates : new Map(),
  retired: new Map(),
  exceptions: [],
  source: { file: `accounts/${name}/account.yaml`, lineOf: () => 1 },
});

/** The records and the directory of the examples. */
export const EXAMPLE_DECLARED: Declared = {
  commit: "working tree",
  settings: settings.parse({ teams: { security: "security", platform: "payments" } }),
  directory: {
    people: new Map(
      [
        person("w1042"),
        person("w1001", { status: "left" }),
        person("w2001", { type: "contractor", sponsor: "w1042", ends: "2026-12-31" }),
      ].map((one) => [one.id, one]),
    ),
    events: new Map(),
    teams: new Map([["payments", { id: "payments", lead: "w1042", github: null, delegates: [] }]]),
  },
  accounts: new Map(
    [account("prod", "000000000000", "production"), account("dev", "111111111111", "non-production")].map((one) => [one.name, one]),
  ),
  reviews: new Map(),
};

/** Whose facet an example is. */
export function exampleOf(type: FacetOwner["type"], name: string, kind: string): FacetOwner {
  return { type, name, path: "/", record: `prod/${kind}/${name}` };
}

/** A record of an example, active, owned by the team and ending in four months unless stated otherwise. */
export function exampleRecord(
  ref: RecordRef,
  fields: Partial<Accountable> & Record<string, unknown> = {},
): { facet: "record"; account: AccountName; record: DeclaredRecord } {
  const { kind, name } = parseRecordRef(ref)!;
  const common: Accountable = { owner: "team/payments", purpose: "An example", expires: "2027-03-31T00:00:00Z" as Instant };
  return {
    facet: "record",
    account: "prod",
    record: { ref, kind, name, fields: { ...common, ...fields }, source: { file: `accounts/prod/${ref}.yaml`, lineOf: () => 1 } },
  };
}
