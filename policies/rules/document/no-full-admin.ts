import { isOwnBoundary } from "../../../stacks/expiry.ts";
import { documentOf } from "../../../stacks/iam/document.ts";
import { allowsEverything } from "../../../stacks/iam/privilege.ts";
import { exampleOf } from "../../example.ts";
import { rule } from "../../rule.ts";

const OF = exampleOf("policy", "ledger-write", "permissions");

/** A boundary allows nearly everything too, but grants nothing: it only limits. */
export const documentNoFullAdmin = rule({
  name: "document-no-full-admin",
  description: "No policy allows every action on every resource, whether by wildcards or by what it does not except.",
  severity: "critical",
  level: "mandatory",
  judges: "document",
  field: "statements",
  remediation: "List the actions and resources that are needed in {file}.",
  url: "https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-1",
  violations(judged, declared) {
    if (!allowsEverything(judged.document) || isOwnBoundary(judged, declared)) return [];
    return [`${judged.inline === null ? "it" : `inline policy "${judged.inline}"`} allows every action on every resource`];
  },
  compliant: {
    judged: {
      ...OF,
      facet: "document",
      inline: null,
      document: documentOf({ effect: "Allow", actions: ["s3:*"], resources: ["arn:aws:s3:::ledger/*"], conditions: [] }),
    },
  },
  violating: {
    judged: {
      ...OF,
      facet: "document",
      inline: null,
      document: documentOf({ effect: "Allow", notActions: ["s3:DeleteBucket"], resources: ["*"], conditions: [] }),
    },
    says: ["it allows every action on every resource"],
  },
});
