import { tagOf } from "../../../stacks/iam/facet.ts";
import { parseInstant } from "../../../stacks/model/instant.ts";
import { ENDLESS_BOUNDARIES, TENURE_PATH } from "../../../stacks/model/lifecycle.ts";
import { exampleOf } from "../../example.ts";
import { rule } from "../../rule.ts";

const OF = exampleOf("user", "billing-exporter", "service-accounts");

/** Whatever can be tagged says when it ends. Boundaries that deny everything, or that must never deny, have no end. */
export const tagsRequireExpires = rule({
  name: "tags-require-expires",
  description: "Users, roles and policies carry the tag that says when they end.",
  severity: "high",
  level: "mandatory",
  judges: "tags",
  field: "expires",
  remediation: "Declare it in {file} with `expires: <date>`; Tenure writes the tag from there.",
  url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html",
  violations({ type, name, path, tags }, { settings }) {
    if (type === "policy" && path === TENURE_PATH && ENDLESS_BOUNDARIES.includes(name)) return [];
    const value = tagOf(type, tags, settings.tags.expires);
    if (value === undefined) return [`has no tag "${settings.tags.expires}"`];
    return parseInstant(value) ? [] : [`tag "${settings.tags.expires}" is "${value}", expected an instant such as 2027-03-31T00:00:00Z`];
  },
  compliant: { judged: { ...OF, facet: "tags", tags: { expires: "2027-03-31T00:00:00Z" } } },
  violating: {
    judged: { ...OF, facet: "tags", tags: { expires: "next year" } },
    says: ['tag "expires" is "next year", expected an instant such as 2027-03-31T00:00:00Z'],
  },
});
