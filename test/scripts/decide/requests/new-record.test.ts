import { describe, expect, it } from "vitest";
import { type Answers, missingAnswers, nameRefusal, newRecord } from "../../../../scripts/decide/requests/new-record.ts";
import { TEMPLATES } from "../../../../scripts/decide/requests/templates.ts";
import { proposedFiles } from "../../../../scripts/propose/files.ts";
import type { Instant } from "../../../../stacks/model/instant.ts";
import { personText, small, smallTree, textsOf } from "../../../support/small-organisation.ts";

const AS_OF = "2026-11-24T10:00:00Z" as Instant;
const ORGANISATION = {
  "directory/people/w2.yaml": personText({ login: "bob-k", id: 2, team: "payments", manager: "w1", ends: "2027-01-31" }),
  "accounts/prod/providers/github.yaml":
    "owner: team/platform\npurpose: Sign-in of workflows\nexpires: 2027-09-30\noidc: { url: https://token.actions.githubusercontent.com, audiences: [sts.amazonaws.com] }\n",
  "accounts/prod/retired/service-accounts/old.yaml":
    'owner: team/payments\nretired: { at: 2026-11-20T10:00:00Z, reason: gone, ref: "#1" }\n',
};
const DECLARED = small(ORGANISATION);
const PROD = DECLARED.accounts.get("prod")!;
const COMMON = { owner: ["team/payments"], purpose: ["Mails invoices"] };
const written = (kind: string, name: string, answers: Answers, sets: readonly string[] = []) => {
  const edit = newRecord({ kind, name, account: PROD, answers, sets, externalId: "tn-0123456789abcdef" }, DECLARED, AS_OF);
  return proposedFiles([edit], new Map())[0]!;
};

/** Enough answers for a valid record of each kind, and what the fields after the common ones then are. */
const SAMPLES: Readonly<Record<string, { name?: string; answers: Answers; text: string }>> = {
  people: {
    name: "w2",
    answers: { owner: ["person/w2"], purpose: ["Console access"], group: ["readers"], console: ["yes"] },
    text: `owner: person/w2
purpose: Console access
expires: 2027-02-01 # from 00:00:00Z on, AWS denies everything to it
groups: [ readers ]
console: true
`,
  },
  "service-accounts": {
    answers: { ...COMMON, group: ["readers"], key: ["primary"] },
    text: `owner: team/payments
purpose: Mails invoices
expires: 2027-11-24 # from 00:00:00Z on, AWS denies everything to it
groups: [ readers ]
keys: { primary: { expires: 2027-02-22 } } # the secret goes to Secrets Manager, never into a log or an output
`,
  },
  workloads: {
    answers: {
      ...COMMON,
      repository: ["acme/web"],
      "owner-id": ["12"],
      "repository-id": ["34"],
      environment: ["live"],
      permission: ["ledger-write"],
    },
    text: `owner: team/payments
purpose: Mails invoices
expires: 2027-11-24 # from 00:00:00Z on, AWS denies everything to it
trust: { github: { repository: acme/web, ownerId: 12, repositoryId: 34, environment: live } }
permissions: [ ledger-write ]
`,
  },
  roles: {
    answers: {
      ...COMMON,
      "requestable-by": ["team/payments"],
      "max-duration": ["4h"],
      approver: ["team/security"],
      permission: ["ledger-write"],
    },
    text: `owner: team/payments
purpose: Mails invoices
expires: 2027-11-24 # from 00:00:00Z on, AWS denies everything to it
requestable: { by: [ team/payments ], maxDuration: 4h, approvers: [ team/security ] }
permissions: [ ledger-write ]
`,
  },
  groups: {
    answers: { ...COMMON, permission: ["ledger-write", "arn:aws:iam::aws:policy/ReadOnlyAccess"], expires: ["2027-06-30"] },
    text: `owner: team/payments
purpose: Mails invoices
expires: 2027-06-30 # AWS gives it no end: from then on it is a finding
permissions: [ ledger-write, arn:aws:iam::aws:policy/ReadOnlyAccess ]
`,
  },
  permissions: {
    answers: { ...COMMON, allow: ["s3:GetObject", "s3:ListBucket"], on: ["arn:aws:s3:::ledger/*"] },
    text: `owner: team/payments
purpose: Mails invoices
expires: 2027-11-24 # AWS gives it no end: from then on it is a finding
statements: [ { allow: [ s3:GetObject, s3:ListBucket ], on: [ arn:aws:s3:::ledger/* ] } ]
`,
  },
  providers: {
    answers: { ...COMMON, "oidc-url": ["https://id.example.com"], audience: ["sts.amazonaws.com"] },
    text: `owner: team/payments
purpose: Mails invoices
expires: 2028-11-23 # AWS gives it no end: from then on it is a finding
oidc: { url: https://id.example.com, audiences: [ sts.amazonaws.com ] }
`,
  },
  agents: {
    answers: { ...COMMON, sponsor: ["person/w1"], service: ["bedrock-agentcore.amazonaws.com"], permission: ["ledger-write"] },
    text: `owner: team/payments
purpose: Mails invoices
sponsor: person/w1
expires: 2027-02-22 # from 00:00:00Z on, AWS denies everything to it
trust: { service: bedrock-agentcore.amazonaws.com }
permissions: [ ledger-write ]
autonomy: { humanInLoop: false, mayDelegate: false }
kill:
  contact: team/payments
  procedure: npm run disable -- agents/invoice-mailer --reason "…", then merge and deploy
`,
  },
  vendors: {
    answers: {
      ...COMMON,
      company: ["Acme Mail"],
      "contract-ends": ["2027-01-31"],
      "trusted-account": ["999988887777"],
      permission: ["ledger-write"],
    },
    text: `owner: team/payments
purpose: Mails invoices
contract: { company: Acme Mail, ends: 2027-01-31 }
expires: 2027-02-01 # from 00:00:00Z on, AWS denies everything to it
trust: { account: "999988887777", externalId: tn-0123456789abcdef }
permissions: [ ledger-write ]
`,
  },
  grants: {
    answers: { who: ["person/w5"], role: ["admin"], because: ["INC-2231 restore of the orders table"] },
    text: `who: person/w5
role: admin
reason: INC-2231 restore of the orders table
starts: 2026-11-24T10:00:00Z
ends: 2026-11-24T14:00:00Z # from then on AWS denies everything to it, open sessions included
`,
  },
  "break-glass": {
    answers: {
      owner: ["team/security"],
      purpose: ["Emergencies"],
      custodian: ["person/w1", "person/w3"],
      "emergency-permission": ["arn:aws:iam::aws:policy/AdministratorAccess"],
    },
    text: `owner: team/security
purpose: Emergencies
expires: 2027-11-24 # never a denial: an end that passes unnoticed would lock everybody out in the worst hour
custodians: [ person/w1, person/w3 ]
role: { permissions: [ arn:aws:iam::aws:policy/AdministratorAccess ] }
`,
  },
  exceptions: {
    answers: {
      rule: ["key-limit-active"],
      subject: ["service-accounts/exporter"],
      because: ["The bank pins one key per branch"],
      compensating: ["Source-IP condition of the bank"],
      "approved-by": ["person/w3"],
    },
    text: `rule: key-limit-active
subject: service-accounts/exporter
reason: The bank pins one key per branch
compensating: Source-IP condition of the bank
approvedBy: person/w3
expires: 2027-02-22
`,
  },
};

describe("scripts/decide/requests/new-record", () => {
  it("has a sample of every template", () => {
    expect(Object.keys(SAMPLES).sort()).toEqual(Object.keys(TEMPLATES).sort());
  });

  it.each(Object.entries(SAMPLES))("writes a record of %s that reads as it should, with the end as late as allowed", (kind, sample) => {
    const { name = "invoice-mailer", answers, text } = sample;
    const file = written(kind, name, answers);
    expect(file.path).toBe(`accounts/prod/${kind}/${name}.yaml`);
    expect(file.text).toBe(`# yaml-language-server: $schema=../../../schemas/${kind}.json\n${text}`);
    const declared = small({ ...Object.fromEntries(textsOf(smallTree(ORGANISATION))), [file.path]: file.text });
    const { records, exceptions } = declared.accounts.get("prod")!;
    expect([...records.keys(), ...exceptions.map(({ id }) => id.slice("prod/".length))]).toContain(`${kind}/${name}`);
    expect(missingAnswers(kind, answers, [])).toEqual([]);
  });

  it("gives another account an ExternalId, whatever else is stated", () => {
    const { text } = written("workloads", "backup", { ...COMMON, "trusted-account": ["999988887777"] });
    expect(text).toContain('trust: { account: "999988887777", externalId: tn-0123456789abcdef }\n');
  });

  it("sets any other field, as JSON where it is JSON", () => {
    const sets = ["trust.service=lambda.amazonaws.com", "maxSessionDuration=2h", "instanceProfiles=[]"];
    expect(written("workloads", "x", COMMON, sets).text).toContain(
      "trust: { service: lambda.amazonaws.com }\nmaxSessionDuration: 2h\ninstanceProfiles: []\n",
    );
  });

  it("ends with the contract that is set, and with keys not after their user", () => {
    const { text } = written("service-accounts", "x", { ...COMMON, key: ["primary"], expires: ["2026-12-31"] });
    expect(text).toContain("keys: { primary: { expires: 2026-12-31 } }");
    const vendor = { ...COMMON, company: ["Acme"], "trusted-account": ["999988887777"] };
    expect(written("vendors", "x", vendor, ["contract.ends=2027-01-31"]).text).toContain("expires: 2027-02-01 ");
  });

  it("writes what cannot be read as it was said, for reading to complain about", () => {
    const vendor = { ...COMMON, company: ["Acme"], "contract-ends": ["2027-13-31"], "trusted-account": ["999988887777"] };
    expect(written("vendors", "x", vendor).text).toContain("ends: 2027-13-31");
  });

  it("ends a grant with its template's longest, counted from its start, and not after the template or as stated", () => {
    const grant = { who: ["person/w5"], role: ["admin"], because: ["INC-2231 restore of the orders table"] };
    expect(written("grants", "x", { ...grant, starts: ["2026-11-24T14:00:00Z"] }).text).toContain("ends: 2026-11-24T18:00:00Z ");
    expect(written("grants", "x", { ...grant, starts: ["2027-03-30T22:00:00Z"] }).text).toContain("ends: 2027-03-31 ");
    expect(written("grants", "x", { ...grant, ends: ["2026-11-24T11:00:00Z"] }).text).toContain("ends: 2026-11-24T11:00:00Z ");
    expect(missingAnswers("grants", {}, [])).toEqual([["who"], ["role"], ["because"]]);
  });

  it("says of an agent what it may do by itself only as far as that is stated", () => {
    const agent = { ...COMMON, sponsor: ["person/w1"], service: ["bedrock.amazonaws.com"] };
    expect(written("agents", "x", { ...agent, "human-in-loop": ["yes"] }).text).toContain(
      "autonomy: { humanInLoop: true, mayDelegate: false }\n",
    );
    expect(written("agents", "x", { ...agent, "kill-contact": ["team/security"] }).text).toContain("kill:\n  contact: team/security\n");
    expect(written("agents", "x", { ...agent, "may-delegate": ["yes"] }, ["autonomy.humanInLoop=true"]).text).toContain(
      "autonomy: { humanInLoop: true, mayDelegate: true }\n",
    );
  });

  it("says what is missing, and by which options each would do", () => {
    expect(missingAnswers("workloads", { purpose: ["x"] }, [])).toEqual([["owner"], ["service", "repository", "trusted-account"]]);
    expect(missingAnswers("workloads", COMMON, ["trust.oidc.provider=x"])).toEqual([]);
  });

  it.each([
    [
      "service-accounts",
      "exporter",
      "accounts/prod/service-accounts/exporter.yaml is there already: a new record is never written over another",
    ],
    [
      "people",
      "Exporter",
      '"Exporter" differs only in case from "exporter" in accounts/prod/service-accounts/exporter.yaml: choose another name',
    ],
    [
      "people",
      "exp0rter",
      '"exp0rter" looks the same to people as "exporter" in accounts/prod/service-accounts/exporter.yaml: choose another name',
    ],
    ["roles", "../../x", 'expected a name of letters, digits and +=,.@_-, got "../../x"'],
    [
      "service-accounts",
      "old",
      "the name is retired (accounts/prod/retired/service-accounts/old.yaml), and a retired name is not given to somebody else: choose a new one. To take the same access of the same owner back, move that file back and say so with `restored: { at, reason, ref }`",
    ],
    ["service-accounts", "free", undefined],
    ["exceptions", "free", undefined],
  ])("%s/%s: %s", (kind, name, because) => {
    expect(nameRefusal(kind, name, PROD)).toBe(because);
  });
});
