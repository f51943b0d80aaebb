import { accountOfArn } from "../../../stacks/iam/arn.ts";
import { type Condition, documentOf, type Statement } from "../../../stacks/iam/document.ts";
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
      if (statement.effect !== "Allow" || statement.conditions.some(asksForExternalId)) return [];
      return foreignAccounts(statement, ours).map((account) => `trusts the foreign account ${account} without an ExternalId`);
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

/** Behind a principal `*` a condition says who may come. */
function namesAccounts({ operator, key }: Condition): boolean {
  return /^(String|Arn)(Equals|Like)$/i.test(operator) && ["aws:principalaccount", "aws:principalarn"].includes(key.toLowerCase());
}

function foreignAccounts(statement: Statement, ours: ReadonlySet<string>): readonly string[] {
  const principals = (statement.principals ?? []).filter(({ type }) => type === "AWS").flatMap(({ values }) => values);
  const named = principals.includes("*") ? statement.conditions.filter(namesAccounts).flatMap(({ values }) => values) : [];
  const accounts = [...principals, ...named].flatMap((value) => (/^\d{12}$/.test(value) ? [value] : (accountOfArn(value) ?? [])));
  return [...new Set(accounts)].filter((account) => !ours.has(account));
}

function trusting(account: string, conditions: readonly Condition[]) {
  return documentOf({
    effect: "Allow",
    principals: [{ type: "AWS", values: [`arn:aws:iam::${account}:root`] }],
    actions: ["sts:AssumeRole"],
    conditions,
  });
}
