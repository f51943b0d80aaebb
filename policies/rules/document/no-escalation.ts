import { isOwnBoundary } from "../../../stacks/expiry.ts";
import { documentOf, type PolicyDocument } from "../../../stacks/iam/document.ts";
import type { FacetOwner } from "../../../stacks/iam/facet.ts";
import { waysToMore } from "../../../stacks/iam/gain.ts";
import { allowsEverything } from "../../../stacks/iam/privilege.ts";
import type { BreakGlassRecord } from "../../../stacks/kinds/break-glass.ts";
import { isDeclaredAs } from "../../../stacks/kinds/kinds.ts";
import type { RoleRecord } from "../../../stacks/kinds/roles.ts";
import type { Declared, DeclaredRecord } from "../../../stacks/model/declared.ts";
import { parseRecordTag } from "../../../stacks/model/ref.ts";
import { exampleOf } from "../../example.ts";
import { rule } from "../../rule.ts";

const OF = exampleOf("policy", "ledger-write", "permissions");

/** Whoever may take one of the published ways has more than any review of the document shows; that is for hours, and for emergencies. */
export const documentNoEscalation = rule({
  name: "document-no-escalation",
  description: "No policy opens a published way to more permissions, unless only grants of templates and break-glass roles have it.",
  severity: "high",
  level: "mandatory",
  judges: "document",
  field: "statements",
  remediation: "Remove the actions or name their resources in {file}, or give them by a role that is `requestable`.",
  url: "https://pathfinding.cloud/paths/",
  violations(judged, declared) {
    // Everything is more than a way to it, and has a rule of its own.
    const ways = allowsEverything(judged.document) ? [] : waysToMore(judged.document).map(({ name }) => name);
    if (ways.length === 0 || isOwnBoundary(judged, declared) || isTemporary(judged, declared)) return [];
    const named = ways.length <= 3 ? ways.join(", ") : `${ways.slice(0, 2).join(", ")} and ${ways.length - 2} more`;
    return [`${judged.inline === null ? "it" : `inline policy "${judged.inline}"`} leads to more than it says: ${named}`];
  },
  compliant: {
    judged: { ...OF, facet: "document", inline: null, document: allowing(["iam:PassRole"], "arn:aws:iam::000000000000:role/web") },
  },
  violating: {
    judged: { ...OF, facet: "document", inline: null, document: allowing(["iam:PassRole", "ec2:RunInstances"], "*") },
    says: ["it leads to more than it says: iam:PassRole to EC2"],
  },
});

/** Held by templates and break-glass roles alone, and by somebody: what nobody has yet may go to anybody. */
function isTemporary(judged: FacetOwner, declared: Declared): boolean {
  if (["grants", "break-glass"].some((kind) => isDeclaredAs(kind, judged, declared))) return true;
  const tag = parseRecordTag(judged.record);
  const account = declared.accounts.get(tag?.account ?? "");
  if (!tag || !account || !isDeclaredAs("permissions", judged, declared)) return false;
  const holders = [...account.records.values()].filter((record) => holds(record, judged.name));
  return (
    holders.length > 0 && holders.every(({ kind, fields }) => kind === "break-glass" || (fields as RoleRecord).requestable !== undefined)
  );
}

function holds({ fields }: DeclaredRecord, name: string): boolean {
  const { permissions, role, legacy } = fields as Partial<Pick<RoleRecord, "permissions" | "legacy">> &
    Partial<Pick<BreakGlassRecord, "role">>;
  const attached = legacy?.attached?.some((arn) => arn.endsWith(`/${name}`)) ?? false;
  return attached || permissions?.includes(name) === true || (typeof role === "object" && role.permissions.includes(name));
}

function allowing(actions: readonly string[], resource: string): PolicyDocument {
  return documentOf({ effect: "Allow", actions, resources: [resource], conditions: [] });
}
