import { glassRole } from "../../../stacks/kinds/break-glass.ts";
import type { Account, DeclaredRecord } from "../../../stacks/model/declared.ts";
import { describeEnd, type Instant, parseDuration, plus } from "../../../stacks/model/instant.ts";
import { recordTag } from "../../../stacks/model/ref.ts";
import type { GlassUse, Incident } from "../../observe/glass-parts.ts";
import { check } from "../check.ts";
import type { Draft } from "../finding.ts";

/** A session lasts an hour at most, and clocks may differ a little: an opening covers what is taken on around it. */
const BEFORE = parseDuration("5m")!;
const AFTER = parseDuration("65m")!;

/**
 * Uses of a sealed identity that are not as they should be: taken on past `break-glass open`, or not looked into by the deadline.
 * A review settles all uses under the name of its incident that came before it.
 */
export const breakGlassUsed = check({
  name: "break-glass-used",
  needs: ["glass", "incidents"],
  detect: ({ account }, { glass, incidents }, asOf) =>
    [...account.records.values()].flatMap((record) => {
      if (record.kind !== "break-glass") return [];
      const known = incidents.filter((incident) => incident.record === recordTag(account.name, record.ref));
      const uses = glass.filter(({ role }) => role === glassRole(account, record.name));
      return [...unopened(record, account, uses, known), ...unreviewed(record, account, known, asOf)];
    }),
});

function unopened(record: DeclaredRecord, account: Account, uses: readonly GlassUse[], known: readonly Incident[]): readonly Draft[] {
  const wrong = uses.filter((use) => !isCovered(use, known));
  return [...Map.groupBy(wrong, ({ session }) => session)].map(([session, all]) => {
    const { at, by } = all[0]!;
    const times = all.length === 1 ? "" : `, and ${all.length - 1} times since`;
    return draft(
      record,
      account,
      `use ${session}`,
      `${record.ref} was used as "${session}" by ${by} at ${at}${times}, and nobody opened it for that`,
    );
  });
}

function isCovered({ session, at }: GlassUse, known: readonly Incident[]): boolean {
  const own = known.filter(({ incident }) => incident === session);
  return own.some(
    ({ opened, reviewed }) =>
      opened.some((from) => plus(from, -BEFORE) <= at && at <= plus(from, AFTER)) || (reviewed !== null && at <= reviewed),
  );
}

function unreviewed(record: DeclaredRecord, account: Account, known: readonly Incident[], asOf: Instant): readonly Draft[] {
  return known.flatMap(({ incident, opened, reviewed, reviewer, reviewBy }) => {
    const last = opened.at(-1);
    if (last === undefined || reviewBy === null || asOf < reviewBy || (reviewed !== null && reviewed >= last)) return [];
    const who = reviewer === null ? "nobody was named to review it" : `${reviewer} was to review it`;
    return [
      draft(
        record,
        account,
        `review ${incident}`,
        `${record.ref} was opened for ${incident} at ${last} and has not been reviewed: ${who}, and the time for it ${describeEnd(reviewBy, asOf)}`,
      ),
    ];
  });
}

function draft(record: DeclaredRecord, account: Account, facet: string, message: string): Draft {
  return { check: "break-glass-used", subject: glassRole(account, record.name), record: record.ref, facet, severity: "critical", message };
}
