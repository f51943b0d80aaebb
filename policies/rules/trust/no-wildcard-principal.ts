import { type Condition, documentOf, type Statement } from "../../../stacks/iam/document.ts";
import { exampleOf } from "../../example.ts";
import { rule } from "../../rule.ts";

const OF = exampleOf("role", "deploy-web", "workloads");

/** Condition keys that say who the caller is; with one of them compared exactly, `*` is not everybody. */
const NARROWING = ["aws:principalorgid", "aws:principalaccount", "aws:principalarn", "aws:sourceaccount"];

/** An ARN whose wildcards, if any, stay inside one account. */
const ARN_OF_ONE_ACCOUNT = /^arn:[^:*?]+:[^:*?]+:[^:*?]*:\d{12}:/;

/** A role that everybody may assume belongs to everybody. */
export const trustNoWildcardPrincipal = rule({
  name: "trust-no-wildcard-principal",
  description: "No role trusts every principal.",
  severity: "critical",
  level: "mandatory",
  judges: "trust",
  field: "trust",
  remediation: "Name the service, account or repository that may assume the role in {file}.",
  url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html",
  violations({ trust }) {
    return trust.statements
      .filter(isOpen)
      .map((statement) => (statement.notPrincipals ? "trusts everybody but a few (NotPrincipal)" : "trusts everybody (principal *)"));
  },
  compliant: { judged: { ...OF, facet: "trust", trust: trusting("arn:aws:iam::000000000000:role/ci") } },
  violating: {
    judged: { ...OF, facet: "trust", trust: trusting("*") },
    says: ["trusts everybody (principal *)"],
  },
});

function isOpen(statement: Statement): boolean {
  if (statement.effect !== "Allow") return false;
  const wildcard = (statement.principals ?? []).some(({ values }) =>
    values.some((value) => value === "*" || /^arn:[^:]*:(iam|sts)::\*/.test(value)),
  );
  return (wildcard && !statement.conditions.some(narrows)) || statement.notPrincipals !== undefined;
}

/** `ArnEquals` takes wildcards like `ArnLike`, and a policy variable stands for whatever the caller brings along. */
function narrows({ operator, key, values }: Condition): boolean {
  if (!/^(String|Arn)(Equals|Like)$/i.test(operator) || !NARROWING.includes(key.toLowerCase())) return false;
  const literal = /^StringEquals$/i.test(operator);
  return values.every((value) => !value.includes("${") && (literal || !/[*?]/.test(value) || ARN_OF_ONE_ACCOUNT.test(value)));
}

function trusting(principal: string) {
  return documentOf({ effect: "Allow", principals: [{ type: "AWS", values: [principal] }], actions: ["sts:AssumeRole"], conditions: [] });
}
