import { isAdministrativePolicy } from "../../../stacks/iam/privilege.ts";
import { isDeclaredAs } from "../../../stacks/kinds/kinds.ts";
import { exampleOf } from "../../example.ts";
import { rule } from "../../rule.ts";

const OF = exampleOf("group", "operators", "groups");

/** Nobody is an administrator all the time: grants of templates are for hours, and break-glass roles for the hour when nothing else works. */
export const attachmentNoFullAdmin = rule({
  name: "attachment-no-full-admin",
  description: "No standing identity or group has a policy of AWS that makes its holder an administrator.",
  severity: "critical",
  level: "mandatory",
  judges: "attachment",
  field: "permissions",
  remediation: "Attach a narrower policy in {file}, or make the role `requestable`.",
  url: "https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-1",
  violations(judged, declared) {
    const found = judged.attached.filter(isAdministrativePolicy);
    const isTemporary = found.length > 0 && ["grants", "break-glass"].some((kind) => isDeclaredAs(kind, judged, declared));
    return (isTemporary ? [] : found).map((arn) => `${arn} makes its holder an administrator`);
  },
  compliant: { judged: { ...OF, facet: "attachment", attached: ["arn:aws:iam::aws:policy/ReadOnlyAccess"], inline: [] } },
  violating: {
    judged: { ...OF, facet: "attachment", attached: ["arn:aws:iam::aws:policy/AdministratorAccess"], inline: [] },
    says: ["arn:aws:iam::aws:policy/AdministratorAccess makes its holder an administrator"],
  },
});
