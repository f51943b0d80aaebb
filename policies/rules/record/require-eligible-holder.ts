import type { RoleRecord } from "../../../stacks/kinds/roles.ts";
import { parseOwner, recordRef } from "../../../stacks/model/ref.ts";
import { exampleRecord } from "../../example.ts";
import { rule } from "../../rule.ts";

/** A template says who may have it; a grant to anybody else would be a privilege that nobody agreed to. */
export const recordRequireEligibleHolder = rule({
  name: "record-require-eligible-holder",
  description: "A grant goes to somebody whom its template lists, by name or by team.",
  severity: "high",
  level: "mandatory",
  judges: "record",
  field: "who",
  remediation: "Ask for another role in {file}, or have the person's team added to the template's `requestable.by`.",
  url: "https://csf.tools/reference/nist-sp-800-53/r5/ac/ac-3/ac-3-7/",
  violations({ account, record }, { accounts, directory }) {
    const { who, role } = record.fields as { who?: string; role?: string };
    if (record.kind !== "grants" || who === undefined || role === undefined) return [];
    const template = accounts.get(account)?.records.get(recordRef("roles", role))?.fields as RoleRecord | undefined;
    const by = template?.requestable?.by ?? [];
    const team = directory.people.get(parseOwner(who)?.id ?? "")?.team;
    const isEligible = by.some((owner) => owner === who || owner === `team/${team}`);
    return isEligible ? [] : [`${who} may not have roles/${role}, which is for ${by.join(", ") || "nobody"}`];
  },
  compliant: { judged: exampleRecord("grants/restore", { who: "person/w1042", role: "admin" }) },
  violating: {
    judged: exampleRecord("grants/restore", { who: "person/w2001", role: "auditor" }),
    says: ["person/w2001 may not have roles/auditor, which is for person/w1042"],
  },
});
