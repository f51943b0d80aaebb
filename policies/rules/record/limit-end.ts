import { latestEndsOf } from "../../../stacks/kinds/kinds.ts";
import { describeEnd } from "../../../stacks/model/instant.ts";
import { exampleRecord } from "../../example.ts";
import { rule } from "../../rule.ts";

/** Access ends with what it rests on at the latest, so that AWS itself stops it even when nobody does anything. */
export const recordLimitEnd = rule({
  name: "record-limit-end",
  description: "Access does not outlive what it rests on: its holder, its sponsor, its contract, its template.",
  severity: "high",
  level: "mandatory",
  judges: "record",
  field: "expires",
  remediation: "Choose an earlier `expires` in {file}.",
  url: "https://csf.tools/reference/nist-sp-800-53/r5/ps/ps-4/",
  violations({ account, record }, declared, asOf) {
    const home = declared.accounts.get(account);
    return (home ? latestEndsOf(record, home, declared) : [])
      .filter(({ end }) => record.fields.expires > end)
      .map(({ because }) => `${describeEnd(record.fields.expires, asOf)}, but ${because}`);
  },
  compliant: { judged: exampleRecord("people/w2001", { owner: "person/w2001", expires: "2027-01-01T00:00:00Z" as never }) },
  violating: {
    judged: exampleRecord("people/w2001", { owner: "person/w2001", expires: "2027-02-01T00:00:00Z" as never }),
    says: ["works until 31 Jan 2027 23:59:59 UTC (in 70 days), but the last day of person/w2001 is 2026-12-31"],
  },
});
