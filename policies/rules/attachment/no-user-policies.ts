import { exampleOf } from "../../example.ts";
import { rule } from "../../rule.ts";

const OF = exampleOf("user", "billing-exporter", "service-accounts");

/** What a user may do comes from groups alone, so that a review of groups is a review of users. */
export const attachmentNoUserPolicies = rule({
  name: "attachment-no-user-policies",
  description: "No policies are attached to users directly, managed or inline.",
  severity: "medium",
  level: "mandatory",
  judges: "attachment",
  field: "legacy",
  remediation: "Give the permission to a group and list the group in {file}.",
  url: "https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-2",
  violations({ type, attached, inline }) {
    if (type !== "user") return [];
    return [
      ...attached.map((arn) => `policy ${arn} is attached to the user itself`),
      ...inline.map((name) => `inline policy "${name}" stands on the user itself`),
    ];
  },
  compliant: {
    judged: {
      ...exampleOf("group", "readers", "groups"),
      facet: "attachment",
      attached: ["arn:aws:iam::aws:policy/ReadOnlyAccess"],
      inline: [],
    },
  },
  violating: {
    judged: { ...OF, facet: "attachment", attached: ["arn:aws:iam::aws:policy/ReadOnlyAccess"], inline: [] },
    says: ["policy arn:aws:iam::aws:policy/ReadOnlyAccess is attached to the user itself"],
  },
});
