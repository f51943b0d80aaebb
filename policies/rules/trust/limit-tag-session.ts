import { type Condition, documentOf, type Statement } from "../../../stacks/iam/document.ts";
import { speaksOfAction } from "../../../stacks/iam/evaluate.ts";
import { exampleOf } from "../../example.ts";
import { rule } from "../../rule.ts";

const OF = exampleOf("role", "deploy-web", "workloads");

/** Tags of a session open what policies open to tags: whoever may choose them freely chooses what the role may do. */
export const trustLimitTagSession = rule({
  name: "trust-limit-tag-session",
  description: "Whoever may tag a role's sessions is told with which tags.",
  severity: "high",
  level: "mandatory",
  judges: "trust",
  field: "trust",
  remediation:
    "Remove sts:TagSession from the trust in {file}, or name the tags by aws:RequestTag/<key> or ForAllValues:StringEquals aws:TagKeys.",
  url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html#id_session-tags_permissions-required",
  violations({ trust }) {
    return trust.statements
      .filter(
        (statement) => statement.effect === "Allow" && isOfCallers(statement) && speaksOfAction(statement, "sts:TagSession") === "yes",
      )
      .filter(({ conditions }) => !conditions.some(limitsTags))
      .map(() => "lets whoever assumes it choose any tags for the session (sts:TagSession)");
  },
  compliant: {
    judged: { ...OF, facet: "trust", trust: trusting([{ operator: "StringEquals", key: "aws:RequestTag/team", values: ["web"] }]) },
  },
  violating: {
    judged: { ...OF, facet: "trust", trust: trusting([]) },
    says: ["lets whoever assumes it choose any tags for the session (sts:TagSession)"],
  },
});

/** A service of AWS sets tags of its own making, such as those of a certificate or of a pod. */
function isOfCallers({ principals }: Statement): boolean {
  return principals === undefined || principals.some(({ type }) => type !== "Service");
}

function limitsTags({ operator, key, values }: Condition): boolean {
  const literal = values.every((value) => !/[*?]|\$\{/.test(value));
  const name = key.toLowerCase();
  if (name === "aws:tagkeys") return literal && /^ForAllValues:StringEquals(IgnoreCase)?$/i.test(operator);
  return literal && name.startsWith("aws:requesttag/") && /^StringEquals(IgnoreCase)?$/i.test(operator);
}

function trusting(conditions: readonly Condition[]) {
  return documentOf({
    effect: "Allow",
    principals: [{ type: "AWS", values: ["arn:aws:iam::000000000000:role/ci"] }],
    actions: ["sts:AssumeRole", "sts:TagSession"],
    conditions,
  });
}
