import { documentOf } from "../../../stacks/iam/document.ts";
import { isPrivileged } from "../../../stacks/iam/gain.ts";
import type { PermissionRecord } from "../../../stacks/kinds/permissions.ts";
import { exampleRecord } from "../../example.ts";
import { rule } from "../../rule.ts";

/** A warning that stands everywhere is not read anywhere. Advisory: people may know of a privilege that no statement shows. */
export const recordNoNeedlessPrivileged = rule({
  name: "record-no-needless-privileged",
  description: "A policy that says that it is privileged lets its holder administer access.",
  severity: "low",
  level: "advisory",
  judges: "record",
  field: "privileged",
  remediation: "Remove `privileged: true` from {file}, unless it is privileged in a way that its statements do not show.",
  url: "https://csf.tools/reference/nist-sp-800-53/r5/ac/ac-6/ac-6-5/",
  violations({ record: { kind, fields } }) {
    const { privileged, statements } = fields as PermissionRecord;
    if (kind !== "permissions" || privileged !== true || isPrivileged(documentOf(...statements))) return [];
    return ["says that it is privileged, and its statements let nobody administer access"];
  },
  compliant: { judged: exampleRecord("permissions/iam-admin", { privileged: true, statements: [allowing("iam:PutRolePolicy")] }) },
  violating: {
    judged: exampleRecord("permissions/ledger-read", { privileged: true, statements: [allowing("s3:GetObject")] }),
    says: ["says that it is privileged, and its statements let nobody administer access"],
  },
});

function allowing(action: string) {
  return { effect: "Allow", actions: [action], resources: ["*"], conditions: [] };
}
