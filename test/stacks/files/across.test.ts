import { describe, expect, it } from "vitest";
import { type Changes, changed, problemsOf, record, SOUND } from "./organisation.ts";

const WORKLOAD = "accounts/prod/workloads/deploy-web.yaml";
const EXPORTER = "accounts/prod/service-accounts/billing-exporter.yaml";
const WRITERS = "accounts/prod/groups/ledger-writers.yaml";
const AUDITOR = "accounts/prod/roles/auditor.yaml";
const EXCEPTION = "accounts/prod/exceptions/two-keys.yaml";
const FOLDER = "accounts/prod/service-accounts";
const CONTRACTOR = "directory/people/w2001.yaml";
const PAYMENTS = "directory/teams/payments.yaml";

/** A record of its own in `prod`. */
const named = (name: string): Changes => ({ [`${FOLDER}/${name}.yaml`]: record("team/payments") });

/** One mistake that no file shows by itself, and everything that may be said about it. */
const MISTAKES: readonly [mistake: string, changes: Changes, problems: readonly string[]][] = [
  // Owners.
  ["an unknown owner", { [EXPORTER]: ["team/payments", "team/zebra"] }, [`${EXPORTER}:2: owner: team/zebra is not in the directory`]],
  [
    "an owner that is nearly right",
    { [EXPORTER]: ["team/payments", "team/payment"] },
    [`${EXPORTER}:2: owner: team/payment is not in the directory; did you mean "team/payments"?`],
  ],
  [
    "an account of an unknown owner",
    { "accounts/dev/account.yaml": ["team/platform", "team/platfrom"] },
    ['accounts/dev/account.yaml:4: owner: team/platfrom is not in the directory; did you mean "team/platform"?'],
  ],
  [
    "a role that trusts a stranger",
    { [AUDITOR]: ["person/w1001", "person/w1002"] },
    [`${AUDITOR}:4: trust.people: person/w1002 is not in the directory; did you mean "person/w1001"?`],
  ],
  [
    "an exception that a stranger approved",
    { [EXCEPTION]: ["person/w1001", "person/w1"] },
    [`${EXCEPTION}:5: approvedBy: person/w1 is not in the directory; did you mean "person/w1001"?`],
  ],
  // Other records.
  [
    "an unknown group",
    { [EXPORTER]: ["[ledger-writers]", "[ledger-writer]"] },
    [`${EXPORTER}:5: groups: there is no record accounts/prod/groups/ledger-writer.yaml; did you mean "ledger-writers"?`],
  ],
  [
    "an unknown permission",
    { [WRITERS]: ["[ledger-write]", "[ledger-writ]"] },
    [`${WRITERS}:4: permissions: there is no record accounts/prod/permissions/ledger-writ.yaml; did you mean "ledger-write"?`],
  ],
  [
    "a group of another account",
    { [EXPORTER]: ["[ledger-writers]", "[developers]"], "accounts/dev/groups/developers.yaml": record("team/payments") },
    [`${EXPORTER}:5: groups: there is no record accounts/prod/groups/developers.yaml`],
  ],
  [
    "a reader of secrets that does not exist",
    { [EXPORTER]: ["groups:", "secretReaders: [workloads/deploy-wib]\ngroups:"] },
    [`${EXPORTER}:5: secretReaders: there is no record accounts/prod/workloads/deploy-wib.yaml; did you mean "deploy-web"?`],
  ],
  [
    "a reader of secrets that was retired",
    {
      [EXPORTER]: ["groups:", "secretReaders: [workloads/old-web]\ngroups:"],
      "accounts/prod/retired/workloads/old-web.yaml": `${SOUND[WORKLOAD]}retired: { at: 2026-11-20, reason: replaced, ref: "#1" }\n`,
    },
    [`${EXPORTER}:5: secretReaders: workloads/old-web is retired (accounts/prod/retired/workloads/old-web.yaml)`],
  ],
  [
    "a reader of secrets of a kind that may not read",
    { [EXPORTER]: ["groups:", "secretReaders: [workload/deploy-web]\ngroups:"] },
    [`${EXPORTER}:5: secretReaders.0: expected workloads/<name> or roles/<name>, got "workload/deploy-web"; did you mean "workloads"?`],
  ],
  [
    "a reader of secrets that is in no list",
    { [EXPORTER]: ["groups:", "secretReaders: workloads/deploy-web-of-acme\ngroups:"] },
    [`${EXPORTER}:5: secretReaders: expected array, got "workloads/deploy-web-of-acme"`],
  ],
  [
    "a reader of secrets that is a template",
    {
      [EXPORTER]: ["groups:", "secretReaders: [roles/auditor]\ngroups:"],
      [AUDITOR]: ["trust: { people: [person/w1001] }", "requestable: { by: [team/payments], maxDuration: 4h, approvers: [team/security] }"],
    },
    [`${EXPORTER}:5: secretReaders: roles/auditor is a template for grants and no role in AWS`],
  ],
  [
    "an exception for a record that does not exist",
    { [EXCEPTION]: ["billing-exporter", "billing-export"] },
    [
      `${EXCEPTION}:2: subject: there is no record accounts/prod/service-accounts/billing-export.yaml; did you mean "service-accounts/billing-exporter"?`,
    ],
  ],
  // People.
  [
    "two people with one account on GitHub",
    {
      "directory/people/w1001.yaml": ["team: platform", "github: { login: nadia-k, id: 7100101 }\nteam: platform"],
      "directory/people/w1042.yaml": ["team: payments", "team: payments\ngithub: { login: Nadia-K, id: 7100101 }"],
    },
    [
      "directory/people/w1042.yaml:2: github.id: 7100101 is the account of person/w1001 already",
      "directory/people/w1042.yaml:2: github.login: Nadia-K is the account of person/w1001 already",
    ],
  ],
  [
    "somebody who stands in for themselves",
    { [PAYMENTS]: ["to: w1001", "to: w1042"] },
    [`${PAYMENTS}:3: delegates: to: w1042 cannot stand in for themselves`],
  ],
  [
    "a stand-in for somebody who does not answer for the team",
    { [PAYMENTS]: ["{ for: w1042, to: w1001", "{ for: w1001, to: w1042"] },
    [`${PAYMENTS}:3: delegates: for: w1001 is neither the lead nor a member of payments, so there is nothing to stand in for`],
  ],
  ["a stand-in without a last day", { [PAYMENTS]: [", until: 2027-01-06", ""] }, [`${PAYMENTS}:3: missing key "delegates.until"`]],
  // Names.
  [
    "names that differ only in case",
    named("Billing-Exporter"),
    [
      `${EXPORTER}:1: name: "billing-exporter" differs only in case from "Billing-Exporter" in ${FOLDER}/Billing-Exporter.yaml; both would be an IAM user`,
    ],
  ],
  [
    "two providers of one address",
    {
      "accounts/prod/providers/git.yaml": record(
        "team/platform",
        "oidc: { url: https://token.actions.githubusercontent.com, audiences: [sts.amazonaws.com] }",
      ),
    },
    [
      "accounts/prod/providers/github.yaml:1: name: accounts/prod/providers/git.yaml declares the same provider, token.actions.githubusercontent.com",
    ],
  ],
  [
    "a boundary that no record declares",
    { [WORKLOAD]: record("team/platform", "boundary: limits\ntrust: { service: lambda.amazonaws.com }") },
    [`${WORKLOAD}:4: boundary: there is no record accounts/prod/permissions/limits.yaml`],
  ],
  [
    "a boundary that leaves the lock no room",
    {
      [WORKLOAD]: record("team/platform", "boundary: ledger-write\ntrust: { service: lambda.amazonaws.com }"),
      "accounts/prod/permissions/ledger-write.yaml": record(
        "team/payments",
        `statements: [{ allow: "s3:*", on: "arn:aws:s3:::${"a".repeat(2_000)}" }]`,
      ),
    },
    [
      `${WORKLOAD}:4: boundary: expected a policy of at most 2000 characters, white space not counted, got 2100: the lock needs the rest of the boundary`,
    ],
  ],
  [
    "names that look the same",
    named("bi11ing-exporter"),
    [
      `${EXPORTER}:1: name: "billing-exporter" looks the same to people as "bi11ing-exporter" in ${FOLDER}/bi11ing-exporter.yaml; both would be an IAM user`,
    ],
  ],
  [
    "one name for a person and for software",
    named("w1042"),
    [`${FOLDER}/w1042.yaml:1: name: "w1042" is the same as "w1042" in accounts/prod/people/w1042.yaml; both would be an IAM user`],
  ],
  [
    "a name that IAM does not take",
    named("billing exporter"),
    [`${FOLDER}/billing exporter.yaml:1: name: expected letters, digits and +=,.@_- (IAM allows no others), got "billing exporter"`],
  ],
  [
    "a name that is too long",
    named("x".repeat(65)),
    [`${FOLDER}/${"x".repeat(65)}.yaml:1: name: expected at most 64 characters for a user, got 65`],
  ],
  [
    "a retired name that is used again",
    named("old-exporter"),
    [
      `accounts/prod/retired/service-accounts/old-exporter.yaml:1: name: it is retired here and in use in ${FOLDER}/old-exporter.yaml; a name is not given to somebody else, choose a new one`,
    ],
  ],
  [
    "a retired name that is used again by another kind",
    { "accounts/prod/people/old-exporter.yaml": record("person/w1042") },
    [
      "accounts/prod/retired/service-accounts/old-exporter.yaml:1: name: it is retired here and in use in accounts/prod/people/old-exporter.yaml; a name is not given to somebody else, choose a new one",
    ],
  ],
  [
    "two accounts with one id",
    { "accounts/dev/account.yaml": ["111111111111", "000000000000"] },
    ["accounts/prod/account.yaml:1: id: 000000000000 is the account of accounts/dev/ already"],
  ],
  // The directory.
  [
    "a person of an unknown team",
    { [CONTRACTOR]: ["team: payments", "team: payment"] },
    [`${CONTRACTOR}:1: team: "payment" is not in the directory; did you mean "payments"?`],
  ],
  [
    "an unknown lead",
    { [PAYMENTS]: ["lead: w1042", "lead: w1043"] },
    [`${PAYMENTS}:1: lead: "w1043" is not in the directory; did you mean "w1042"?`],
  ],
  [
    "an unknown manager, by its line",
    { [CONTRACTOR]: ["manager: w1042", "manager: w9"] },
    [`${CONTRACTOR}:2: manager: "w9" is not in the directory`],
  ],
  [
    "an unknown sponsor, by its line",
    { [CONTRACTOR]: ["sponsor: w1042", "sponsor: w9"] },
    [`${CONTRACTOR}:5: sponsor: "w9" is not in the directory`],
  ],
  [
    "an event of people whom nobody knows, that ends before it begins",
    {
      "directory/events/plant-sold.yaml":
        "reason: The plant is sold\npeople: [w1042, w104]\nfrom: 2026-12-05\nuntil: 2026-12-01\napprovedBy: person/w1\n",
    },
    [
      'directory/events/plant-sold.yaml:2: people: "w104" is not in the directory; did you mean "w1042"?',
      "directory/events/plant-sold.yaml:4: until: 2026-12-01 is before from: 2026-12-05",
      'directory/events/plant-sold.yaml:5: approvedBy: person/w1 is not in the directory; did you mean "person/w1001"?',
    ],
  ],
  ["an unknown stand-in, by its line", { [PAYMENTS]: ["to: w1001", "to: w9"] }, [`${PAYMENTS}:3: delegates: "w9" is not in the directory`]],
  [
    "an unknown team in the settings, by its line",
    { "settings.yaml": ["security: security", "security: securty"] },
    ['settings.yaml:3: teams.security: "securty" is not in the directory; did you mean "security"?'],
  ],
  [
    "managers in a circle, by their lines",
    { "directory/people/w1001.yaml": ["manager: null", "manager: w1042"] },
    [
      "directory/people/w1001.yaml:2: manager: the line of managers above w1001 leads back to w1001",
      "directory/people/w1042.yaml:2: manager: the line of managers above w1042 leads back to w1042",
    ],
  ],
  [
    "a person who ends before starting, by the line",
    { [CONTRACTOR]: ["ends: 2027-03-31", "ends: 2023-03-31"] },
    [`${CONTRACTOR}:4: ends: 2023-03-31 is before starts: 2024-02-01`],
  ],
];

describe("stacks/files/across", () => {
  it.each(MISTAKES)("says of %s all that is wrong and nothing else", (_mistake, changes, problems) => {
    expect(problemsOf(changed(changes))).toEqual(problems);
  });

  it.each([
    [
      "one name for a user, a role, a group and a policy",
      {
        "accounts/prod/service-accounts/x.yaml": record("team/payments"),
        "accounts/prod/groups/x.yaml": record("team/payments"),
        "accounts/prod/workloads/x.yaml": record("team/payments", "trust: { service: lambda.amazonaws.com }"),
      },
    ],
    ["one name in two accounts", { "accounts/dev/service-accounts/billing-exporter.yaml": record("team/payments") }],
    ["a name of 128 characters for a group", { [`accounts/prod/groups/${"x".repeat(128)}.yaml`]: record("team/payments") }],
    ["an exception for a record that was retired", { [EXCEPTION]: ["service-accounts/billing-exporter", "service-accounts/old-exporter"] }],
    [
      "somebody under a circle of managers who is not part of it, but for the circle",
      { "directory/people/w3001.yaml": SOUND["directory/people/w1042.yaml"] },
    ],
  ] satisfies [string, Changes][])("allows %s", (_what, changes) => {
    expect(problemsOf(changed(changes))).toEqual([]);
  });

  // The directory's ids and the accounts' names stand in owners, tags, URNs and stack names: they need the same care as records' names.
  it.each([
    ["two people whose ids differ only in case", { "directory/people/W1042.yaml": SOUND["directory/people/w1042.yaml"] }],
    ["a person whose id no owner can name", { "directory/people/Ada Lovelace.yaml": SOUND["directory/people/w1042.yaml"] }],
    [
      "two accounts whose names differ only in case",
      { "accounts/Prod/account.yaml": SOUND["accounts/dev/account.yaml"]?.replace("111111111111", "222222222222") },
    ],
    [
      "an account that can be no stack",
      { "accounts/my account/account.yaml": SOUND["accounts/dev/account.yaml"]?.replace("111111111111", "222222222222") },
    ],
    ["a contractor who is their own sponsor", { [CONTRACTOR]: ["sponsor: w1042", "sponsor: w2001"] as const }],
    ["a stand-in until before from", { [PAYMENTS]: ["until: 2027-01-06", "until: 2026-01-06"] as const }],
    ["a group whose name can be no record's", { [EXPORTER]: ["[ledger-writers]", "[ledger/writers]"] as const }],
    ["a group without a name", { [EXPORTER]: ["[ledger-writers]", '[""]'] as const }],
    ["a group twice in one list", { [EXPORTER]: ["[ledger-writers]", "[ledger-writers, ledger-writers]"] as const }],
    ["a person twice in one list", { [AUDITOR]: ["[person/w1001]", "[person/w1001, person/w1001]"] as const }],
    ["a permission twice in one list", { [WRITERS]: ["[ledger-write]", "[ledger-write, ledger-write]"] as const }],
    [
      "a permission that stands on a path, which no list can name",
      { "accounts/prod/permissions/ledger-write.yaml": ["statements:", "path: /team/\nstatements:"] as const },
    ],
    [
      "a role that trusts somebody who has neither a user nor a principal in the account",
      { [AUDITOR]: ["person/w1001", "person/w2001"] as const },
    ],
  ] satisfies [string, Changes][])("refuses %s", (_what, changes) => {
    expect(problemsOf(changed(changes))).not.toEqual([]);
  });
});
