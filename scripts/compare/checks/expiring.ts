import { tagOf } from "../../../stacks/iam/facet.ts";
import { arnOfRecord } from "../../../stacks/kinds/kinds.ts";
import type { UserRecord } from "../../../stacks/kinds/users.ts";
import type { DeclaredRecord } from "../../../stacks/model/declared.ts";
import { describeEnd, type Instant, parseInstant, plus } from "../../../stacks/model/instant.ts";
import { isExtra } from "../../../stacks/model/ref.ts";
import { check, type Scope } from "../check.ts";
import type { Draft } from "../finding.ts";

/** What ends within `settings.reminders.before`, keys included: a reminder for whoever answers for it, and nothing more. Grants end within hours and are asked for anew. */
export const expiring = check({
  name: "expiring",
  needs: [],
  detect(scope, _observed, asOf) {
    const { account, declared } = scope;
    const until = plus(asOf, declared.settings.reminders.before);
    const ofRecords = [...account.records.values()].flatMap((record) => {
      if (record.kind === "grants" || record.fields.state === "disabled") return [];
      const subject = arnOfRecord(record, account);
      return ending(record, asOf, until).map(({ facet, message }) => ({ ...reminder(record.ref, subject, message), ...facet }));
    });
    return [...ofRecords, ...endingExtra(scope, asOf, until)];
  },
});

/** A record past its end is the check expired, and then its keys need no word of their own. */
function ending({ ref, fields }: DeclaredRecord, asOf: Instant, until: Instant): readonly { facet: { facet?: string }; message: string }[] {
  if (fields.expires <= asOf) return [];
  const { keys = {} } = fields as Partial<UserRecord>;
  const isSoon = (end: Instant) => end > asOf && end <= until;
  return [
    ...(isSoon(fields.expires) ? [{ facet: {}, message: `${ref} ${describeEnd(fields.expires, asOf)}` }] : []),
    ...Object.entries(keys).flatMap(([slot, key]) =>
      key.state !== "disabled" && isSoon(key.expires)
        ? [{ facet: { facet: `key ${slot}` }, message: `key ${slot} of ${ref} ${describeEnd(key.expires, asOf)}` }]
        : [],
    ),
  ];
}

/** What an account's own program declares states its end in its tag. */
function endingExtra({ entities, declared }: Scope, asOf: Instant, until: Instant): readonly Draft[] {
  return entities.flatMap(({ entity, ref }) => {
    const end =
      isExtra(ref) && "tags" in entity ? parseInstant(tagOf(entity.type, entity.tags, declared.settings.tags.expires) ?? "") : undefined;
    if (end === undefined || end <= asOf || end > until) return [];
    return [reminder(ref, entity.arn, `${ref} ${describeEnd(end, asOf)}`)];
  });
}

function reminder(record: Draft["record"], subject: Draft["subject"], message: string): Draft {
  return { check: "expiring", subject, record, severity: "informational", message };
}
