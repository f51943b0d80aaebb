import { accountOfArn } from "../../../stacks/iam/arn.ts";
import { type Condition, documentOf } from "../../../stacks/iam/document.ts";
import { sendsSourceAccount } from "../../../stacks/kinds/trust/service.ts";
import { exampleOf } from "../../example.ts";
import { rule } from "../../rule.ts";

const OF = exampleOf("role", "night-report", "workloads");

/** A service acts for all its customers: without the account, another customer can have it take on our role. */
export const trustRequireSourceAccount = rule({
  name: "trust-require-source-account",
  description: "A role that trusts a service asks for which account it acts, where the service says so.",
  severity: "medium",
  level: "mandatory",
  judges: "trust",
  field: "trust",
  remediation: "State the trust as `service` in {file}; Tenure adds the condition aws:SourceAccount.",
  url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html",
  violations({ trust }, { accounts }) {
    const ours = new Set([...accounts.values()].map(({ accountId }) => accountId));
    return trust.statements.flatMap(({ effect, principals, conditions }) => {
      if (effect !== "Allow" || conditions.some((condition) => asksForAccount(condition, ours))) return [];
      const services = (principals ?? []).filter(({ type }) => type === "Service").flatMap(({ values }) => values);
      return services.filter(sendsSourceAccount).map((name) => `trusts ${name} for whichever account (no aws:SourceAccount of ours)`);
    });
  },
  compliant: {
    judged: { ...OF, facet: "trust", trust: trusting([{ operator: "StringEquals", key: "aws:SourceAccount", values: ["000000000000"] }]) },
  },
  violating: {
    judged: { ...OF, facet: "trust", trust: trusting([]) },
    says: ["trusts scheduler.amazonaws.com for whichever account (no aws:SourceAccount of ours)"],
  },
});

/** The account itself, or a resource in it. */
function asksForAccount({ operator, key, values }: Condition, ours: ReadonlySet<string>): boolean {
  const name = key.toLowerCase();
  if (name === "aws:sourceaccount") return /^StringEquals$/i.test(operator) && values.every((value) => ours.has(value));
  if (name !== "aws:sourcearn" || !/^(Arn|String)(Equals|Like)$/i.test(operator)) return false;
  return values.every((value) => ours.has(accountOfArn(value) ?? ""));
}

function trusting(conditions: readonly Condition[]) {
  return documentOf({
    effect: "Allow",
    principals: [{ type: "Service", values: ["scheduler.amazonaws.com"] }],
    actions: ["sts:AssumeRole"],
    conditions,
  });
}
