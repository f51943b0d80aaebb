import type { AccountName, DeclaredRecord } from "../../../stacks/model/declared.ts";
import { endOfPerson, type Person } from "../../../stacks/model/directory.ts";
import { describeEnd } from "../../../stacks/model/instant.ts";
import { parseOwner } from "../../../stacks/model/ref.ts";
import { exampleRecord } from "../../example.ts";
import { rule } from "../../rule.ts";

/** A person's access ends with the person's last day at the latest, so that AWS itself stops it even when nobody does anything. */
export const recordLimitHolderEnd = rule({
  name: "record-limit-holder-end",
  description: "A person's access does not outlive the last day that the directory states.",
  severity: "high",
  level: "mandatory",
  judges: "record",
  field: "expires",
  remediation: "Choose an `expires` in {file} that is not after the person's last day.",
  url: "https://csf.tools/reference/nist-sp-800-53/r5/ps/ps-4/",
  violations({ account, record }, { directory }, asOf) {
    if (record.kind !== "people") return [];
    return [...directory.people.values()].flatMap((person) => {
      const end = isHeldBy(person, record, account) ? endOfPerson(person) : null;
      return end === null || record.fields.expires <= end
        ? []
        : [`${describeEnd(record.fields.expires, asOf)}, but the last day of person/${person.id} is ${person.ends}`];
    });
  },
  compliant: { judged: exampleRecord("people/w2001", { owner: "person/w2001", expires: "2027-01-01T00:00:00Z" as never }) },
  violating: {
    judged: exampleRecord("people/w2001", { owner: "person/w2001", expires: "2027-02-01T00:00:00Z" as never }),
    says: ["works until 31 Jan 2027 23:59:59 UTC (in 70 days), but the last day of person/w2001 is 2026-12-31"],
  },
});

/** Who is written down as the owner, and whose user it is: the directory says so, or its name is the person's id. */
function isHeldBy({ id, aws }: Person, { name, fields }: DeclaredRecord, account: AccountName): boolean {
  const principal = aws[account];
  return parseOwner(fields.owner)?.id === id || name === id || (principal !== undefined && "user" in principal && principal.user === name);
}
