import { describe, expect, it } from "vitest";
import { ruleOf } from "../../../policies/catalogue.ts";
import type { Holding } from "../../../policies/holding.ts";
import type { Plan } from "../../../scripts/engine/port.ts";
import type { Unstated } from "../../../scripts/gate/requirements.ts";
import { type Verdict, verdictOf } from "../../../scripts/gate/verdict.ts";
import { operation, planOf, report } from "../../support/plans.ts";
import { AS_OF, small } from "../../support/small-organisation.ts";
import { approvalsWith } from "../../support/verdicts.ts";

const ROUTING = {
  risk: "standard",
  riskBecause: [],
  approvals: approvalsWith(),
  effects: [],
  exceptions: [],
} as const;
const EMPTY: Holding = { commit: "working tree", exceptions: [], standing: [] };
const EXPORTER = "accounts/prod/service-accounts/exporter.yaml";
const RULE = ruleOf("key-limit-active")!;
const MESSAGE = "service-accounts/exporter: has 2 active access keys (a, b). Remove one.";
const BROKEN = report("key-limit-active", `${RULE.description}\n${MESSAGE}`);
const UNKNOWN = report("trust-no-wildcard-principal", "can't run policy 'trust-no-wildcard-principal' during preview: trust is not known", {
  notEvaluated: true,
});
const DEMAND: Unstated = {
  rule: "diff-first-end",
  severity: "medium",
  subject: "service-accounts/exporter",
  field: "expires",
  message: "service-accounts/exporter: too soon",
};

function judged(plan: Partial<Plan>, demands: readonly Unstated[] = [], holding = EMPTY): Verdict {
  return verdictOf(planOf(plan), holding, small(), demands, ROUTING, AS_OF);
}

describe("scripts/gate/verdict", () => {
  it("passes a plan that nobody complains about, with its numbers", () => {
    const operations = [
      operation("create", "groups/a"),
      operation("same", "people/w1"),
      operation("same", "groups/b"),
      operation("update", "workloads/worker"),
    ];
    expect(judged({ operations })).toEqual({
      schema: "tenure/gate/1",
      stack: "prod",
      verdict: "pass",
      violations: [],
      notEvaluated: [],
      plan: { create: 1, update: 1, replace: 0, delete: 0, import: 0, same: 2 },
      ...ROUTING,
    });
  });

  it("is blocked by a violation, and says where to look", () => {
    expect(judged({ reports: [BROKEN] })).toMatchObject({
      verdict: "blocked",
      violations: [
        {
          rule: "key-limit-active",
          subject: "service-accounts/exporter",
          severity: "medium",
          level: "mandatory",
          standing: false,
          message: MESSAGE,
          file: EXPORTER,
          line: 5,
          exception: null,
        },
      ],
    });
  });

  it("is blocked by what the change does not state, which nothing excuses", () => {
    const holding: Holding = {
      ...EMPTY,
      standing: [{ rule: DEMAND.rule, account: "prod", subject: DEMAND.subject, message: DEMAND.message }],
    };
    expect(judged({}, [DEMAND], holding)).toMatchObject({
      verdict: "blocked",
      violations: [{ rule: "diff-first-end", level: "mandatory", standing: false, file: EXPORTER, line: 3 }],
    });
  });

  it("takes the level from base, not from what the pack said", () => {
    expect(judged({ reports: [{ ...BROKEN, level: "advisory" }] }).verdict).toBe("blocked");
  });

  it("passes what stands on base, and says so", () => {
    const holding: Holding = {
      ...EMPTY,
      standing: [{ rule: "key-limit-active", account: "prod", subject: "service-accounts/exporter", message: MESSAGE }],
    };
    expect(judged({ reports: [BROKEN] }, [], holding)).toMatchObject({
      verdict: "pass",
      violations: [{ level: "advisory", standing: true, exception: null }],
    });
  });

  it("does not take the same rule broken in another way for what stands", () => {
    const holding: Holding = {
      ...EMPTY,
      standing: [{ rule: "key-limit-active", account: "prod", subject: "service-accounts/exporter", message: "another text" }],
    };
    expect(judged({ reports: [BROKEN] }, [], holding).verdict).toBe("blocked");
  });

  it.each([
    ["that holds", "2027-01-31T00:00:00Z", "prod", "pass", "x"],
    ["that lapsed", "2026-11-24T00:00:00Z", "prod", "blocked", null],
    ["of another account", "2027-01-31T00:00:00Z", "dev", "blocked", null],
  ] as const)("follows an exception %s", (_, expires, account, verdict, id) => {
    const exceptions = [{ id: "x", rule: "key-limit-active", subject: "service-accounts/exporter", account, expires }];
    const result = judged({ reports: [BROKEN] }, [], { ...EMPTY, exceptions } as never);
    expect([result.verdict, result.violations[0]!.exception]).toEqual([verdict, id]);
  });

  describe("what could not be judged is never a pass", () => {
    it("a rule that waits for a value", () => {
      expect(judged({ reports: [UNKNOWN] })).toMatchObject({
        verdict: "incomplete",
        violations: [],
        notEvaluated: [`trust-no-wildcard-principal: ${UNKNOWN.message}`],
      });
    });

    it("an error of the engine, without the words that end every failed run", () => {
      const diagnostics = [
        { severity: "error", urn: undefined, message: "the program broke" },
        { severity: "error", urn: undefined, message: "preview failed" },
        { severity: "warning", urn: undefined, message: "old version" },
      ] as const;
      expect(judged({ diagnostics, result: "failed" })).toMatchObject({ verdict: "incomplete", notEvaluated: ["the program broke"] });
    });

    it.each([
      ["without a word", []],
      ["with nothing but the words that end every failed run", [{ severity: "error", urn: undefined, message: "update failed" }]],
      ["with a warning only", [{ severity: "warning", urn: undefined, message: "slow" }]],
    ] as const)("a run that failed %s", (_, diagnostics) => {
      const result = judged({ result: "failed", diagnostics });
      expect(result.verdict).toBe("incomplete");
      expect(result.notEvaluated).not.toEqual([]);
    });

    it("wins over violations: nobody knows what else there is (design, section 5)", () => {
      expect(judged({ reports: [BROKEN, UNKNOWN] }).verdict).toBe("incomplete");
    });
  });

  it("is blocked when the run failed because of the violation itself", () => {
    const diagnostics = [{ severity: "error", urn: undefined, message: "preview failed" }] as const;
    expect(judged({ reports: [BROKEN], diagnostics, result: "failed" }).verdict).toBe("blocked");
  });

  it("sorts what counts before what does not, worst first", () => {
    const of = (policy: string, subject: string) => report(policy, `${subject}: broken`);
    const standing = [{ rule: "trust-no-wildcard-principal", account: "prod", subject: "workloads/a", message: "workloads/a: broken" }];
    const reports = [
      of("trust-no-wildcard-principal", "workloads/a"),
      of("key-limit-active", "service-accounts/b"),
      of("key-limit-active", "service-accounts/a"),
      of("document-no-full-admin", "permissions/p"),
    ];
    expect(judged({ reports }, [], { ...EMPTY, standing }).violations.map(({ rule, subject }) => `${rule} ${subject}`)).toEqual([
      "document-no-full-admin permissions/p",
      "key-limit-active service-accounts/a",
      "key-limit-active service-accounts/b",
      "trust-no-wildcard-principal workloads/a",
    ]);
  });

  it("shows a violation of something that no record declares, without a place", () => {
    const other = report("tags-require-owner", "user/ghost: has no tag", { urn: "urn:x" });
    expect(judged({ reports: [other] }).violations[0]).toMatchObject({ subject: "user/ghost", file: null, line: null });
  });

  it("takes a report of a rule that it does not know seriously", () => {
    const other = report("somebody-elses-rule", "text without a subject", { urn: "urn:x" });
    expect(judged({ reports: [other] })).toMatchObject({
      verdict: "blocked",
      violations: [{ rule: "somebody-elses-rule", subject: "urn:x", severity: "high" }],
    });
  });

  it("does not change for missing approvals: they are a check of their own", () => {
    expect(judged({}).verdict).toBe("pass");
    expect(judged({}).approvals.missing).toEqual(["team/payments"]);
  });

  it("shows a removed record at its file under retired/", () => {
    const head = small({ "accounts/prod/retired/groups/old.yaml": "retired: { at: 2026-11-01, reason: x, ref: x }\n" });
    const demand = { ...DEMAND, subject: "groups/old" as const, field: undefined };
    expect(verdictOf(planOf(), EMPTY, head, [demand], ROUTING, AS_OF).violations[0]).toMatchObject({
      file: "accounts/prod/retired/groups/old.yaml",
      line: 1,
    });
  });
});
