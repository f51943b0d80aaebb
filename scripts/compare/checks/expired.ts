import { tagOf } from "../../../stacks/iam/facet.ts";
import { arnOfRecord, describeEndOf } from "../../../stacks/kinds/kinds.ts";
import type { DeclaredRecord } from "../../../stacks/model/declared.ts";
import { describeEnd, type Instant, parseInstant, plus } from "../../../stacks/model/instant.ts";
import { isExtra, parseOwner } from "../../../stacks/model/ref.ts";
import { check, type Scope } from "../check.ts";
import type { Draft } from "../finding.ts";

/**
 * Records whose end has come or that were disabled long enough, and what an account's own program declares, by its tags: active ones are to be disabled, and ones that were disabled long enough are to go.
 * AWS already denies identities at their end; this is what tidies up after it, and what ends groups and permissions, which have no boundary.
 */
export const expired = check({
  name: "expired",
  needs: [],
  detect(scope, _observed, asOf) {
    const ofRecords = [...scope.account.records.values()].flatMap((record) => {
      if (record.kind === "grants") return []; // the check grant-ended
      const why = whyExpired(record, scope, asOf);
      return why === undefined
        ? []
        : [
            {
              check: "expired",
              subject: arnOfRecord(record, scope.account),
              record: record.ref,
              severity: record.kind === "break-glass" ? ("critical" as const) : ("high" as const),
              message: `${record.ref} ${why}`,
            },
          ];
    });
    return [...ofRecords, ...expiredExtra(scope, asOf)];
  },
});

/** What a program declares has no state: at its end it is to be taken out of the program. */
function expiredExtra({ entities, declared }: Scope, asOf: Instant): readonly Draft[] {
  return entities.flatMap(({ entity, ref }) => {
    const end =
      isExtra(ref) && "tags" in entity ? parseInstant(tagOf(entity.type, entity.tags, declared.settings.tags.expires) ?? "") : undefined;
    if (end === undefined || end > asOf) return [];
    return [{ check: "expired", subject: entity.arn, record: ref, severity: "high" as const, message: `${ref} ${describeEnd(end, asOf)}` }];
  });
}

function whyExpired({ kind, fields }: DeclaredRecord, { declared }: Scope, asOf: Instant): string | undefined {
  const isOver = fields.expires <= asOf;
  if (fields.state !== "disabled") return isOver ? describeEndOf(kind, fields.expires, asOf) : undefined;
  const { since } = fields.disabled!;
  if (plus(since, declared.settings.grace.disabledBeforeRemoval) > asOf) return undefined;
  if (isOver) return `${describeEnd(fields.expires, asOf)} and was disabled at ${since}; the time for second thoughts is over`;
  // Whoever is on leave comes back, and so does what was stopped meanwhile.
  const owner = declared.directory.people.get(parseOwner(fields.owner)?.id ?? "");
  return owner?.status === "leave"
    ? undefined
    : `was disabled at ${since} (${fields.disabled!.reason}); the time for second thoughts is over`;
}
