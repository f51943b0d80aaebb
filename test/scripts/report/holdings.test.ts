import { describe, expect, it } from "vitest";
import { type Holdings, holdingsOfPerson, holdingsOfRecord, holdingsOfTeam } from "../../../scripts/report/holdings.ts";
import type { RecordRef } from "../../../stacks/model/ref.ts";
import { AS_OF, edit, personText, SMALL, small } from "../../support/small-organisation.ts";

const FILES = {
  ...SMALL,
  "accounts/prod/people/w1.yaml": `${SMALL["accounts/prod/people/w1.yaml"]}applications: { ticketing: "0057F" }\nkeys: { adopted-1: { id: AKIAEXAMPLE1, secret: external, expires: 2027-01-31 } }\n`,
  "accounts/prod/exceptions/two.yaml":
    "rule: key-limit-active\nsubject: service-accounts/exporter\nreason: Two banks pin one key each\ncompensating: Source IP of the banks\napprovedBy: person/w3\nexpires: 2027-01-31\n",
  "directory/teams/payments.yaml": "lead: w1\ndelegates: [{ for: w1, to: w2, from: 2026-12-20, until: 2027-01-06 }]\n",
};
const DECLARED = small(FILES);
const PROD = DECLARED.accounts.get("prod")!;
const person = (id: string) => holdingsOfPerson(DECLARED, DECLARED.directory.people.get(id)!, AS_OF);
const record = (ref: RecordRef) => holdingsOfRecord(PROD, PROD.records.get(ref)!, AS_OF);
/** `how: what < through` of everything held. */
const said = ({ held }: Holdings) =>
  held.map(({ how, what, through }) => `${how}: ${what}${through.length === 0 ? "" : ` < ${through.join(" < ")}`}`);

describe("scripts/report/holdings", () => {
  it("shows of a person their own access, what names them, and what they answer for themselves and as a member of their team", () => {
    expect(said(person("w1"))).toEqual([
      "own user: people/w1",
      "has: key adopted-1 (AKIAEXAMPLE1, secret kept elsewhere) < people/w1",
      "has: ticketing account 0057F < people/w1",
      "holds: groups/readers < people/w1",
      "holds: arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess < people/w1 < groups/readers",
      "answers for: people/w1",
      "answers for: groups/writers < team/payments",
      "answers for: permissions/ledger-write < team/payments",
      "answers for: roles/support < team/payments",
      "answers for: service-accounts/exporter < team/payments",
      "answers for: workloads/worker < team/payments",
    ]);
  });

  it("shows the roles that name a person, what these open, and that a person stands in for another", () => {
    expect(person("w2").facts).toEqual({
      team: "team/payments",
      type: "employee",
      status: "active",
      "last day": "none",
      manager: "person/w1",
      github: "bob-k (2)",
      "stands in": "for person/w1 in team/payments 2026-12-20 to 2027-01-06",
    });
    expect(said(person("w2")).slice(0, 2)).toEqual([
      "may assume: roles/support",
      "holds by assuming: permissions/ledger-write < roles/support",
    ]);
  });

  it("tells what could be had by request from what is held, and through which team", () => {
    expect(said(person("w5"))).toEqual([
      "may request: roles/admin < team/platform",
      "could get by request: arn:aws:iam::aws:policy/AdministratorAccess < team/platform < roles/admin",
      "answers for: account prod < team/platform",
      "answers for: groups/readers < team/platform",
      "answers for: roles/admin < team/platform",
    ]);
    expect(said(person("w3"))).toEqual(["approves grants of: roles/admin < team/security", "approved: exceptions/two (key-limit-active)"]);
  });

  it("says how a federated person signs in, and the last day", () => {
    const files = {
      ...FILES,
      "directory/people/w4.yaml": personText({ login: "sue-t", id: 4, team: "security", ends: "2027-01-31" }).replace(
        "prod: { user: w4 }",
        'prod: { role: "arn:aws:iam::000000000000:role/sso", session: sue }',
      ),
    };
    const declared = small(files);
    const { end, held } = holdingsOfPerson(declared, declared.directory.people.get("w4")!, AS_OF);
    expect(end).toBe("2027-02-01T00:00:00Z");
    expect(held[0]).toMatchObject({ how: "signs in as", what: "arn:aws:iam::000000000000:role/sso as sue" });
  });

  it("shows of a record its way to every policy, its keys, its exceptions", () => {
    expect(said(record("service-accounts/exporter"))).toEqual([
      "has: key primary < service-accounts/exporter",
      "holds: groups/writers",
      "holds: permissions/ledger-write < groups/writers",
      "excepted by: exceptions/two (key-limit-active)",
    ]);
    expect(record("workloads/worker").facts).toEqual({
      purpose: "Renders invoices",
      owner: "team/payments",
      state: "active",
      arn: "arn:aws:iam::000000000000:role/worker",
      file: "accounts/prod/workloads/worker.yaml",
      trust: '{"service":"lambda.amazonaws.com"}',
    });
  });

  it("shows of a grant the exact command by which it is used, and of whoever has it what it opens", () => {
    const grant =
      "who: person/w2\nrole: admin\nreason: INC-1 restore of the ledger\nstarts: 2026-11-24T10:00:00Z\nends: 2026-11-24T12:00:00Z\n";
    const declared = small({ ...FILES, "accounts/prod/grants/inc-1.yaml": grant });
    const account = declared.accounts.get("prod")!;
    expect(holdingsOfRecord(account, account.records.get("grants/inc-1")!, AS_OF).facts["to use it"]).toBe(
      "aws sts assume-role --role-arn arn:aws:iam::000000000000:role/tenure/grants/admin-inc-1 --role-session-name inc-1",
    );
    const holder = said(holdingsOfPerson(declared, declared.directory.people.get("w2")!, AS_OF));
    expect(holder).toContain("is granted: grants/inc-1");
    expect(holder).toContain("holds by grant: arn:aws:iam::aws:policy/AdministratorAccess < grants/inc-1 < roles/admin");
  });

  it("shows of a record what uses it", () => {
    expect(said(record("permissions/ledger-write"))).toEqual([
      "used by: groups/writers",
      "used by: roles/support",
      "used by: workloads/worker",
    ]);
  });

  it("gives no end to what is disabled, and says why it is", () => {
    const path = "accounts/prod/workloads/worker.yaml";
    const files = edit(path, "expires", 'state: disabled\ndisabled: { since: 2026-11-20, reason: leaked, ref: "#7" }\nexpires');
    const account = small(files).accounts.get("prod")!;
    const shown = holdingsOfRecord(account, account.records.get("workloads/worker")!, AS_OF);
    expect([shown.end, shown.facts.state, shown.facts["disabled because"]]).toEqual([undefined, "disabled", "leaked (#7)"]);
  });

  it("shows of a team who belongs to it, who stands in, what names it and what it answers for", () => {
    const team = (id: string) => holdingsOfTeam(DECLARED, DECLARED.directory.teams.get(id)!, AS_OF);
    expect(team("payments").facts).toEqual({
      lead: "person/w1",
      members: "person/w1, person/w2",
      delegations: "person/w2 for person/w1 2026-12-20 to 2027-01-06",
    });
    expect(team("ghosts").facts.members).toBe("person/w9 (left)");
    expect(said(team("platform"))[0]).toBe("may request: roles/admin");
  });

  it("shows who reads the secrets of a record's keys, and what these let the reader hold", () => {
    const read = small({
      ...FILES,
      ...edit("accounts/prod/service-accounts/exporter.yaml", "groups:", "secretReaders: [roles/support]\ngroups:"),
    });
    const account = read.accounts.get("prod")!;
    const of = (ref: RecordRef) => said(holdingsOfRecord(account, account.records.get(ref)!, AS_OF));
    expect(of("service-accounts/exporter")).toContain("keys read by: roles/support");
    expect(of("service-accounts/exporter").filter((line) => line.startsWith("holds: roles"))).toEqual([]);
    expect(of("roles/support")).toEqual([
      "holds: permissions/ledger-write",
      "reads the keys of: service-accounts/exporter",
      "holds: groups/writers < service-accounts/exporter",
    ]);
    expect(said(holdingsOfPerson(read, read.directory.people.get("w2")!, AS_OF)).slice(0, 4)).toEqual([
      "may assume: roles/support",
      "holds by assuming: permissions/ledger-write < roles/support",
      "reads the keys of: service-accounts/exporter < roles/support",
      "holds by assuming: groups/writers < roles/support < service-accounts/exporter",
    ]);
  });
});
