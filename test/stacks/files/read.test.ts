import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readDeclared } from "../../../stacks/files/read.ts";
import { folder, writeTree } from "../../../stacks/files/tree.ts";
import { RecordError } from "../../../stacks/model/errors.ts";
import { sampleOrganisation } from "../../support/builders.ts";
import { type Changes, changed, problemsOf, record, SOUND } from "./organisation.ts";

const EXPORTER = "accounts/prod/service-accounts/billing-exporter.yaml";
const LEDGER = "accounts/prod/permissions/ledger-write.yaml";
const WRITERS = "accounts/prod/groups/ledger-writers.yaml";
const DEPLOY = "accounts/prod/workloads/deploy-web.yaml";
const AUDITOR = "accounts/prod/roles/auditor.yaml";
const EXCEPTION = "accounts/prod/exceptions/two-keys.yaml";
const PERSON = "accounts/prod/people/w1042.yaml";
const ACCOUNT = "accounts/prod/account.yaml";
const RETIRED = "accounts/prod/retired/service-accounts/old-exporter.yaml";

const KNOWN =
  "known are owner, purpose, expires, restored, adopted, tags, state, disabled, path, boundary, groups, console, keys, legacy, secretReaders";
const A_DATE = "expected a date such as 2027-03-31 or an instant such as 2027-03-31T18:00:00Z";
const GITHUB = "  github: { repository: acme/web, ownerId: 123, repositoryId: 456, environment: production }";
const KEY = "{ expires: 2027-01-31 }";
const TEAMS = "teams: { security: security, platform: platform }\n";

/** One mistake in one place, and everything that may be said about it. */
const MISTAKES: readonly [mistake: string, changes: Changes, problems: readonly string[]][] = [
  // What a record says.
  ["an unknown key", { [EXPORTER]: ["groups:", "zebra:"] }, [`${EXPORTER}:5: unknown key "zebra"; ${KNOWN}`]],
  ["a key that is nearly right", { [EXPORTER]: ["groups:", "group:"] }, [`${EXPORTER}:5: unknown key "group"; did you mean "groups"?`]],
  [
    "two unknown keys, each where it stands",
    { [EXPORTER]: ["groups: [ledger-writers]\nkeys:", "gruops: []\nkey:"] },
    [`${EXPORTER}:5: unknown key "gruops"; did you mean "groups"?`, `${EXPORTER}:6: unknown key "key"; did you mean "keys"?`],
  ],
  [
    "an unknown key deep inside",
    { [EXPORTER]: [KEY, "{ expire: 2027-01-31 }"] },
    [`${EXPORTER}:7: missing key "keys.primary.expires"`, `${EXPORTER}:7: unknown key "expire"; did you mean "expires"?`],
  ],
  [
    "a missing key",
    { [EXPORTER]: ["purpose: Nightly invoice export to the ledger bucket\n", ""] },
    [`${EXPORTER}:2: missing key "purpose"`],
  ],
  ["a day that does not exist", { [EXPORTER]: ["2027-03-31", "2027-02-30"] }, [`${EXPORTER}:4: expires: ${A_DATE}, got "2027-02-30"`]],
  ["a key that ends some day", { [EXPORTER]: [KEY, "{ expires: soon }"] }, [`${EXPORTER}:7: keys.primary.expires: ${A_DATE}, got "soon"`]],
  [
    "a number for text",
    { [EXPORTER]: ["Nightly invoice export to the ledger bucket", "5"] },
    [`${EXPORTER}:3: purpose: expected string, got 5`],
  ],
  [
    "a purpose that says nothing",
    { [EXPORTER]: ["Nightly invoice export to the ledger bucket", "x"] },
    [`${EXPORTER}:3: purpose: expected at least 3 characters, got "x"`],
  ],
  [
    "a state without its reason",
    { [EXPORTER]: ["groups:", "state: disabled\ngroups:"] },
    [`${EXPORTER}:5: state: expected "state: disabled" and "disabled: { since, reason, ref }" together`],
  ],
  [
    "a reason without its state",
    { [EXPORTER]: ["groups:", "disabled: { since: 2026-11-01, reason: left, ref: '#1' }\ngroups:"] },
    [`${EXPORTER}:2: state: expected "state: disabled" and "disabled: { since, reason, ref }" together`],
  ],
  [
    "a state that is nearly right",
    { [EXPORTER]: ["groups:", "state: disable\ngroups:"] },
    [`${EXPORTER}:5: state: expected active or disabled, got "disable"; did you mean "disabled"?`],
  ],
  [
    "a key id without secret: external",
    { [EXPORTER]: [KEY, "{ expires: 2027-01-31, id: AKIAIOSFODNN7EXAMPLE }"] },
    [`${EXPORTER}:7: keys.primary: "id" and "secret: external" belong together`],
  ],
  [
    "a key id that is none",
    { [EXPORTER]: [KEY, "{ expires: 2027-01-31, id: ASIAX, secret: external }"] },
    [`${EXPORTER}:7: keys.primary.id: expected an access key id such as AKIA…, got "ASIAX"`],
  ],
  [
    "a slot in capitals",
    { [EXPORTER]: ["primary:", "Primary:"] },
    [`${EXPORTER}:7: key "Primary": expected a slot name such as primary or next`],
  ],
  [
    "three key slots",
    { [EXPORTER]: [`primary: ${KEY}`, `a: ${KEY}\n  b: ${KEY}\n  c: ${KEY}`] },
    [`${EXPORTER}:6: keys: AWS allows 2 access keys a user`],
  ],
  [
    "a path that is none",
    { [EXPORTER]: ["groups:", "path: people\ngroups:"] },
    [`${EXPORTER}:5: path: expected a path that begins and ends with /, got "people"`],
  ],
  [
    "access keys for a person",
    { [PERSON]: ["console: true", `keys: { a: ${KEY} }`] },
    [`${PERSON}:4: keys: people get no access keys from here; only adopted keys (id, secret: external) may stand`],
  ],
  [
    "a person's access owned by a team",
    { [PERSON]: ["person/w1042", "team/payments"] },
    [`${PERSON}:1: owner: expected person/<id>, got "team/payments"`],
  ],
  [
    "a session that is too short",
    { [DEPLOY]: ["permissions:", "maxSessionDuration: 30m\npermissions:"] },
    [`${DEPLOY}:6: maxSessionDuration: expected between 1h and 12h`],
  ],
  [
    "a trust of a form that is nearly right",
    { [DEPLOY]: ["github:", "gihub:"] },
    [`${DEPLOY}:4: missing key "trust.github"`, `${DEPLOY}:5: unknown key "gihub"; did you mean "github"?`],
  ],
  ["a repository without its owner's id", { [DEPLOY]: ["ownerId: 123, ", ""] }, [`${DEPLOY}:5: missing key "trust.github.ownerId"`]],
  [
    "a wildcard in an environment",
    { [DEPLOY]: ["environment: production", "environment: 'prod*'"] },
    [`${DEPLOY}:5: trust.github.environment: expected an environment without wildcards, got "prod*"`],
  ],
  [
    "a service that is none",
    { [DEPLOY]: [GITHUB, "  service: lambda"] },
    [`${DEPLOY}:5: trust.service: expected a service such as lambda.amazonaws.com, got "lambda"`],
  ],
  [
    "a role that trusts nobody and cannot be requested",
    { [AUDITOR]: ["trust: { people: [person/w1001] }", ""] },
    [`${AUDITOR}:1: expected exactly one of "trust" (a standing role) and "requestable" (a template)`],
  ],
  [
    "a role that trusts a team",
    { [AUDITOR]: ["person/w1001", "team/platform"] },
    [`${AUDITOR}:4: trust.people.0: expected person/<id>, got "team/platform"`],
  ],
  [
    "an action without its service",
    { [LEDGER]: ['"s3:PutObject"', "PutObject"] },
    [`${LEDGER}:5: statements.0.allow: expected actions such as "s3:GetObject"`],
  ],
  [
    "a statement about nothing",
    { [LEDGER]: ['    on: ["arn:aws:s3:::ledger/*"]\n', ""] },
    [`${LEDGER}:5: statements.0: expected exactly one of on and not.resources`],
  ],
  [
    "a statement that allows and denies",
    { [LEDGER]: ["    on:", '    deny: "s3:*"\n    on:'] },
    [`${LEDGER}:5: statements.0: expected exactly one of allow, deny and not.actions`],
  ],
  [
    "a policy over 6144 characters",
    { [LEDGER]: ["ledger/*", "x".repeat(6_100)] },
    [`${LEDGER}:4: statements: AWS allows 6144 characters a policy, white space not counted; split it`],
  ],
  [
    "a customer-managed ARN for a permission",
    { [WRITERS]: ["[ledger-write]", '["arn:aws:iam::000000000000:policy/x"]'] },
    [
      `${WRITERS}:4: permissions.0: expected the name of a record under permissions/ or an ARN of AWS's own (arn:aws:iam::aws:policy/…), got "arn:aws:iam::000000000000:policy/x"`,
    ],
  ],
  [
    "a document that is none",
    { [AUDITOR]: ["trust:", "legacy: { inline: { x: { Statement: [{ Effect: Maybe }] } } }\ntrust:"] },
    [`${AUDITOR}:4: legacy.inline.x: Statement[0].Effect: expected Allow or Deny, got Maybe`],
  ],
  [
    "a reason that is none",
    { [EXCEPTION]: ["Vendor rotates by hand", "x"] },
    [`${EXCEPTION}:3: reason: expected at least 10 characters, got "x"`],
  ],
  [
    "an exception for something that is no record",
    { [EXCEPTION]: ["service-accounts/billing", "billing"] },
    [`${EXCEPTION}:2: subject: expected <kind>/<name> of this account, got "billing-exporter"`],
  ],
  [
    "a retired record that does not say why",
    { [RETIRED]: ["reason: replaced by billing-exporter, ", ""] },
    [`${RETIRED}:4: missing key "retired.reason"`],
  ],
  // Accounts, settings, people.
  [
    "a number for an account id",
    { [ACCOUNT]: ['"000000000000"', "123456789012"] },
    [`${ACCOUNT}:1: id: expected 12 digits in quotes, got 123456789012`],
  ],
  [
    "a region that is none",
    { [ACCOUNT]: ["us-east-1", "useast"] },
    [`${ACCOUNT}:3: region: expected a region such as us-east-1, got "useast"`],
  ],
  [
    "an environment that is nearly right",
    { [ACCOUNT]: ["production", "non-productoin"] },
    [`${ACCOUNT}:2: environment: expected production or non-production, got "non-productoin"; did you mean "non-production"?`],
  ],
  [
    "an account that is no stack at all",
    { [ACCOUNT]: ["region", "slices: 0\nregion"] },
    [`${ACCOUNT}:3: slices: expected at least 1, got 0`],
  ],
  ["settings without the teams", { "settings.yaml": "timeZone: Etc/UTC\n" }, ['settings.yaml:1: missing key "teams"']],
  [
    "settings without one of the teams",
    { "settings.yaml": "teams: { security: security }\n" },
    ['settings.yaml:1: missing key "teams.platform"'],
  ],
  [
    "a lifetime in words",
    { "settings.yaml": `${TEAMS}lifetimes: { keys: 3 days }\n` },
    ['settings.yaml:2: lifetimes.keys: expected a length of time such as 180d, 12h or 5m, got "3 days"'],
  ],
  [
    "a time zone that does not exist",
    { "settings.yaml": `${TEAMS}timeZone: Berlin\n` },
    ['settings.yaml:2: timeZone: expected a time zone such as Europe/Berlin, got "Berlin"'],
  ],
  [
    "a contractor without an end",
    { "directory/people/w2001.yaml": ["ends: 2027-03-31\n", ""] },
    ["directory/people/w2001.yaml:3: type: contractor, seasonal and external need a sponsor and a last day (ends)"],
  ],
  [
    "a contractor without a sponsor",
    { "directory/people/w2001.yaml": ["sponsor: w1042\n", ""] },
    ["directory/people/w2001.yaml:3: type: contractor, seasonal and external need a sponsor and a last day (ends)"],
  ],
  [
    "a status that is nearly right",
    { "directory/people/w2001.yaml": ["active", "activ"] },
    ['directory/people/w2001.yaml:7: status: expected active or leave or left, got "activ"; did you mean "active"?'],
  ],
  // Files as such.
  ["a file that is empty", { [EXPORTER]: "" }, [`${EXPORTER}:1: expected object, got null`]],
  ["a list for a record", { [EXPORTER]: "- a\n" }, [`${EXPORTER}:1: expected object, got ["a"]`]],
  ["no settings at all", { "settings.yaml": undefined }, ["settings.yaml:1: missing: it holds the organisation's rules"]],
  [
    "an account folder without account.yaml",
    { "accounts/lab/groups/x.yaml": record("team/platform"), "accounts/lab/groups/y.yaml": record("team/platform") },
    ["accounts/lab/account.yaml:1: missing: every account folder has one"],
  ],
];

describe("stacks/files/read", () => {
  it("reads a sound organisation without a word", () => {
    expect(problemsOf(changed({}))).toEqual([]);
  });

  it("gives back all that is declared, dates as instants, defaults filled in", () => {
    const declared = readDeclared(changed({}));
    const prod = declared.accounts.get("prod")!;
    expect([...declared.accounts.keys()]).toEqual(["dev", "prod"]);
    expect([...prod.records.keys()]).toEqual([
      "groups/ledger-writers",
      "people/w1001",
      "people/w1042",
      "permissions/ledger-write",
      "providers/github",
      "roles/auditor",
      "service-accounts/billing-exporter",
      "workloads/deploy-web",
    ]);
    expect(prod).toMatchObject({
      name: "prod",
      accountId: "000000000000",
      partition: "aws",
      region: "us-east-1",
      environment: "production",
      owner: "team/platform",
    });
    expect(prod.records.get("service-accounts/billing-exporter")).toMatchObject({
      ref: "service-accounts/billing-exporter",
      kind: "service-accounts",
      name: "billing-exporter",
      source: { file: EXPORTER },
      fields: {
        owner: "team/payments",
        expires: "2027-03-31T00:00:00Z",
        groups: ["ledger-writers"],
        keys: { primary: { expires: "2027-01-31T00:00:00Z" } },
      },
    });
    expect([...prod.retired.keys()]).toEqual(["service-accounts/old-exporter"]);
    expect(prod.exceptions).toMatchObject([{ id: "prod/exceptions/two-keys", rule: "key-limit-active", expires: "2027-01-31T00:00:00Z" }]);
    expect(declared.directory.people.get("w2001")).toMatchObject({ id: "w2001", timeZone: "Etc/UTC", manager: "w1042" });
    expect(declared.commit).toBe("working tree");
  });

  it("knows the line of everything that it has read", () => {
    const { source } = readDeclared(changed({})).accounts.get("prod")!.records.get("service-accounts/billing-exporter")!;
    expect(source.lineOf(["owner"])).toBe(2);
    expect(source.lineOf(["keys", "primary", "expires"])).toBe(7);
    expect(source.lineOf(["nothing", "of", "that"])).toBe(2);
  });

  it("gives people the organisation's time zone unless they have their own", () => {
    const berlin = changed({
      "settings.yaml": `${TEAMS}timeZone: Europe/Berlin\n`,
      "directory/people/w1001.yaml": ["type:", "timeZone: Asia/Tokyo\ntype:"],
    });
    const { people } = readDeclared(berlin).directory;
    expect([people.get("w1001")!.timeZone, people.get("w1042")!.timeZone]).toEqual(["Asia/Tokyo", "Europe/Berlin"]);
  });

  it.each([
    ["everybody of a team has left", { "directory/people/w1042.yaml": ["status: active", "status: left"] } as Changes],
    ["an end is long over", { [EXPORTER]: ["2027-03-31", "2001-01-01"] } as Changes],
    ["an exception has lapsed", { [EXCEPTION]: ["2027-01-31", "2001-01-01"] } as Changes],
  ])("reads although %s: that is for rules and checks", (_what, changes) => {
    expect(problemsOf(changed(changes))).toEqual([]);
  });

  it.each(MISTAKES)("says of %s all that is wrong and nothing else", (_mistake, changes, problems) => {
    expect(problemsOf(changed(changes))).toEqual(problems);
  });

  it("says everything about all files at once, in order", () => {
    const tree = changed({
      "settings.yaml": `${TEAMS}timeZone: Berlin\n`,
      [EXPORTER]: ["groups: [ledger-writers]", "gruops: []"],
      [ACCOUNT]: ["us-east-1", "useast"],
      [AUDITOR]: ["2027-03-31", "soon"],
      "accounts/prod/x.yml": "",
    });
    expect(problemsOf(tree)).toEqual([
      `${ACCOUNT}:3: region: expected a region such as us-east-1, got "useast"`,
      `${AUDITOR}:3: expires: ${A_DATE}, got "soon"`,
      `${EXPORTER}:5: unknown key "gruops"; did you mean "groups"?`,
      "accounts/prod/x.yml:1: expected only .yaml files here",
      'settings.yaml:2: timeZone: expected a time zone such as Europe/Berlin, got "Berlin"',
    ]);
  });

  it("throws all of it as one error with its code", () => {
    expect(() => readDeclared(changed({ [EXPORTER]: "" }))).toThrow(RecordError);
    expect(() => readDeclared(changed({ [EXPORTER]: "" }))).toThrow(`${EXPORTER}:1: expected object, got null`);
  });

  it.each([
    ["a team", "directory/teams/payments.yaml", "lead: [\n"],
    ["a person", "directory/people/w1001.yaml", "team: [\n"],
    ["a group", WRITERS, "owner: [\n"],
    ["a permission", LEDGER, "owner: [\n"],
    ["the account", ACCOUNT, "id: [\n"],
    ["the settings", "settings.yaml", "teams: [\n"],
  ])("blames nobody who refers to %s that is broken by itself", (_what, path, text) => {
    expect(problemsOf(changed({ [path]: text })).filter((problem) => !problem.startsWith(`${path}:`))).toEqual([]);
  });

  it("says so instead of failing when a file is nested beyond all reason", () => {
    const nested = `purpose: ${"[".repeat(20_000)}${"]".repeat(20_000)}\n`;
    expect(problemsOf(changed({ [EXPORTER]: nested }))).toHaveLength(1);
  });

  it("reads the sample organisation of the repository", () => {
    expect([...sampleOrganisation().accounts.keys()]).toEqual(["dev", "prod"]);
  });

  describe("from a folder", () => {
    let root: string;
    beforeEach(() => {
      root = mkdtempSync(join(tmpdir(), "tenure-read-"));
      writeTree(changed({}), root);
    });
    afterEach(() => rmSync(root, { recursive: true }));

    it("reads what was written to it", () => {
      const read = readDeclared(folder(root));
      expect([...read.accounts.get("prod")!.records.keys()]).toEqual([...readDeclared(changed({})).accounts.get("prod")!.records.keys()]);
    });

    it("reads neither links nor files too large for a record, and says why", () => {
      symlinkSync(join(root, EXPORTER), join(root, "accounts/prod/service-accounts/link.yaml"));
      writeFileSync(join(root, "accounts/prod/service-accounts/large.yaml"), `${SOUND[EXPORTER]}#${"x".repeat(100 * 1024)}\n`);
      expect(problemsOf(folder(root))).toEqual([
        `accounts/prod/service-accounts/large.yaml:1: expected at most 65536 bytes, got ${100 * 1024 + 2 + SOUND[EXPORTER]!.length}`,
        "accounts/prod/service-accounts/link.yaml:1: expected a regular file, got a link or a special file",
      ]);
    });
  });
});
