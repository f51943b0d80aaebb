import { documentOf } from "../../../stacks/iam/document.ts";
import { isPrivileged } from "../../../stacks/iam/gain.ts";
import type { PermissionRecord } from "../../../stacks/kinds/permissions.ts";
import { exampleRecord } from "../../example.ts";
import { rule } from "../../rule.ts";

/** What people say of a policy decides how often it is reviewed; so what it says of itself has to be true. */
export const recordMatchPrivileged = rule({
  name: "record-match-privileged",
  description: "A policy that lets its holder administer access says that it is privileged.",
  severity: "high",
  level: "mandatory",
  judges: "record",
  field: "privileged",
  remediation: "State `privileged: true` in {file}, or remove what makes it so.",
  url: "https://csf.tools/reference/nist-sp-800-53/r5/ac/ac-6/ac-6-5/",
  violations({ record: { kind, fields } }) {
    const { privileged, statements } = fields as PermissionRecord;
    if (kind !== "permissions" || privileged === true || !isPrivileged(documentOf(...statements))) return [];
    return [
      `${privileged === false ? "says that it is not privileged" : "does not say that it is privileged"}, and lets its holder administer access`,
    ];
  },
  compliant: { judged: exampleRecord("permissions/iam-admin", { privileged: true, statements: [allowing("iam:*")] }) },
  violating: {
    judged: exampleRecord("permissions/iam-admin", { privileged: false, statements: [allowing("iam:PutRolePolicy")] }),
    says: ["says that it is not privileged, and lets its holder administer access"],
  },
});

function allowing(action: string) {
  return { effect: "Allow", actions: [action], resources: ["*"], conditions: [] };
}
