import { hasLeft } from "../../../stacks/model/directory.ts";
import { parseOwner } from "../../../stacks/model/ref.ts";
import { exampleRecord } from "../../example.ts";
import { rule } from "../../rule.ts";

const NEEDED = 2;

/** A sealed identity that one person alone can open is opened by one person alone, and by nobody when they are away. */
export const recordRequireCustodians = rule({
  name: "record-require-custodians",
  description: "At least two custodians of a break-glass identity work here.",
  severity: "high",
  level: "mandatory",
  judges: "record",
  field: "custodians",
  remediation: "Name two `custodians` in {file} who work here, and hand the sealed credentials over.",
  url: "https://csf.tools/reference/nist-sp-800-53/r5/ac/ac-5/",
  violations({ record }, { directory }, asOf) {
    const { custodians } = record.fields as { custodians?: readonly string[] };
    if (record.kind !== "break-glass" || custodians === undefined) return [];
    const gone = custodians.filter((ref) => {
      const person = directory.people.get(parseOwner(ref)?.id ?? "");
      return person === undefined || hasLeft(person, asOf);
    });
    const left = custodians.length - gone.length;
    return left >= NEEDED ? [] : [`${left} of its custodians work here, expected ${NEEDED}; gone: ${gone.join(", ") || "nobody"}`];
  },
  compliant: { judged: exampleRecord("break-glass/glass-1", { custodians: ["person/w1042", "person/w2001"] }) },
  violating: {
    judged: exampleRecord("break-glass/glass-1", { custodians: ["person/w1042", "person/w1001"] }),
    says: ["1 of its custodians work here, expected 2; gone: person/w1001"],
  },
});
