import { describe, expect, it } from "vitest";
import { CATALOGUE, ruleOf } from "../../policies/catalogue.ts";
import { EXAMPLE_AS_OF, EXAMPLE_DECLARED } from "../../policies/example.ts";
import { declaredFacets, judge, judgeBy, recordFacets } from "../../policies/judge.ts";
import type { Judged, Rule } from "../../policies/rule.ts";
import { RecordError } from "../../stacks/model/errors.ts";
import { accountOf, declaredOf, recordOf, sampleOrganisation } from "../support/builders.ts";
import { AS_OF, small } from "../support/small-organisation.ts";
import { facetOwner, saysOf, tagsFacet, UNKNOWN, UnknownValueError, USER } from "./judging.ts";

const OWNER = ruleOf("tags-require-owner")!;

/** A rule on tags that does this when it is asked. */
const ruleThat = (violations: Rule["violations"], more: Partial<Rule> = {}): Rule => ({ ...OWNER, name: "tags-that", violations, ...more });

const judgeTags = (rule: Rule, record: string | undefined = undefined, declared = EXAMPLE_DECLARED) =>
  judgeBy(rule, { ...tagsFacet({}), record }, "prod", declared, EXAMPLE_AS_OF);

describe("policies/judge", () => {
  describe("judgeBy", () => {
    it("makes a violation of each thing that a rule says, with all that the rule states", () => {
      const rule = ruleThat(() => ["first", "second"], { severity: "critical", level: "advisory", remediation: "Repair {file}." });
      const common = {
        rule: "tags-that",
        account: "prod",
        subject: "role/deploy-web",
        facet: "tags",
        severity: "critical",
        level: "advisory",
      };
      expect(judgeTags(rule)).toEqual([
        { ...common, message: "role/deploy-web: first. Repair accounts/prod/<kind>/<name>.yaml." },
        { ...common, message: "role/deploy-web: second. Repair accounts/prod/<kind>/<name>.yaml." },
      ]);
    });

    it("names the record and its file where one is declared", () => {
      const declared = declaredOf({ accounts: [accountOf("prod", [recordOf("people", "w1001")])] });
      const [known] = judgeTags(
        ruleThat(() => ["x"], { remediation: "See {file}" }),
        "prod/people/w1001",
        declared,
      );
      expect(known).toMatchObject({ subject: "people/w1001", message: "people/w1001: x. See accounts/prod/people/w1001.yaml" });
    });

    it("names a record that is not there, and a boundary policy by what it is in AWS", () => {
      const rule = ruleThat(() => ["x"], { remediation: "See {file}" });
      expect(judgeTags(rule, "prod/people/w9").map(({ message }) => message)).toEqual([
        "people/w9: x. See accounts/prod/<kind>/<name>.yaml",
      ]);
      const boundary: Judged = { ...facetOwner("policy", "until-2027-03-31", "prod/tenure/until-2027-03-31"), facet: "tags", tags: {} };
      expect(judgeBy(rule, boundary, "prod", EXAMPLE_DECLARED, EXAMPLE_AS_OF).map(({ subject }) => subject)).toEqual([
        "policy/until-2027-03-31",
      ]);
    });

    it("does not ask a rule about a facet that it does not judge", () => {
      const never = ruleThat(() => {
        throw new Error("asked");
      });
      const console: Judged = { ...facetOwner("user", "ada", undefined), facet: "console", console: true };
      expect(judgeBy(never, console, "prod", EXAMPLE_DECLARED, EXAMPLE_AS_OF)).toEqual([]);
    });

    it("hands the rule what it was handed", () => {
      const seen: unknown[] = [];
      const rule = ruleThat((...all) => {
        seen.push(...all);
        return [];
      });
      const judged = tagsFacet({ Team: "x" });
      judgeBy(rule, judged, "prod", EXAMPLE_DECLARED, EXAMPLE_AS_OF);
      expect(seen).toEqual([judged, EXAMPLE_DECLARED, EXAMPLE_AS_OF]);
    });

    it("makes a violation of a rule that fails: what could not be judged is not clean", () => {
      const failing = ruleThat(() => {
        throw new TypeError("cannot read it");
      });
      expect(judgeTags(failing)).toEqual([
        {
          rule: "tags-that",
          account: "prod",
          subject: "role/deploy-web",
          facet: "tags",
          severity: "high",
          level: "mandatory",
          message: `role/deploy-web: could not be judged (cannot read it). ${OWNER.remediation.replace("{file}", "accounts/prod/<kind>/<name>.yaml")}`,
        },
      ]);
    });

    it("lets the SDK's own error for a value that is not known yet go on", () => {
      const unknown = ruleThat((judged) => [String(saysOf(OWNER, USER, { tags: judged.facet === "tags" ? judged.tags : {} }))]);
      expect(() => judgeBy(unknown, tagsFacet({ owner: UNKNOWN.text }), "prod", EXAMPLE_DECLARED, EXAMPLE_AS_OF)).toThrow(
        UnknownValueError,
      );
    });

    it("is not misled by a remediation or a name with a dollar sign", () => {
      const [violation] = judgeTags(ruleThat(() => ["costs $&"], { remediation: "Pay $1 in {file}" }));
      expect(violation?.message).toBe("role/deploy-web: costs $&. Pay $1 in accounts/prod/<kind>/<name>.yaml");
    });
  });

  describe("judge", () => {
    it("asks every rule about every facet, facet by facet in the order of the catalogue", () => {
      const facets: readonly Judged[] = [
        tagsFacet({}),
        { ...facetOwner("user", "ada", undefined), facet: "boundary", boundary: null, expires: undefined },
      ];
      expect(judge(facets, "prod", EXAMPLE_DECLARED, EXAMPLE_AS_OF).map(({ rule, subject }) => `${subject} ${rule}`)).toEqual([
        "role/deploy-web tags-require-expires",
        "role/deploy-web tags-require-owner",
        "user/ada boundary-match-expires",
      ]);
    });

    it("finds every example of the catalogue that violates, and none that complies", () => {
      for (const rule of CATALOGUE) {
        const said = (judged: Judged) =>
          judge([judged], "prod", EXAMPLE_DECLARED, EXAMPLE_AS_OF).filter((violation) => violation.rule === rule.name);
        expect(said(rule.compliant.judged), rule.name).toEqual([]);
        expect(said(rule.violating.judged), rule.name).toHaveLength(rule.violating.says.length);
      }
    });

    it("has nothing to say about the small organisation", () => {
      const declared = small();
      expect(judge(declaredFacets(declared, "prod"), "prod", declared, AS_OF)).toEqual([]);
    });

    it("has nothing to say about the sample organisation but what it shows on purpose", () => {
      const declared = sampleOrganisation();
      const violations = ["dev", "prod"].flatMap((stack) => judge(declaredFacets(declared, stack), stack, declared, AS_OF));
      expect(violations.map(({ rule, account, subject }) => `${account} ${subject} ${rule}`)).toEqual([
        "prod workloads/sandbox-copy trust-no-other-environment",
        "prod service-accounts/legacy-ftp key-limit-active",
      ]);
    });
  });

  describe("records that would grant everything", () => {
    /** What stands in the way of these records: what reading them says, or else the rules that they break. */
    const refusalsOf = (files: Record<string, string>): readonly string[] => {
      try {
        const declared = small(files);
        return judge(declaredFacets(declared, "prod"), "prod", declared, AS_OF).map(({ rule, subject }) => `${subject} ${rule}`);
      } catch (error) {
        if (!(error instanceof RecordError)) throw error;
        return error.problems.map(({ file }) => file);
      }
    };
    const common = "owner: team/payments\npurpose: Looks harmless\nexpires: 2027-06-30\n";
    const workload = `${common}trust: { service: lambda.amazonaws.com }\n`;
    const inline = 'legacy: { inline: { all: { Statement: [{ Effect: Allow, Action: "*", Resource: "*" }] } } }\n';
    const everything = 'statements: [{ allow: "*", on: "*" }]\n';

    it("are refused as a permission, and as a role with a policy of its own", () => {
      expect(refusalsOf({ "accounts/prod/permissions/ops.yaml": common + everything })).toEqual([
        "permissions/ops document-no-full-admin",
        "permissions/ops record-match-privileged",
      ]);
      expect(refusalsOf({ "accounts/prod/workloads/ops.yaml": workload + inline })).toEqual(["workloads/ops document-no-full-admin"]);
    });

    it.each([
      ["a role with a policy of its own", { "accounts/prod/workloads/ops.yaml": `${workload}path: /tenure/\n${inline}` }],
      [
        "a permission, attached by its ARN",
        {
          "accounts/prod/permissions/ops.yaml": `${common}path: /tenure/\n${everything}`,
          "accounts/prod/workloads/ops.yaml": `${workload}legacy: { attached: ["arn:aws:iam::000000000000:policy/tenure/ops"] }\n`,
        },
      ],
      [
        "a permission that takes the place of a boundary",
        {
          "accounts/prod/permissions/until-2027-03-31.yaml": `${common}path: /tenure/\nadopted: { at: 2026-11-01, ref: x }\nstatements: [{ allow: "s3:*", on: "*" }]\n`,
        },
      ],
    ])("are refused under the path that only the pipeline may write: %s", (_, files) => {
      expect(refusalsOf(files)).not.toEqual([]);
    });
  });

  describe("declaredFacets", () => {
    it("holds every entity and every record of a stack, templates as records alone", () => {
      const declared = small();
      const facets = declaredFacets(declared, "prod");
      const entities = new Set(facets.flatMap((facet) => (facet.facet === "record" ? [] : [`${facet.type}/${facet.name}`])));
      expect([...entities].sort()).toEqual(
        [
          ...["policy/disabled", "policy/until-2027-03-31", "policy/until-2027-05-31", "policy/until-2027-06-30", "policy/ledger-write"],
          ...["group/writers", "group/readers", "user/exporter", "user/w1", "role/worker", "role/support"],
        ].sort(),
      );
      expect(facets.flatMap((facet) => (facet.facet === "record" ? [facet.record.ref] : []))).toEqual([
        ...declared.accounts.get("prod")!.records.keys(),
      ]);
    });

    it("shows whose each facet is, by the record and not by a tag", () => {
      const facets = declaredFacets(small(), "prod");
      const records = new Map(facets.flatMap((facet) => (facet.facet === "record" ? [] : [[`${facet.type}/${facet.name}`, facet.record]])));
      expect(records.get("group/writers")).toBe("prod/groups/writers");
      expect(records.get("policy/disabled")).toBe("prod/tenure/disabled");
    });
  });

  describe("recordFacets", () => {
    it("is empty for a stack that no account declares", () => {
      expect(recordFacets(small(), "elsewhere")).toEqual([]);
    });
  });
});
