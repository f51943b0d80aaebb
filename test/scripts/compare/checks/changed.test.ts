import { describe, expect, it } from "vitest";
import type { Difference, Finding } from "../../../../scripts/compare/finding.ts";
import type { Observation } from "../../../../scripts/observe/observation.ts";
import { documentOf, printDocument } from "../../../../stacks/iam/document.ts";
import { comparison, exceptionText, expectedFinding, withoutLapsed } from "../../../support/findings.ts";
import { changeGroup, changePolicy, changeRole, changeUser, roleIn, userIn, withGap, withPart } from "../../../support/observations.ts";
import { small } from "../../../support/small-organisation.ts";

const ADMIN = "arn:aws:iam::aws:policy/AdministratorAccess";
const arn = (rest: string) => `arn:aws:iam::000000000000:${rest}` as const;
const OPEN = documentOf({ effect: "Allow", principals: [{ type: "AWS", values: ["*"] }], actions: ["sts:AssumeRole"], conditions: [] });
const EVERYTHING = documentOf({ effect: "Allow", actions: ["*"], resources: ["*"], conditions: [] });

function changedFinding(
  subject: ReturnType<typeof arn>,
  record: Finding["record"],
  facet: string,
  severity: Finding["severity"],
  what: string,
  ...differences: Difference[]
): Finding {
  return expectedFinding({
    check: "changed",
    subject,
    record,
    facet,
    severity,
    message: `${record}: ${facet} differs; ${what}`,
    differences,
  });
}

const CASES: readonly { does: string; disturb(observation: Observation): Observation; finding: Finding }[] = [
  {
    does: "a policy that was attached to a user",
    disturb: (observation) => changeUser(observation, "exporter", { attached: [ADMIN] }),
    finding: changedFinding(arn("user/exporter"), "service-accounts/exporter", "attachment", "high", `attached: ${ADMIN} was added`, {
      property: "attached",
      declared: "nothing",
      observed: ADMIN,
    }),
  },
  {
    does: "a policy that was attached to a role",
    disturb: (observation) =>
      changeRole(observation, "worker", { attached: [...roleIn(observation, "worker").attached, ADMIN].sort() as never }),
    finding: changedFinding(arn("role/worker"), "workloads/worker", "attachment", "high", `attached: ${ADMIN} was added`, {
      property: "attached",
      declared: "nothing",
      observed: ADMIN,
    }),
  },
  {
    does: "a policy that was detached from a group",
    disturb: (observation) => changeGroup(observation, "writers", { attached: [] }),
    finding: changedFinding(
      arn("group/writers"),
      "groups/writers",
      "attachment",
      "high",
      `attached: ${arn("policy/ledger-write")} is gone`,
      { property: "attached", declared: arn("policy/ledger-write"), observed: "nothing" },
    ),
  },
  {
    does: "an inline policy",
    disturb: (observation) => changeUser(observation, "exporter", { inline: { sneaky: EVERYTHING } }),
    finding: changedFinding(arn("user/exporter"), "service-accounts/exporter", "attachment", "high", "inline: sneaky was added", {
      property: "inline",
      declared: "nothing",
      observed: "sneaky",
    }),
  },
  {
    does: "a membership that was removed",
    disturb: (observation) => changeUser(observation, "exporter", { groups: [] }),
    finding: changedFinding(arn("user/exporter"), "service-accounts/exporter", "membership", "high", "groups: writers is gone", {
      property: "groups",
      declared: "writers",
      observed: "nothing",
    }),
  },
  {
    does: "a membership that was added",
    disturb: (observation) => changeUser(observation, "exporter", { groups: ["readers", "writers"] }),
    finding: changedFinding(arn("user/exporter"), "service-accounts/exporter", "membership", "high", "groups: readers was added", {
      property: "groups",
      declared: "nothing",
      observed: "readers",
    }),
  },
  {
    does: "a tag that was removed",
    disturb: (observation) => {
      const { owner: _, ...tags } = userIn(observation, "exporter").tags;
      return changeUser(observation, "exporter", { tags });
    },
    finding: changedFinding(arn("user/exporter"), "service-accounts/exporter", "tags", "medium", "tags.owner: team/payments is gone", {
      property: "tags.owner",
      declared: "team/payments",
      observed: "nothing",
    }),
  },
  {
    does: "a tag that was changed",
    disturb: (observation) => changeRole(observation, "worker", { tags: { ...roleIn(observation, "worker").tags, owner: "team/web" } }),
    finding: changedFinding(arn("role/worker"), "workloads/worker", "tags", "medium", "tags.owner: team/web instead of team/payments", {
      property: "tags.owner",
      declared: "team/payments",
      observed: "team/web",
    }),
  },
  {
    does: "a tag that was added",
    disturb: (observation) => changeUser(observation, "w1", { tags: { ...userIn(observation, "w1").tags, Team: "ledger" } }),
    finding: changedFinding(arn("user/w1"), "people/w1", "tags", "medium", "tags.Team: ledger was added", {
      property: "tags.Team",
      declared: "nothing",
      observed: "ledger",
    }),
  },
  {
    does: "a trust that was widened",
    disturb: (observation) => changeRole(observation, "worker", { trust: OPEN }),
    finding: changedFinding(arn("role/worker"), "workloads/worker", "trust", "high", "trust has another meaning than declared", {
      property: "trust",
      declared:
        '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}',
      observed: printDocument(OPEN),
    }),
  },
  {
    does: "sessions that last longer",
    disturb: (observation) => withPart(observation, "sessions", (sessions) => ({ ...sessions, [arn("role/worker")]: 43_200 })),
    finding: changedFinding(arn("role/worker"), "workloads/worker", "session", "high", "maxSessionDuration: 43200 instead of 3600", {
      property: "maxSessionDuration",
      declared: "3600",
      observed: "43200",
    }),
  },
  {
    does: "a policy whose document was widened",
    disturb: (observation) => changePolicy(observation, "ledger-write", { document: EVERYTHING }),
    finding: changedFinding(
      arn("policy/ledger-write"),
      "permissions/ledger-write",
      "document",
      "high",
      "document has another meaning than declared",
      {
        property: "document",
        declared: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:PutObject","Resource":"arn:aws:s3:::ledger/*"}]}',
        observed: printDocument(EVERYTHING),
      },
    ),
  },
  {
    does: "a boundary whose document no longer ends anything, as critical",
    disturb: (observation) => changePolicy(observation, "disabled", { document: EVERYTHING }),
    finding: changedFinding(
      arn("policy/tenure/disabled"),
      "tenure/disabled",
      "document",
      "critical",
      "document has another meaning than declared",
      {
        property: "document",
        declared: '{"Version":"2012-10-17","Statement":[{"Sid":"Disabled","Effect":"Deny","Action":"*","Resource":"*"}]}',
        observed: printDocument(EVERYTHING),
      },
    ),
  },
  {
    does: "a console password on software",
    disturb: (observation) =>
      withPart(observation, "credentials", (report) => ({
        ...report,
        rows: report.rows.map((row) => (row.user === arn("user/exporter") ? { ...row, console: true } : row)),
      })),
    finding: changedFinding(arn("user/exporter"), "service-accounts/exporter", "console", "high", "console: yes instead of no", {
      property: "console",
      declared: "no",
      observed: "yes",
    }),
  },
];

const LEGACY =
  'owner: team/payments\npurpose: Old exporter\nexpires: 2027-03-31\nlegacy:\n  inline:\n    old: { Version: "2012-10-17", Statement: [ { Effect: Allow, Action: "s3:GetObject", Resource: "*" } ] }\n';

describe("scripts/compare/checks/changed", () => {
  it("finds nothing when AWS has what is declared (in sync)", () => {
    expect(comparison(small()).findings).toEqual([]);
  });

  it.each(CASES)("finds $does, once and nothing else", ({ disturb, finding }) => {
    expect(comparison(small(), disturb).findings).toEqual([finding]);
  });

  it("finds a declared inline policy that says something else, under its own name", () => {
    const declared = small({ "accounts/prod/workloads/old.yaml": `${LEGACY}trust: { service: lambda.amazonaws.com }\n` });
    const { findings } = comparison(declared, (observation) => changeRole(observation, "old", { inline: { old: EVERYTHING } }));
    expect(findings.map(({ check, facet, severity }) => [check, facet, severity])).toEqual([["changed", "document old", "high"]]);
  });

  it("puts everything that differs in one facet into one finding", () => {
    const { findings } = comparison(small(), (observation) => changeUser(observation, "exporter", { groups: ["readers"] }));
    expect(findings.map(({ message }) => message)).toEqual([
      "service-accounts/exporter: membership differs; groups: writers is gone; groups: readers was added",
    ]);
    expect(findings[0]!.differences).toHaveLength(2);
  });

  it("makes a finding for each facet that differs", () => {
    const { findings } = comparison(small(), (observation) =>
      changeRole(observation, "worker", { trust: OPEN, attached: [ADMIN], tags: { ...roleIn(observation, "worker").tags, a: "b" } }),
    );
    expect(findings.map(({ facet }) => facet)).toEqual(["attachment", "trust", "tags"]);
  });

  it("finds nothing in a trust that means the same in other words", () => {
    const trust = {
      version: "2012-10-17",
      id: "written-by-hand",
      statements: [
        {
          sid: "Again",
          effect: "Allow" as const,
          principals: [{ type: "Service", values: ["lambda.amazonaws.com", "lambda.amazonaws.com"] }],
          actions: ["STS:assumerole"],
          conditions: [],
        },
      ],
    };
    expect(comparison(small(), (observation) => changeRole(observation, "worker", { trust })).findings).toEqual([]);
  });

  it("does not mind AWS's own tags, nor the console's descriptions of keys, nor the case of a key on a user", () => {
    const tags = { "aws:cloudformation:stack-name": "x", AKIAIOSFODNN7EXAMPLE: "laptop" };
    const { findings } = comparison(small(), (observation) => {
      const { owner, ...others } = userIn(observation, "exporter").tags;
      return changeUser(observation, "exporter", { tags: { ...others, Owner: owner!, ...tags } });
    });
    expect(findings).toEqual([]);
  });

  it("cuts long documents, so that a finding stays readable", () => {
    const long = documentOf({
      effect: "Allow",
      actions: ["s3:*"],
      resources: Array.from({ length: 90 }, (_, n) => `arn:aws:s3:::b${n}`),
      conditions: [],
    });
    const { findings } = comparison(small(), (observation) => changePolicy(observation, "ledger-write", { document: long }));
    expect(findings[0]!.differences[0]!.observed).toBe(`${printDocument(long).slice(0, 600)}…`);
  });

  it("is covered by an exception for its facet, and by one for the whole record", () => {
    const disturb = (observation: Observation) => changeUser(observation, "exporter", { attached: [ADMIN] });
    for (const facet of [undefined, "attachment"]) {
      const text = exceptionText("changed", "service-accounts/exporter", "2027-01-31", facet);
      const { findings, covered } = comparison(small({ "accounts/prod/exceptions/x.yaml": text }), disturb);
      expect([findings, covered.map(({ exception }) => exception)]).toEqual([[], ["prod/exceptions/x"]]);
    }
  });

  it("is found again when the exception expired, and under an exception for another facet or record", () => {
    const disturb = (observation: Observation) => changeUser(observation, "exporter", { attached: [ADMIN] });
    for (const text of [
      exceptionText("changed", "service-accounts/exporter", "2026-11-24"),
      exceptionText("changed", "service-accounts/exporter", "2027-01-31", "tags"),
      exceptionText("changed", "people/w1"),
      exceptionText("unmanaged", "service-accounts/exporter"),
    ]) {
      const { findings, covered } = withoutLapsed(comparison(small({ "accounts/prod/exceptions/x.yaml": text }), disturb));
      expect([findings.length, covered]).toEqual([1, []]);
    }
  });

  it.each([
    ["authorization", ["changed"]],
    ["sessions", ["changed"]],
    ["credentials", ["changed"]],
  ] as const)("is unknown without the part %s", (name, checks) => {
    const { unknown } = comparison(small(), (observation) => withGap(observation, name));
    expect(unknown.map(({ check }) => check)).toEqual(expect.arrayContaining([...checks]));
  });

  it("still says what other parts show when one is missing", () => {
    const { findings, unknown } = comparison(small(), (observation) =>
      withGap(changeUser(observation, "exporter", { attached: [ADMIN] }), "sessions"),
    );
    expect(findings.map(({ facet }) => facet)).toEqual(["attachment"]);
    expect(unknown.map(({ check }) => check)).toEqual(["changed", "non-compliant"]);
  });
});
