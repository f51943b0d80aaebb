import { type Condition, documentOf } from "../../../stacks/iam/document.ts";
import { trustedAccounts } from "../../../stacks/iam/trusted-accounts.ts";
import { exampleOf } from "../../example.ts";
import { rule } from "../../rule.ts";

const OF = exampleOf("role", "backup-copy", "workloads");

/** A third party that serves many customers can be tricked into using our role for another of them, unless the role asks for our id. */
export const trustRequireExternalId = rule({
  name: "trust-require-external-id",
  description: "A role that trusts an account outside the organisation asks for an ExternalId.",
  severity: "high",
  level: "mandatory",
  judges: "trust",
  field: "trust",
  remediation: "Add `externalId` to the trust in {file} and give it to the third party.",
  url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html",
  violations({ trust }, { accounts }) {
    const ours = new Set([...accounts.values()].map((account) => account.accountId));
    return trust.statements.flatMap((statement) => {
      if (statement.conditions.some(asksForExternalId)) return [];
      const foreign = trustedAccounts(statement).filter((account) => !ours.has(account));
      return foreign.map((account) => `trusts the foreign account ${account} without an ExternalId`);
    });
  },
  compliant: {
    judged: {
      ...OF,
      facet: "trust",
      trust: trusting("999988887777", [{ operator: "StringEquals", key: "sts:ExternalId", values: ["tn-7f3a9c"] }]),
    },
  },
  violating: {
    judged: { ...OF, facet: "trust", trust: trusting("999988887777", []) },
    says: ["trusts the foreign account 999988887777 without an ExternalId"],
  },
});

function asksForExternalId({ operator, key, values }: Condition): boolean {
  return (
    operator.toLowerCase() === "stringequals" &&
    key.toLowerCase() === "sts:externalid" &&
    values.every((value) => value.length >= 2 && !value.includes("${"))
  );
}

function trusting(account: string, conditions: readonly Condition[]) {
  return documentOf({
    effect: "Allow",
    principals: [{ type: "AWS", values: [`arn:aws:iam::${account}:root`] }],
    actions: ["sts:AssumeRole"],
    conditions,
  });
}
