import { documentOf } from "../../../stacks/iam/document.ts";
import { trustedAccounts } from "../../../stacks/iam/trusted-accounts.ts";
import { isDeclaredAs } from "../../../stacks/kinds/kinds.ts";
import { exampleOf } from "../../example.ts";
import { rule } from "../../rule.ts";

const OF = exampleOf("role", "backup-copy", "workloads");

/** Somebody outside the organisation comes with a contract that ends. Only a vendor's record says who they are, and ends with it. */
export const trustRequireContract = rule({
  name: "trust-require-contract",
  description: "A role that trusts an account outside the organisation is a vendor's, whose contract ends.",
  severity: "high",
  level: "mandatory",
  judges: "trust",
  field: "trust",
  remediation: "Write {file} anew as a record of the kind `vendors`, with its `contract`.",
  url: "https://owasp.org/www-project-non-human-identities-top-10/2025/3-vulnerable-third-party-nhi/",
  violations(facet, declared) {
    if (isDeclaredAs("vendors", facet, declared)) return [];
    const ours = new Set([...declared.accounts.values()].map(({ accountId }) => accountId));
    const foreign = new Set(facet.trust.statements.flatMap(trustedAccounts).filter((account) => !ours.has(account)));
    return [...foreign].map((account) => `trusts the foreign account ${account}, and no contract says whose it is and until when`);
  },
  compliant: { judged: { ...OF, facet: "trust", trust: trusting("111111111111") } },
  violating: {
    judged: { ...OF, facet: "trust", trust: trusting("999988887777") },
    says: ["trusts the foreign account 999988887777, and no contract says whose it is and until when"],
  },
});

function trusting(account: string) {
  return documentOf({
    effect: "Allow",
    principals: [{ type: "AWS", values: [`arn:aws:iam::${account}:root`] }],
    actions: ["sts:AssumeRole"],
    conditions: [{ operator: "StringEquals", key: "sts:ExternalId", values: ["tn-7f3a9c"] }],
  });
}
