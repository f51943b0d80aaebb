import { documentOf, type Statement } from "../../../stacks/iam/document.ts";
import { GITHUB_ISSUER } from "../../../stacks/kinds/trust/issuer.ts";
import { exampleOf } from "../../example.ts";
import { rule } from "../../rule.ts";

const OF = exampleOf("role", "deploy-web", "workloads");

/** Services of AWS that run one and the same workload. */
const SAME: Readonly<Record<string, string>> = { "edgelambda.amazonaws.com": "lambda.amazonaws.com" };

/** A role that two workloads share can be taken from neither without stopping the other, and says of no call which of them made it. */
export const trustOnlyOneWorkload = rule({
  name: "trust-only-one-workload",
  description: "A role lets in one service or one repository, not several.",
  severity: "medium",
  level: "mandatory",
  judges: "trust",
  field: "trust",
  remediation: "Declare a role for each of them, with {file} for one.",
  url: "https://owasp.org/www-project-non-human-identities-top-10/2025/9-nhi-reuse/",
  violations({ trust }) {
    const workloads = [...new Set(trust.statements.filter(({ effect }) => effect === "Allow").flatMap(workloadsOf))].sort();
    return workloads.length <= 1 ? [] : [`is shared by ${workloads.join(", ")}`];
  },
  compliant: { judged: { ...OF, facet: "trust", trust: documentOf(service("lambda.amazonaws.com"), service("edgelambda.amazonaws.com")) } },
  violating: {
    judged: { ...OF, facet: "trust", trust: documentOf(service("lambda.amazonaws.com"), service("ec2.amazonaws.com")) },
    says: ["is shared by ec2.amazonaws.com, lambda.amazonaws.com"],
  },
});

/** Services, and repositories without the ids that newer subjects carry. */
function workloadsOf({ principals, conditions }: Statement): readonly string[] {
  const services = (principals ?? []).filter(({ type }) => type === "Service").flatMap(({ values }) => values);
  const subjects = conditions.filter(({ key }) => key.toLowerCase() === `${GITHUB_ISSUER}:sub`).flatMap(({ values }) => values);
  const repositories = subjects.flatMap((subject) => {
    const [, owner, name] = /^repo:([^@/:]+)(?:@\d+)?\/([^@/:]+)/.exec(subject) ?? [];
    return owner === undefined ? [] : [`repository ${owner}/${name}`];
  });
  return [...services.map((name) => SAME[name] ?? name), ...repositories];
}

function service(name: string): Statement {
  return { effect: "Allow", principals: [{ type: "Service", values: [name] }], actions: ["sts:AssumeRole"], conditions: [] };
}
