import { between, describeEnd, type Instant, plus } from "../../../stacks/model/instant.ts";
import { parseRecordTag } from "../../../stacks/model/ref.ts";
import { exampleOf } from "../../example.ts";
import { rule } from "../../rule.ts";

const OF = exampleOf("user", "billing-exporter", "service-accounts");
const DAY_MS = 86_400_000;

/** Keys are rotated: AWS gives them no end, so the record does. */
export const keyLimitLifetime = rule({
  name: "key-limit-lifetime",
  description: "An access key ends within the longest lifetime of keys, and not after its user.",
  severity: "high",
  level: "mandatory",
  judges: "key",
  field: "keys",
  remediation: "Choose an earlier `expires` for the slot in {file}; rotation adds the slot `next`.",
  url: "https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-3",
  violations({ keys, record }, { settings, accounts }, asOf) {
    const place = parseRecordTag(record);
    const end = place && accounts.get(place.account)?.records.get(place.ref)?.fields.expires;
    const longest = settings.lifetimes.keys;
    return keys.flatMap((key) => {
      if (key.status === "Inactive") return [];
      if (key.expires === undefined) return [`key ${key.slot ?? key.id} has no end`];
      const expires = key.expires as Instant;
      if (expires > plus(asOf, longest)) {
        return [
          `key ${key.slot} ${describeEnd(expires, asOf)}: ${Math.ceil(between(asOf, expires) / DAY_MS)} days, where keys may last ${Math.floor(longest / DAY_MS)} days`,
        ];
      }
      return end !== undefined && expires > end ? [`key ${key.slot} would end after its user, which ${describeEnd(end, asOf)}`] : [];
    });
  },
  compliant: { judged: { ...OF, facet: "key", keys: [{ slot: "primary", status: "Active", expires: "2027-01-31T00:00:00Z" }] } },
  violating: {
    judged: { ...OF, facet: "key", keys: [{ slot: "primary", status: "Active", expires: "2027-06-30T00:00:00Z" }] },
    says: ["key primary works until 29 Jun 2027 23:59:59 UTC (in 219 days): 219 days, where keys may last 90 days"],
  },
});
