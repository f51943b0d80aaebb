import { between, type Duration, describeEnd, type Instant, plus, printDuration } from "../../../stacks/model/instant.ts";
import { exampleRecord } from "../../example.ts";
import { rule } from "../../rule.ts";

const DAY_MS = 86_400_000;

/** Nothing is declared for longer than its kind allows; what should last is renewed. */
export const recordLimitLifetime = rule({
  name: "record-limit-lifetime",
  description: "An end is no further away than the longest lifetime of its kind.",
  severity: "high",
  level: "mandatory",
  judges: "record",
  field: "expires",
  remediation: "Choose an earlier `expires` in {file}; settings.yaml says how long a kind may last, and it can be renewed before it ends.",
  url: "https://csf.tools/reference/nist-sp-800-53/r5/ac/ac-2/",
  violations({ record }, { settings }, asOf) {
    const longest = (settings.lifetimes as Record<string, number>)[record.kind];
    const { expires } = record.fields;
    // A grant lasts from its own start, however early it is asked for.
    const { starts = asOf } = record.fields as { starts?: Instant };
    if (record.kind === "grants")
      return longest !== undefined && expires > plus(starts, longest) ? [tooLong(starts, expires, longest)] : [];
    if (longest === undefined || expires <= plus(asOf, longest)) return [];
    const days = Math.ceil(between(asOf, expires) / DAY_MS);
    return [`${describeEnd(expires, asOf)}: ${days} days, where ${record.kind} may last ${Math.floor(longest / DAY_MS)} days`];
  },
  compliant: { judged: exampleRecord("people/w1042") },
  violating: {
    judged: exampleRecord("people/w1042", { expires: "2028-01-01T00:00:00Z" as never }),
    says: ["works until 31 Dec 2027 23:59:59 UTC (in 404 days): 404 days, where people may last 180 days"],
  },
});

function tooLong(starts: Instant, expires: Instant, longest: Duration): string {
  return `lasts ${printDuration(between(starts, expires))} from ${starts}, where a grant may last ${printDuration(longest)}`;
}
