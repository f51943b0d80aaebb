import { accountOfArn } from "../../../stacks/iam/arn.ts";
import { documentOf, type PolicyDocument, type Statement } from "../../../stacks/iam/document.ts";
import { parseRecordTag } from "../../../stacks/model/ref.ts";
import { exampleOf } from "../../example.ts";
import { rule } from "../../rule.ts";

const OF = exampleOf("role", "backup-copy", "workloads");

/** Who holds a development account must not hold production through it, nor the other way round. Where it is meant, somebody answers for it and for a time. */
export const trustNoOtherEnvironment = rule({
  name: "trust-no-other-environment",
  description: "No role lets in an account of the organisation that is of another environment.",
  severity: "high",
  level: "mandatory",
  judges: "trust",
  field: "trust",
  remediation: "Trust an account of the same environment in {file}, or hand the data over without a role.",
  url: "https://owasp.org/www-project-non-human-identities-top-10/2025/8-environment-isolation/",
  violations({ trust, record }, { accounts }) {
    const home = accounts.get(parseRecordTag(record)?.account ?? "");
    if (!home) return [];
    const ids = new Set(trust.statements.filter(({ effect }) => effect === "Allow").flatMap(accountsOf));
    return [...accounts.values()]
      .filter(({ accountId, environment }) => ids.has(accountId) && environment !== home.environment)
      .map(({ name, environment }) => `is in ${home.environment} and lets in ${name}, which is ${environment}`);
  },
  compliant: { judged: { ...OF, facet: "trust", trust: trusting("000000000000") } },
  violating: {
    judged: { ...OF, facet: "trust", trust: trusting("111111111111") },
    says: ["is in production and lets in dev, which is non-production"],
  },
});

/** Accounts that are named as principals, or by a condition behind a wildcard. */
function accountsOf({ principals, conditions }: Statement): readonly string[] {
  const named = (principals ?? []).filter(({ type }) => type === "AWS").flatMap(({ values }) => values);
  const behind = conditions
    .filter(({ operator, key }) => /^(String|Arn)(Equals|Like)$/i.test(operator) && /^aws:Principal(Account|Arn)$/i.test(key))
    .flatMap(({ values }) => values);
  return [...named, ...behind].flatMap((value) => (/^\d{12}$/.test(value) ? [value] : (accountOfArn(value) ?? [])));
}

function trusting(account: string): PolicyDocument {
  return documentOf({
    effect: "Allow",
    principals: [{ type: "AWS", values: [`arn:aws:iam::${account}:root`] }],
    actions: ["sts:AssumeRole"],
    conditions: [],
  });
}
