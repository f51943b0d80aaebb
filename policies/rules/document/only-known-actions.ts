import { actionsMatching, services } from "../../../stacks/iam/actions.ts";
import { documentOf } from "../../../stacks/iam/document.ts";
import { nearest } from "../../../stacks/model/suggestion.ts";
import { exampleOf } from "../../example.ts";
import { rule } from "../../rule.ts";

const OF = exampleOf("policy", "ledger-write", "permissions");

/**
 * AWS takes an action that does not exist without a word: what was meant is then not allowed or, worse, not denied.
 * A rule and no error of reading: the table is as of a day, AWS adds actions every week, and what is newer needs an exception until the table is.
 */
export const documentOnlyKnownActions = rule({
  name: "document-only-known-actions",
  description: "Every action that a policy names, or names by a wildcard, is one that AWS has.",
  severity: "medium",
  level: "mandatory",
  judges: "document",
  field: "statements",
  remediation:
    "Correct the action in {file}; an action that is newer than the table of actions needs an exception until `npm run generate` knows it.",
  url: "https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html",
  violations({ document, inline }) {
    const named = document.statements.flatMap(({ actions, notActions }) => actions ?? notActions ?? []);
    const where = inline === null ? "" : `inline policy "${inline}": `;
    return [...new Set(named)].filter((action) => !isKnown(action)).map((action) => `${where}${complaint(action)}`);
  },
  compliant: {
    judged: {
      ...OF,
      facet: "document",
      inline: null,
      document: documentOf({
        effect: "Allow",
        actions: ["s3:GetObject", "s3:List*"],
        resources: ["arn:aws:s3:::ledger/*"],
        conditions: [],
      }),
    },
  },
  violating: {
    judged: {
      ...OF,
      facet: "document",
      inline: null,
      document: documentOf({ effect: "Allow", actions: ["s3:GetObjct", "s3:Gett*"], resources: ["arn:aws:s3:::ledger/*"], conditions: [] }),
    },
    says: ['AWS has no action "s3:GetObjct" (did you mean "s3:GetObject"?)', 'no action of AWS is matched by "s3:Gett*"'],
  },
});

/** The table never changes while we run, and the same words stand in every boundary. */
const asked = new Map<string, boolean>();

function isKnown(action: string): boolean {
  const known = asked.get(action) ?? actionsMatching(action).length > 0;
  asked.set(action, known);
  return known;
}

function complaint(action: string): string {
  const [prefix = "", name = ""] = action.split(":");
  const service = services().get(prefix.toLowerCase());
  if (!service && !/[*?]/.test(prefix))
    return `AWS has no service "${prefix}" of the action "${action}"${meant(nearest(prefix, services().keys()))}`;
  if (!service || /[*?]/.test(name)) return `no action of AWS is matched by "${action}"`;
  const near = nearest(
    name,
    service.actions.map((one) => one.name),
  );
  return `AWS has no action "${action}"${meant(near && `${service.prefix}:${near}`)}`;
}

function meant(word: string | undefined): string {
  return word === undefined ? "" : ` (did you mean "${word}"?)`;
}
