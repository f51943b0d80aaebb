import { describe, expect, it } from "vitest";
import { riskOf } from "../../../scripts/gate/risk.ts";
import { change } from "../../support/changes.ts";
import { exceptionText } from "../../support/findings.ts";
import { edit, personText, SMALL } from "../../support/small-organisation.ts";

const P = "accounts/prod";
const EXPORTER = `${P}/service-accounts/exporter.yaml`;
const OFF = "state: disabled\ndisabled: { since: 2026-11-24, reason: stopped, ref: x }\n";
type Files = Record<string, string | null>;
const risk = (to: Files, from: Files = {}) => {
  const { base, head, diff } = change({ ...PROVIDER, ...from }, { ...PROVIDER, ...to });
  return riskOf(diff, base, head);
};
const ADMINISTRATION = "it gives administrative permissions";
const ACCOUNT = "it adds, removes or changes an account";
const PROVIDES = "it adds or changes an identity provider";
const THIRD = "it lets a third party in";
const OPEN = "it opens production to another account or repository";
const policy = (statement: string) => ({
  [`${P}/permissions/new.yaml`]: `owner: team/payments\npurpose: New\nexpires: 2027-03-31\nstatements:\n  - ${statement}\n`,
});
const PROVIDER = {
  [`${P}/providers/github.yaml`]:
    "owner: team/platform\npurpose: Sign-in of workflows\nexpires: 2027-12-31\noidc: { url: https://token.actions.githubusercontent.com, audiences: [sts.amazonaws.com] }\n",
};
const workload = (trust: string) => ({
  [`${P}/workloads/new.yaml`]: `owner: team/payments\npurpose: New\nexpires: 2027-03-31\ntrust: ${trust}\n`,
});
const GITHUB = "{ github: { repository: acme/web, ownerId: 1, repositoryId: 2, branch: main } }";

const AUTONOMY = "it lets an agent do more by itself";
const agent = (humanInLoop: boolean, mayDelegate: boolean): Files => ({
  [`${P}/agents/a.yaml`]: `owner: team/payments\npurpose: Triage of tickets\nexpires: 2027-01-31\nsponsor: person/w1\ntrust: { service: bedrock.amazonaws.com }\nautonomy: { humanInLoop: ${humanInLoop}, mayDelegate: ${mayDelegate} }\nkill: { contact: team/payments, procedure: Set its record to disabled }\n`,
});
const GLASS = `owner: team/security\npurpose: For the bad hour\nexpires: 2027-09-30\ncustodians: [person/w3, person/w4]\nrole: { permissions: ["arn:aws:iam::aws:policy/AdministratorAccess"] }\n`;

const HIGH: readonly [string, Files, string, Files?][] = [
  [
    "a person",
    { "directory/people/w2.yaml": personText({ login: "bob-k", id: 2, team: "security" }) },
    "it changes who is in the directory",
  ],
  ["the settings", { "settings.yaml": `${SMALL["settings.yaml"]}residualSession: 2h\n` }, "it changes the organisation's rules"],
  [
    "an account that is called no production any more",
    edit(`${P}/account.yaml`, "environment: production", "environment: non-production"),
    ACCOUNT,
  ],
  ["another owner of an account", edit(`${P}/account.yaml`, "team/platform", "team/payments"), ACCOUNT],
  ["an exception", { [`${P}/exceptions/x.yaml`]: exceptionText("changed", "people/w1") }, "it adds or changes an exception"],
  [
    "a group that is not protected any more",
    edit(`${P}/groups/writers.yaml`, "permissions:", "protected: false\npermissions:"),
    "it takes away a break-glass identity or a protected group",
    edit(`${P}/groups/writers.yaml`, "permissions:", "protected: true\npermissions:"),
  ],
  [
    "a break-glass identity that is stopped",
    { [`${P}/break-glass/glass.yaml`]: `${GLASS}${OFF}` },
    "it takes away a break-glass identity or a protected group",
    { [`${P}/break-glass/glass.yaml`]: GLASS },
  ],
  ["a removal", { [EXPORTER]: null }, "it removes records"],
  [
    "a retirement",
    { [EXPORTER]: null, [`${P}/retired/service-accounts/exporter.yaml`]: "retired: { at: 2026-11-24, reason: x, ref: x }\n" },
    "it removes records",
  ],
  ["a policy that allows everything", policy('{ allow: "*", on: "*" }'), ADMINISTRATION],
  ["a policy that allows all of IAM", policy('{ allow: "iam:*", on: "*" }'), ADMINISTRATION],
  ["a policy that excepts next to nothing", policy('{ not: { actions: "s3:DeleteBucket", effect: allow }, on: "*" }'), ADMINISTRATION],
  [
    "an administrative policy of AWS on a workload",
    {
      [`${P}/workloads/worker.yaml`]: SMALL[`${P}/workloads/worker.yaml`]!.replace(
        "[ledger-write]",
        '["arn:aws:iam::aws:policy/AdministratorAccess"]',
      ),
    },
    ADMINISTRATION,
  ],
  [
    "an administrative policy of AWS on a group",
    { [`${P}/groups/readers.yaml`]: SMALL[`${P}/groups/readers.yaml`]!.replace("AmazonS3ReadOnlyAccess", "IAMFullAccess") },
    ADMINISTRATION,
  ],
  ["a new administrative template", { [`${P}/roles/super.yaml`]: SMALL[`${P}/roles/admin.yaml`]! }, ADMINISTRATION],
  [
    "more people who may request an administrative template",
    edit(`${P}/roles/admin.yaml`, "by: [team/platform]", "by: [team/platform, team/payments]"),
    ADMINISTRATION,
  ],
  [
    "an inline policy that allows everything",
    {
      [EXPORTER]: `${SMALL[EXPORTER]}legacy: { inline: { x: { Version: "2012-10-17", Statement: [ { Effect: Allow, Action: "*", Resource: "*" } ] } } }\n`,
    },
    ADMINISTRATION,
  ],
  [
    "joining a group of administrators",
    edit(EXPORTER, "[writers]", "[writers, admins]"),
    ADMINISTRATION,
    {
      ...policy('{ allow: "*", on: "*" }'),
      [`${P}/groups/admins.yaml`]: "owner: team/payments\npurpose: Admins\nexpires: 2027-03-31\npermissions: [new]\n",
    },
  ],
  ["a repository that is trusted", workload(GITHUB), OPEN],
  [
    "a trust in IAM's own words",
    workload(
      '{ document: { Version: "2012-10-17", Statement: [ { Effect: Allow, Principal: { AWS: "*" }, Action: "sts:AssumeRole" } ] } }',
    ),
    OPEN,
  ],
  [
    "an identity provider",
    {
      [`${P}/providers/ci.yaml`]: PROVIDER[`${P}/providers/github.yaml`]!.replace("token.actions.githubusercontent.com", "ci.example.com"),
    },
    PROVIDES,
  ],
  [
    "another audience of an identity provider",
    { [`${P}/providers/github.yaml`]: PROVIDER[`${P}/providers/github.yaml`]!.replace("[sts", "[other, sts") },
    PROVIDES,
  ],
  ["another branch of a repository", workload(GITHUB.replace("main", "dev")), OPEN, workload(GITHUB)],
  ["an agent that nobody watches", agent(false, false), AUTONOMY],
  ["an agent that may hand its task on", agent(true, true), AUTONOMY],
  ["an agent that is not watched any more", agent(false, false), AUTONOMY, agent(true, false)],
  [
    "break-glass",
    {
      [`${P}/break-glass/g.yaml`]:
        "owner: team/security\npurpose: Emergencies\nexpires: 2027-03-31\ncustodians: [person/w1, person/w3]\nrole: { permissions: [ledger-write] }\n",
    },
    "it adds or changes break-glass",
  ],
  ["enabling a user", { [EXPORTER]: SMALL[EXPORTER]! }, "it enables what was disabled", { [EXPORTER]: SMALL[EXPORTER] + OFF }],
  [
    "enabling a key",
    { [EXPORTER]: SMALL[EXPORTER]! },
    "it enables what was disabled",
    edit(EXPORTER, "primary: { expires: 2027-01-31 }", "primary: { expires: 2027-01-31, state: disabled }"),
  ],
];

const STANDARD: readonly [string, Files, Files?][] = [
  ["an agent that somebody watches", agent(true, false)],
  ["an agent that is watched from now on", agent(true, false), agent(false, true)],
  ["nothing", {}],
  ["a renewal", edit(EXPORTER, "expires: 2027-03-31", "expires: 2027-05-31")],
  [
    "a new user in a harmless group",
    { [`${P}/service-accounts/new.yaml`]: "owner: team/payments\npurpose: New\nexpires: 2027-03-31\ngroups: [writers]\n" },
  ],
  ["a policy that allows one thing", policy('{ allow: "s3:GetObject", on: "*" }')],
  ["a policy that denies everything", policy('{ deny: "*", on: "*" }')],
  ["a workload of a service", workload("{ service: lambda.amazonaws.com }")],
  [
    "another owner of a role that a repository may assume",
    {
      ...Object.fromEntries(Object.entries(workload(GITHUB)).map(([path, text]) => [path, text.replace("team/payments", "team/platform")])),
    },
    workload(GITHUB),
  ],
  ["disabling", { [EXPORTER]: SMALL[EXPORTER] + OFF }],
  [
    "an edit of what stays disabled",
    { [EXPORTER]: (SMALL[EXPORTER] + OFF).replace("Nightly", "Weekly") },
    { [EXPORTER]: SMALL[EXPORTER] + OFF },
  ],
];

describe("scripts/gate/risk", () => {
  it.each(HIGH.map(([what, to, because, from]) => ({ what, to, because, from })))(
    "high: $what, because $because",
    ({ to, because, from }) => {
      expect(risk(to, from)).toEqual({ risk: "high", because: [because] });
    },
  );

  it.each(STANDARD.map(([what, to, from]) => ({ what, to, from })))("standard: $what", ({ to, from }) => {
    expect(risk(to, from)).toEqual({ risk: "standard", because: [] });
  });

  describe("an account that is trusted", () => {
    const third = workload('{ account: "999988887777", externalId: tn-1 }');
    const own = workload('{ account: "111111111111", externalId: tn-1 }');
    const dev = { "accounts/dev/account.yaml": SMALL[`${P}/account.yaml`]!.replace("000000000000", "111111111111") };
    const outside = edit(`${P}/account.yaml`, "environment: production", "environment: non-production");

    it("is a third party's unless base declares it, in production or not", () => {
      expect(risk(third).because).toEqual([OPEN, THIRD]);
      expect(risk(third, outside).because).toEqual([THIRD]);
      expect(risk(own, dev).because).toEqual([OPEN]);
      expect(risk({ ...own, ...dev }).because).toEqual([ACCOUNT, OPEN, THIRD]);
    });

    it("is no news where it is trusted already", () => {
      const renewed = Object.fromEntries(Object.entries(third).map(([path, text]) => [path, text.replace("2027-03-31", "2027-04-30")]));
      expect(risk(renewed, third)).toEqual({ risk: "standard", because: [] });
    });
  });

  it("does not call it opening production outside production", () => {
    const dev = edit(`${P}/account.yaml`, "environment: production", "environment: non-production");
    expect(risk(workload(GITHUB), dev)).toEqual({ risk: "standard", because: [] });
  });

  it("takes what was production for production, whatever the change calls it", () => {
    const dev = edit(`${P}/account.yaml`, "environment: production", "environment: non-production");
    expect(risk({ ...workload(GITHUB), ...dev })).toEqual({ risk: "high", because: [ACCOUNT, OPEN] });
    expect(risk({ ...workload(GITHUB), ...edit(`${P}/account.yaml`, "production", "production") }, dev).because).toContain(OPEN);
  });

  it("takes an account that comes or goes for one that is changed", () => {
    const account = { "accounts/dev/account.yaml": SMALL[`${P}/account.yaml`]!.replace("000000000000", "111111111111") };
    expect(risk(account)).toEqual({ risk: "high", because: [ACCOUNT] });
    expect(risk({ "accounts/dev/account.yaml": null }, account)).toEqual({ risk: "high", because: [ACCOUNT] });
  });

  it("says every reason, in a fixed order", () => {
    const to = {
      ...workload(GITHUB),
      ...policy('{ allow: "*", on: "*" }'),
      [EXPORTER]: null,
      [`${P}/exceptions/x.yaml`]: exceptionText("changed", "people/w1"),
    };
    expect(risk(to).because).toEqual(["it adds or changes an exception", "it removes records", ADMINISTRATION, OPEN]);
  });
});
