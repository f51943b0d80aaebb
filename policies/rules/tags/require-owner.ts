import { tagOf } from "../../../stacks/iam/facet.ts";
import { parseOwner } from "../../../stacks/model/ref.ts";
import { exampleOf } from "../../example.ts";
import { rule } from "../../rule.ts";

const OF = exampleOf("user", "billing-exporter", "service-accounts");

/** Whatever can be tagged says who answers for it. */
export const tagsRequireOwner = rule({
  name: "tags-require-owner",
  description: "Users, roles and policies carry the tag that names their owner.",
  severity: "high",
  level: "mandatory",
  judges: "tags",
  field: "owner",
  remediation: "Declare it in {file} with `owner: team/<id>` or `owner: person/<id>`; Tenure writes the tag from there.",
  url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html",
  violations({ type, tags }, { settings }) {
    const value = tagOf(type, tags, settings.tags.owner);
    if (value === undefined || value === "") return [`has no tag "${settings.tags.owner}"`];
    return parseOwner(value) ? [] : [`tag "${settings.tags.owner}" names nobody, expected team/<id> or person/<id>`];
  },
  compliant: { judged: { ...OF, facet: "tags", tags: { owner: "team/payments" } } },
  violating: { judged: { ...OF, facet: "tags", tags: { Name: "billing" } }, says: ['has no tag "owner"'] },
});
