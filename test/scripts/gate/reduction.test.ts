import { describe, expect, it } from "vitest";
import { onlyReduces } from "../../../scripts/gate/reduction.ts";
import { RecordError } from "../../../stacks/model/errors.ts";
import { change, reduces } from "../../support/changes.ts";
import { exceptionText } from "../../support/findings.ts";
import { edit, personText, SMALL } from "../../support/small-organisation.ts";

type Files = Readonly<Record<string, string | null>>;
type Row = [what: string, to: Files, from?: Files];

const P = "accounts/prod";
const EXPORTER = `${P}/service-accounts/exporter.yaml`;
const WORKER = `${P}/workloads/worker.yaml`;
const PERSON = `${P}/people/w1.yaml`;
const ADMIN = `${P}/roles/admin.yaml`;
const SUPPORT = `${P}/roles/support.yaml`;
const WRITERS = `${P}/groups/writers.yaml`;
const POLICY = `${P}/permissions/ledger-write.yaml`;
const READERS = `${P}/groups/readers.yaml`;
const OFF = "state: disabled\ndisabled: { since: 2026-11-24, reason: stopped, ref: x }\n";
const off = (path: string, text = SMALL[path]!): Files => ({ [path]: text + OFF });
const on = (path: string, text = SMALL[path]!): Files => ({ [path]: text });
const policy = (name: string, statement: string): Files => ({
  [`${P}/permissions/${name}.yaml`]: `owner: team/payments\npurpose: Something\nexpires: 2027-09-30\nstatements:\n  - ${statement}\n`,
});
const DENY = policy("no-delete", '{ deny: "s3:*", on: "*" }');
const LEGACY = (effect: string) =>
  `legacy:\n  inline:\n    old: { Version: "2012-10-17", Statement: [ { Effect: ${effect}, Action: "s3:GetObject", Resource: "*" } ] }\n`;
const KEY = (text: string) => edit(EXPORTER, "primary: { expires: 2027-01-31 }", text);
const KEYLESS = edit(EXPORTER, "keys:\n  primary: { expires: 2027-01-31 } # rotated by hand\n", "");
const READERS_OF = (list: string, text = SMALL[EXPORTER]!): Files => ({ [EXPORTER]: `${text}secretReaders: ${list}\n` });
const ADOPTED = "adopted: { at: 2026-11-24, ref: x }\n";
const USER = "owner: team/payments\npurpose: Found in AWS\nexpires: 2026-12-08\n";
const denying = { [WRITERS]: SMALL[WRITERS]!.replace("[ledger-write]", "[ledger-write, no-delete]") };

const WITH_GLASS: Files = {
  [`${P}/break-glass/g.yaml`]:
    "owner: team/security\npurpose: Emergencies\nexpires: 2027-03-31\ncustodians: [person/w1, person/w3]\nrole: { permissions: [ledger-write] }\n",
};
const GLASS = `owner: team/security\npurpose: For the bad hour\nexpires: 2027-09-30\ncustodians: [person/w3, person/w4]\nrole: { permissions: ["arn:aws:iam::aws:policy/AdministratorAccess"] }\n`;

const GRANT = (ends: string, more = ""): Files => ({
  [`${P}/grants/g1.yaml`]: `who: person/w5\nrole: admin\nreason: INC-1 restore of a table\nstarts: 2026-11-24T08:00:00Z\nends: ${ends}\n${more}`,
});

/** Each only takes access away: there is nobody who can do more afterwards, or for longer. */
const REDUCTIONS: readonly Row[] = [
  ["disabling software", off(EXPORTER)],
  ["disabling a person's access", off(PERSON)],
  ["disabling a workload", off(WORKER)],
  ["disabling a standing role", off(SUPPORT)],
  [
    "retiring",
    {
      [EXPORTER]: null,
      [`${P}/retired/service-accounts/exporter.yaml`]: `${SMALL[EXPORTER]}retired: { at: 2026-11-24, reason: x, ref: x }\n`,
    },
  ],
  ["removing a record without saying so, which is blocked elsewhere", { [PERSON]: null }],
  ["an earlier end of software", edit(EXPORTER, "expires: 2027-03-31", "expires: 2027-02-28")],
  ["an earlier end of a workload", edit(WORKER, "2027-06-30", "2027-06-29")],
  ["leaving a group", edit(EXPORTER, "groups: [writers]", "groups: []")],
  ["leaving one of two groups", on(PERSON), on(PERSON, SMALL[PERSON]!.replace("[readers]", "[readers, writers]"))],
  ["taking a permission from a group", edit(WRITERS, "[ledger-write]", "[]")],
  ["taking a permission from a workload", edit(WORKER, "[ledger-write]", "[]")],
  ["setting a key disabled", KEY("primary: { expires: 2027-01-31, state: disabled }")],
  [
    "taking a found key over disabled",
    KEY("primary: { expires: 2027-01-31 }\n  adopted-1: { expires: 2026-12-08, id: AKIAFOUND00001, secret: external, state: disabled }"),
  ],
  ["removing a group that nobody is in", { [READERS]: null, [PERSON]: SMALL[PERSON]!.replace("[readers]", "[]") }],
  ["an earlier end of a key", KEY("primary: { expires: 2027-01-30 }")],
  ["removing a key", edit(EXPORTER, "keys:\n  primary: { expires: 2027-01-31 } # rotated by hand\n", "")],
  ["taking a password away", edit(PERSON, "console: true\n", "")],
  ["taking a reader of its secrets away", READERS_OF("[workloads/worker]"), READERS_OF("[roles/support, workloads/worker]")],
  ["taking all readers of its secrets away", on(EXPORTER), READERS_OF("[workloads/worker]")],
  ["shorter sessions", on(WORKER), on(WORKER, `${SMALL[WORKER]}maxSessionDuration: 4h\n`)],
  ["taking an inline policy away that allows", on(WORKER), on(WORKER, SMALL[WORKER] + LEGACY("Allow"))],
  ["taking found access over disabled", { [`${P}/service-accounts/found.yaml`]: USER + OFF + ADOPTED }],
  ["disabling one and shortening another", { ...off(PERSON), ...edit(EXPORTER, "expires: 2027-03-31", "expires: 2027-02-28") }],
  ["an earlier end of a grant", GRANT("2026-11-24T09:00:00Z"), GRANT("2026-11-24T10:00:00Z")],
  ["stopping a grant", GRANT("2026-11-24T10:00:00Z", OFF), GRANT("2026-11-24T10:00:00Z")],
  ["disabling in an account that has break-glass, which never ends", { ...off(EXPORTER), ...WITH_GLASS }, WITH_GLASS],
  ["disabling and leaving a group at once", off(EXPORTER, SMALL[EXPORTER]!.replace("[writers]", "[]"))],
];

/** Each gives somebody something, or changes who decides about it. */
const NO_REDUCTIONS: readonly Row[] = [
  ["a grant", GRANT("2026-11-24T09:00:00Z")],
  ["a later end of a grant", GRANT("2026-11-24T10:00:00Z"), GRANT("2026-11-24T09:00:00Z")],
  [
    "an earlier end of a grant that another person gets",
    { [`${P}/grants/g1.yaml`]: GRANT("2026-11-24T09:00:00Z")[`${P}/grants/g1.yaml`]!.replace("w5", "w3") },
    GRANT("2026-11-24T10:00:00Z"),
  ],
  ["a grant going on", GRANT("2026-11-24T10:00:00Z"), GRANT("2026-11-24T10:00:00Z", OFF)],
  ["renewing software", edit(EXPORTER, "expires: 2027-03-31", "expires: 2027-04-30")],
  ["renewing a workload by a second", edit(WORKER, "2027-06-30", '"2027-06-30T00:00:01Z"')],
  ["renewing a group", edit(WRITERS, "2027-09-30", "2027-10-30")],
  ["renewing a permission", edit(POLICY, "2027-09-30", "2027-10-30")],
  ["renewing a template", edit(ADMIN, "2027-03-31", "2027-04-30")],
  ["enabling what was disabled", on(EXPORTER), off(EXPORTER)],
  ["enabling it with an earlier end", edit(EXPORTER, "expires: 2027-03-31", "expires: 2026-12-31"), off(EXPORTER)],
  ["the first reader of its secrets", READERS_OF("[workloads/worker]")],
  ["another reader of its secrets", READERS_OF("[roles/support]"), READERS_OF("[workloads/worker]")],
  ["one more reader of its secrets", READERS_OF("[roles/support, workloads/worker]"), READERS_OF("[workloads/worker]")],
  ["a reader of secrets that are not there yet", READERS_OF("[workloads/worker]", KEYLESS[EXPORTER]), KEYLESS],
  ["a reader of its secrets, while it is disabled", READERS_OF("[workloads/worker]", SMALL[EXPORTER] + OFF), off(EXPORTER)],
  ["joining a group", edit(PERSON, "[readers]", "[readers, writers]")],
  ["swapping groups", edit(PERSON, "[readers]", "[writers]")],
  [
    "giving a permission to a group",
    edit(READERS, '["arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"]', '["arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess", ledger-write]'),
  ],
  ["swapping the permissions of a workload", edit(WORKER, "[ledger-write]", '["arn:aws:iam::aws:policy/ReadOnlyAccess"]')],
  ["a new user", { [`${P}/service-accounts/new.yaml`]: "owner: team/payments\npurpose: New\nexpires: 2027-03-31\n" }],
  [
    "a new user that is disabled but not found in AWS",
    { [`${P}/service-accounts/new.yaml`]: `owner: team/payments\npurpose: New\nexpires: 2027-03-31\n${OFF}` },
  ],
  ["taking found access over active", { [`${P}/service-accounts/found.yaml`]: USER + ADOPTED }],
  ["taking a found group over", { [`${P}/groups/found.yaml`]: USER + ADOPTED }],
  ["a new group", { [`${P}/groups/new.yaml`]: "owner: team/payments\npurpose: New\nexpires: 2027-03-31\n" }],
  ["a new template", { [`${P}/roles/super.yaml`]: SMALL[ADMIN]!.replace("maxDuration: 4h", "maxDuration: 12h") }],
  ["more people who may request a template", edit(ADMIN, "by: [team/platform]", "by: [team/platform, team/payments]")],
  ["longer grants of a template", edit(ADMIN, "maxDuration: 4h", "maxDuration: 12h")],
  ["other approvers of a template", edit(ADMIN, "approvers: [team/security]", "approvers: [team/platform]")],
  ["more permissions of a template", edit(ADMIN, "AdministratorAccess", "IAMFullAccess")],
  ["a new key", edit(EXPORTER, "keys:\n", "keys:\n  next: { expires: 2027-01-31 }\n")],
  ["a later end of a key", KEY("primary: { expires: 2027-02-01 }")],
  ["switching a key on again", on(EXPORTER), KEY("primary: { expires: 2027-01-31, state: disabled }")],
  ["another key in the same slot", KEY("primary: { expires: 2027-01-31, id: AKIAOTHER00000, secret: external }")],
  ["a password", on(PERSON), on(PERSON, SMALL[PERSON]!.replace("console: true\n", ""))],
  ["another service that is trusted", edit(WORKER, "lambda", "ec2")],
  ["another person who is trusted", edit(SUPPORT, "[person/w2]", "[person/w1, person/w2]")],
  ["longer sessions", on(WORKER, `${SMALL[WORKER]}maxSessionDuration: 4h\n`)],
  ["a wider statement", edit(POLICY, '"s3:PutObject"', '"s3:*"')],
  ["one more resource", edit(POLICY, '"arn:aws:s3:::ledger/*"', '["arn:aws:s3:::ledger/*", "arn:aws:s3:::vault/*"]')],
  ["a condition less", on(POLICY), on(POLICY, `${SMALL[POLICY]}    when: { Bool: { "aws:SecureTransport": "true" } }\n`)],
  ["an inline policy that allows", on(WORKER, SMALL[WORKER] + LEGACY("Allow"))],
  ["leaving a group that denies", edit(EXPORTER, "groups: [writers]", "groups: []"), { ...DENY, ...denying }],
  ["taking a permission from a group that denies", { [WRITERS]: SMALL[WRITERS]! }, { ...DENY, ...denying }],
  [
    "taking a permission from a workload that denies",
    on(WORKER),
    { ...DENY, [WORKER]: SMALL[WORKER]!.replace("[ledger-write]", "[ledger-write, no-delete]") },
  ],
  [
    "taking a policy of AWS away that denies, whatever its name says",
    on(WORKER),
    { [WORKER]: SMALL[WORKER]!.replace("[ledger-write]", '[ledger-write, "arn:aws:iam::aws:policy/AWSLakeFormationDataAdmin"]') },
  ],
  [
    "leaving a group with a policy of AWS that denies",
    edit(EXPORTER, "groups: [writers]", "groups: []"),
    { [WRITERS]: SMALL[WRITERS]!.replace("[ledger-write]", '["arn:aws:iam::aws:policy/AWSDenyAll"]') },
  ],
  [
    "retiring a group that denies",
    { [WRITERS]: null, [`${P}/retired/groups/writers.yaml`]: "retired: { at: 2026-11-24, reason: x, ref: x }\n" },
    { ...DENY, ...denying, [EXPORTER]: SMALL[EXPORTER]!.replace("[writers]", "[]") },
  ],
  ["removing a policy that denies", { [`${P}/permissions/no-delete.yaml`]: null }, DENY],
  ["disabling while a key is switched on", off(EXPORTER), KEY("primary: { expires: 2027-01-31, state: disabled }")],
  ["taking an inline policy away that denies", on(WORKER), on(WORKER, SMALL[WORKER] + LEGACY("Deny"))],
  ["disabling while an inline policy comes in", off(WORKER, SMALL[WORKER] + LEGACY("Allow"))],
  ["disabling while a password comes in", off(EXPORTER, `${SMALL[EXPORTER]}console: true\n`)],
  ["disabling while sessions get longer", off(WORKER, `${SMALL[WORKER]}maxSessionDuration: 4h\n`)],
  ["disabling while the end moves away", off(EXPORTER, SMALL[EXPORTER]!.replace("expires: 2027-03-31", "expires: 2028-03-31"))],
  ["disabling while a group comes in", off(EXPORTER, SMALL[EXPORTER]!.replace("[writers]", "[readers, writers]"))],
  ["disabling while the trust widens", off(WORKER, SMALL[WORKER]!.replace("lambda", "ec2"))],
  ["disabling one and renewing another", { ...off(PERSON), ...edit(EXPORTER, "expires: 2027-03-31", "expires: 2027-04-30") }],
  ["an exception", { [`${P}/exceptions/x.yaml`]: exceptionText("changed", "people/w1") }],
  ["a person of the directory", { "directory/people/w2.yaml": personText({ login: "bob-k", id: 2, team: "payments", status: "left" }) }],
  ["the settings", { "settings.yaml": `${SMALL["settings.yaml"]}residualSession: 30m\n` }],
  ["a foreign tag, which rules have to judge", on(EXPORTER, `${SMALL[EXPORTER]}tags: { Contact: ada@example.com }\n`)],
  ["an account that is called no production any more", edit(`${P}/account.yaml`, "production", "non-production")],
  [
    "a retired name that is free again",
    { [`${P}/retired/groups/old.yaml`]: null },
    { [`${P}/retired/groups/old.yaml`]: "retired: { at: 2026-11-01, reason: gone, ref: x }\n" },
  ],
  [
    "removing a protected group",
    { [WRITERS]: null, ...edit(EXPORTER, "groups: [writers]", "groups: []") },
    on(WRITERS, `${SMALL[WRITERS]}protected: true\n`),
  ],
  ["stopping a break-glass identity", { [`${P}/break-glass/glass.yaml`]: GLASS + OFF }, { [`${P}/break-glass/glass.yaml`]: GLASS }],
  ["nothing at all", {}],
];

describe("scripts/gate/reduction", () => {
  it.each(REDUCTIONS.map(([what, to, from]) => ({ what, to, from })))("a reduction: $what", ({ to, from }) => {
    expect(reduces(change(from ?? {}, to))).toBe(true);
  });

  it.each(NO_REDUCTIONS.map(([what, to, from]) => ({ what, to, from })))("no reduction: $what", ({ to, from }) => {
    expect(reduces(change(from ?? {}, to))).toBe(false);
  });

  it("never sees a policy of a record that calls itself a boundary: no record can stand there", () => {
    const boundary =
      'owner: team/payments\npurpose: Something\nexpires: 2027-09-30\npath: /tenure/\nstatements:\n  - { allow: "*", on: "*" }\n';
    expect(() => change({}, { [`${P}/permissions/until-2099-01-01.yaml`]: boundary })).toThrow(RecordError);
  });

  it("is careful: statements are compared by meaning, so a narrower policy is not called a reduction", () => {
    expect(reduces(change(on(POLICY, SMALL[POLICY]!.replace("s3:PutObject", "s3:*")), on(POLICY)))).toBe(false);
  });

  it("takes the same meaning in other words for no more than before", () => {
    expect(reduces(change({}, { ...edit(POLICY, '"s3:PutObject"', '["S3:putobject"]'), ...off(PERSON) }))).toBe(true);
  });

  it("is no reduction when an account comes or goes", () => {
    const dev = {
      "accounts/dev/account.yaml": 'id: "111111111111"\nenvironment: non-production\nregion: us-east-1\nowner: team/platform\n',
    };
    expect(reduces(change({}, dev))).toBe(false);
    expect(reduces(change(dev, { "accounts/dev/account.yaml": null }))).toBe(false);
  });

  it("does not look at accounts that the change does not touch", () => {
    const { base, head, diff } = change({}, off(PERSON));
    expect(diff.accounts).toEqual(["prod"]);
    expect(onlyReduces(base, head, { ...diff, accounts: [] })).toBe(false);
  });
});
