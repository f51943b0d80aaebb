import { documentOf, type Statement } from "../../../stacks/iam/document.ts";
import { GITHUB_ISSUER } from "../../../stacks/kinds/trust/issuer.ts";
import { exampleOf } from "../../example.ts";
import { rule } from "../../rule.ts";

const OF = exampleOf("role", "deploy-web", "workloads");
const AUDIENCE = "sts.amazonaws.com";

/** Every repository on GitHub gets tokens from the same issuer: only audience and subject tell ours from the rest. */
export const trustOnlyExactGithub = rule({
  name: "trust-only-exact-github",
  description: "A role that trusts GitHub names the audience and one exact subject.",
  severity: "critical",
  level: "mandatory",
  judges: "trust",
  field: "trust",
  remediation: "Name repository, ids and environment or branch under `trust.github` in {file}.",
  url: "https://docs.github.com/en/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-aws",
  violations({ trust }) {
    return trust.statements.filter(trustsGithub).flatMap((statement) => [...audience(statement), ...subject(statement)]);
  },
  compliant: {
    judged: {
      ...OF,
      facet: "trust",
      trust: trusting("StringEquals", "repo:acme@1/web@2:environment:production"),
    },
  },
  violating: {
    judged: { ...OF, facet: "trust", trust: trusting("StringLike", "repo:acme/*:environment:production") },
    says: [
      'accepts the subject "repo:acme/*:environment:production", whose wildcard stands before the repository\'s end: other repositories match',
    ],
  },
});

function trustsGithub(statement: Statement): boolean {
  return (
    statement.effect === "Allow" &&
    (statement.principals ?? []).some(({ type, values }) => type === "Federated" && values.some((value) => value.includes(GITHUB_ISSUER)))
  );
}

function audience(statement: Statement): readonly string[] {
  const condition = statement.conditions.find(
    ({ operator, key }) => operator === "StringEquals" && key.toLowerCase() === `${GITHUB_ISSUER}:aud`,
  );
  return condition?.values.every((value) => value === AUDIENCE) ? [] : [`does not ask for the audience ${AUDIENCE}`];
}

function subject(statement: Statement): readonly string[] {
  const subjects = statement.conditions
    .filter(({ operator, key }) => /^String(Equals|Like)$/.test(operator) && key.toLowerCase() === `${GITHUB_ISSUER}:sub`)
    .flatMap(({ operator, values }) => values.map((value) => ({ value, wild: operator === "StringLike" && /[*?]/.test(value) })));
  if (subjects.length === 0) return ["accepts every subject: any repository on GitHub can assume the role"];
  return subjects.flatMap(({ value, wild }) => {
    if (!wild)
      return !value.includes("${") && /^repo:[^/:]+\/[^/:]+:.+$/.test(value)
        ? []
        : [`accepts the subject "${value}", expected repo:<owner>/<repository>:<environment or branch>`];
    return /^repo:[^/:*?]+\/[^/:*?]+:/.test(value)
      ? [`accepts the subject "${value}", whose wildcard lets every branch and pull request in`]
      : [`accepts the subject "${value}", whose wildcard stands before the repository's end: other repositories match`];
  });
}

function trusting(operator: string, sub: string) {
  return documentOf({
    effect: "Allow",
    principals: [{ type: "Federated", values: [`arn:aws:iam::000000000000:oidc-provider/${GITHUB_ISSUER}`] }],
    actions: ["sts:AssumeRoleWithWebIdentity"],
    conditions: [
      { operator: "StringEquals", key: `${GITHUB_ISSUER}:aud`, values: [AUDIENCE] },
      { operator, key: `${GITHUB_ISSUER}:sub`, values: [sub] },
    ],
  });
}
