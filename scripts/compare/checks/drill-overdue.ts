import type { BreakGlassRecord } from "../../../stacks/kinds/break-glass.ts";
import { arnOfRecord } from "../../../stacks/kinds/kinds.ts";
import { type Instant, plus, printDuration } from "../../../stacks/model/instant.ts";
import { check } from "../check.ts";

/** Sealed identities that nobody has tried for too long: a way in that does not work is found out now or in the worst hour. */
export const drillOverdue = check({
  name: "drill-overdue",
  needs: [],
  detect: ({ account }, _observed, asOf) =>
    [...account.records.values()].flatMap((record) => {
      if (record.kind !== "break-glass" || record.fields.state === "disabled") return [];
      const why = whyOverdue(record.fields as BreakGlassRecord, asOf);
      if (why === undefined) return [];
      const severity = why.never ? ("medium" as const) : ("high" as const);
      return [
        {
          check: "drill-overdue",
          subject: arnOfRecord(record, account),
          record: record.ref,
          severity,
          message: `${record.ref} ${why.words}`,
        },
      ];
    }),
});

function whyOverdue({ drill }: BreakGlassRecord, asOf: Instant): { never: boolean; words: string } | undefined {
  if (!drill) return { never: true, words: "has never been tried" };
  const due = plus(`${drill.lastAt}T00:00:00Z` as Instant, drill.every);
  if (due > asOf) return undefined;
  return {
    never: false,
    words: `was tried last on ${drill.lastAt}, and is to be tried every ${printDuration(drill.every)}: that was due at ${due}`,
  };
}
