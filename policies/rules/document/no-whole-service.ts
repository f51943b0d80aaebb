import { isOwnBoundary } from "../../../stacks/expiry.ts";
import { actionsMatching, services } from "../../../stacks/iam/actions.ts";
import { documentOf, type Statement } from "../../../stacks/iam/document.ts";
import { allowsEverything } from "../../../stacks/iam/privilege.ts";
import { exampleOf } from "../../example.ts";
import { rule } from "../../rule.ts";

const OF = exampleOf("policy", "ledger-write", "permissions");

/** All of a service is also what AWS adds to it next week, and nearly always who may do what in it. */
export const documentNoWholeService = rule({
  name: "document-no-whole-service",
  description: "No policy allows every action of a service, nor every action but some.",
  severity: "high",
  level: "mandatory",
  judges: "document",
  field: "statements",
  remediation: "List the actions that are needed in {file}.",
  url: "https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-21",
  violations(judged, declared) {
    const { document, inline } = judged;
    // Everything has a rule of its own, and a boundary grants nothing.
    const found = allowsEverything(document) ? [] : [...new Set(document.statements.flatMap(wide))];
    if (found.length === 0 || isOwnBoundary(judged, declared)) return [];
    return found.map((what) => `${inline === null ? "it" : `inline policy "${inline}"`} allows ${what}`);
  },
  compliant: {
    judged: { ...OF, facet: "document", inline: null, document: allowing(["s3:Get*", "s3:List*"]) },
  },
  violating: {
    judged: { ...OF, facet: "document", inline: null, document: allowing(["s3:*", "sqs:SendMessage"]) },
    says: ["it allows every action of Amazon S3 (s3:*)"],
  },
});

function wide({ effect, actions, notActions }: Statement): readonly string[] {
  if (effect === "Deny") return [];
  if (notActions) return [`every action but ${notActions.join(", ")}, and so whole services`];
  return (actions ?? []).flatMap((pattern) => {
    if (!/[*?]/.test(pattern)) return [];
    const matched = Map.groupBy(actionsMatching(pattern), ({ service }) => service);
    const whole = [...matched].filter(([prefix, some]) => some.length === services().get(prefix)!.actions.length);
    if (whole.length > 1) return [`every action of ${whole.length} services (${pattern})`];
    return whole.length === 1 ? [`every action of ${services().get(whole[0]![0])!.title} (${pattern})`] : [];
  });
}

function allowing(actions: readonly string[]) {
  return documentOf({ effect: "Allow", actions, resources: ["arn:aws:s3:::ledger/*"], conditions: [] });
}
