import { parseIamArn } from "../../../stacks/iam/arn.ts";
import type { FacetOf } from "../../../stacks/iam/facet.ts";
import { isDeclaredAs } from "../../../stacks/kinds/kinds.ts";
import type { Declared } from "../../../stacks/model/declared.ts";
import { BREAK_GLASS_BOUNDARY, DISABLED_BOUNDARY, parseBoundaryName, TENURE_PATH } from "../../../stacks/model/lifecycle.ts";
import { parseRecordTag, recordRef } from "../../../stacks/model/ref.ts";
import { exampleOf } from "../../example.ts";
import { rule } from "../../rule.ts";

const OF = exampleOf("user", "billing-exporter", "service-accounts");
const EXPIRES = "2027-03-31T00:00:00Z";

/** The boundary is what makes AWS end the access; without it, or with another end, the tag is a wish. */
export const boundaryMatchExpires = rule({
  name: "boundary-match-expires",
  description: "Users and roles carry the Tenure boundary of the end that their tag states.",
  severity: "critical",
  level: "mandatory",
  judges: "boundary",
  field: "expires",
  remediation: "Declare the identity in {file}; Tenure gives it the boundary of its end.",
  url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html",
  violations(judged, declared) {
    const { boundary, expires } = judged;
    const parsed = parseIamArn(boundary ?? "");
    if (isSealed(judged) && isDeclaredAs("break-glass", judged, declared)) return [];
    if (boundary === null) return ["has no permissions boundary, so nothing ends it"];
    const stated = parsed?.path === TENURE_PATH ? parseBoundaryName(parsed.name) : undefined;
    const end = stated && isKnown(stated.declared, judged, declared) ? stated.end : undefined;
    if (parsed?.path === TENURE_PATH && parsed.name === DISABLED_BOUNDARY) return [];
    if (end === undefined) return [`its boundary ${boundary} is no Tenure boundary, so it does not end`];
    return end === expires ? [] : [`its boundary ends it at ${end}, its tag says ${expires ?? "nothing"}`];
  },
  compliant: {
    judged: { ...OF, facet: "boundary", boundary: "arn:aws:iam::000000000000:policy/tenure/until-2027-03-31", expires: EXPIRES },
  },
  violating: {
    judged: { ...OF, facet: "boundary", boundary: "arn:aws:iam::000000000000:policy/tenure/until-2029-03-31", expires: EXPIRES },
    says: ["its boundary ends it at 2029-03-31T00:00:00Z, its tag says 2027-03-31T00:00:00Z"],
  },
});

/** A sealed user can do one thing for ever, and its role must be able to repair boundaries: an end that passes unnoticed would lock everybody out. */
function isSealed({ type, boundary }: FacetOf<"boundary">): boolean {
  const { path, name } = parseIamArn(boundary ?? "") ?? {};
  return type === "role" ? boundary === null : path === TENURE_PATH && name === BREAK_GLASS_BOUNDARY;
}

/** A boundary into which a policy is merged is one of ours only where a record declares that policy. */
function isKnown(declared: string | undefined, { record }: FacetOf<"boundary">, { accounts }: Declared): boolean {
  const account = accounts.get(parseRecordTag(record)?.account ?? "");
  return declared === undefined || account?.records.has(recordRef("permissions", declared)) === true;
}
