import { type Condition, documentOf, type Statement } from "../../../stacks/iam/document.ts";
import { GITHUB_ISSUER } from "../../../stacks/kinds/trust/issuer.ts";
import { exampleOf } from "../../example.ts";
import { rule } from "../../rule.ts";

const OF = exampleOf("role", "cluster-job", "workloads");
const CLUSTER = "oidc.eks.us-east-1.amazonaws.com/id/EXAMPLE";

/** Everybody whom an issuer knows gets a token of it: audience and subject say which of them is meant. GitHub's subjects have a rule of their own. */
export const trustOnlyExactFederation = rule({
  name: "trust-only-exact-federation",
  description: "A role that trusts an OpenID Connect issuer names audience and subject exactly, one that trusts SAML the audience.",
  severity: "high",
  level: "mandatory",
  judges: "trust",
  field: "trust",
  remediation: "State the trust as `oidc` with provider, audience and subject in {file}.",
  url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html",
  violations({ trust }) {
    return trust.statements
      .filter(({ effect }) => effect === "Allow")
      .flatMap((statement) => [...new Set(issuersOf(statement).flatMap((issuer) => missing(issuer, statement)))]);
  },
  compliant: { judged: { ...OF, facet: "trust", trust: trusting("StringEquals", "system:serviceaccount:jobs:nightly") } },
  violating: {
    judged: { ...OF, facet: "trust", trust: trusting("StringLike", "system:serviceaccount:*") },
    says: [`does not ask ${CLUSTER} for one subject (${CLUSTER}:sub)`],
  },
});

function issuersOf({ principals }: Statement): readonly string[] {
  const federated = (principals ?? []).filter(({ type }) => type === "Federated").flatMap(({ values }) => values);
  return federated.filter((value) => !value.includes(GITHUB_ISSUER));
}

function missing(provider: string, { conditions }: Statement): readonly string[] {
  if (/:saml-provider\//.test(provider)) {
    return isExact(conditions, "SAML:aud") || isExact(conditions, "SAML:iss")
      ? []
      : [`does not ask ${provider} for an audience (SAML:aud)`];
  }
  const issuer = provider.split(":oidc-provider/").at(-1)!;
  return [
    ...(isExact(conditions, `${issuer}:aud`) ? [] : [`does not ask ${issuer} for an audience (${issuer}:aud)`]),
    ...(isExact(conditions, `${issuer}:sub`) ? [] : [`does not ask ${issuer} for one subject (${issuer}:sub)`]),
  ];
}

/** `StringLike` without wildcards is the same as `StringEquals`. */
function isExact(conditions: readonly Condition[], key: string): boolean {
  return conditions.some(
    (condition) =>
      condition.key.toLowerCase() === key.toLowerCase() &&
      /^String(Equals|Like)$/i.test(condition.operator) &&
      condition.values.every((value) => value !== "" && !/[*?]|\$\{/.test(value)),
  );
}

function trusting(operator: string, subject: string) {
  return documentOf({
    effect: "Allow",
    principals: [{ type: "Federated", values: [`arn:aws:iam::000000000000:oidc-provider/${CLUSTER}`] }],
    actions: ["sts:AssumeRoleWithWebIdentity"],
    conditions: [
      { operator: "StringEquals", key: `${CLUSTER}:aud`, values: ["sts.amazonaws.com"] },
      { operator, key: `${CLUSTER}:sub`, values: [subject] },
    ],
  });
}
