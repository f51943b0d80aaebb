import { resolveOwner } from "../../../stacks/model/directory.ts";
import { exampleRecord } from "../../example.ts";
import { rule } from "../../rule.ts";

/** Somebody who still works here answers for every record. Owners that the directory never knew are errors of reading. */
export const recordRequireLivingOwner = rule({
  name: "record-require-living-owner",
  description: "The owner is a person who has not left, or a team with at least one such person.",
  severity: "high",
  level: "mandatory",
  judges: "record",
  field: "owner",
  remediation: "Name an owner in {file} who still works here.",
  url: "https://csf.tools/reference/nist-sp-800-53/r5/ac/ac-2/ac-2-3/",
  violations({ record }, { directory }, asOf) {
    if (record.fields.state === "disabled") return []; // a leaver's own record, once it is stopped
    const owner = resolveOwner(directory, record.fields.owner, asOf);
    if (owner.state === "answers") return [];
    return [
      owner.state === "gone"
        ? `owner ${record.fields.owner} cannot answer: ${owner.why}`
        : `owner ${record.fields.owner} is not in the directory`,
    ];
  },
  compliant: { judged: exampleRecord("service-accounts/billing-exporter") },
  violating: {
    judged: exampleRecord("service-accounts/billing-exporter", { owner: "person/w1001" }),
    says: ["owner person/w1001 cannot answer: person/w1001 has left"],
  },
});
