import { tagOf } from "../../../stacks/iam/facet.ts";
import { arnOfRecord } from "../../../stacks/kinds/kinds.ts";
import { type Directory, resolveOwner } from "../../../stacks/model/directory.ts";
import type { Instant } from "../../../stacks/model/instant.ts";
import { isExtra } from "../../../stacks/model/ref.ts";
import { check, type Scope } from "../check.ts";
import type { Draft } from "../finding.ts";

/** Fields that say who answers: for everything its owner, for an agent its sponsor as well. */
const ANSWERING = ["owner", "sponsor"] as const;

/** Records whose owner or sponsor can no longer answer. A person's own access and grants are the check `leaver`. */
export const orphaned = check({
  name: "orphaned",
  needs: [],
  detect({ account, declared, entities }, _observed, asOf) {
    const ofRecords = [...account.records.values()].flatMap((record) => {
      if (record.kind === "people" || record.kind === "grants") return [];
      return ANSWERING.flatMap((field) => {
        const who = (record.fields as Partial<Record<typeof field, string>>)[field];
        const why = who === undefined ? undefined : whyNobody(field, who, declared.directory, asOf);
        if (why === undefined) return [];
        return [
          {
            check: "orphaned",
            subject: arnOfRecord(record, account),
            record: record.ref,
            // An owner is no facet: findings about owners keep the ids that they always had.
            ...(field === "owner" ? {} : { facet: field }),
            severity: "high" as const,
            message: `nobody answers for ${record.ref}${field === "owner" ? "" : ` as its ${field}`}: ${why}`,
          },
        ];
      });
    });
    return [...ofRecords, ...orphanedExtra({ entities, declared }, asOf)];
  },
});

/** What an account's own program declares says in its tag who answers. */
function orphanedExtra({ entities, declared }: Pick<Scope, "entities" | "declared">, asOf: Instant): readonly Draft[] {
  return entities.flatMap(({ entity, ref }) => {
    const who = isExtra(ref) && "tags" in entity ? tagOf(entity.type, entity.tags, declared.settings.tags.owner) : undefined;
    const why = who === undefined ? undefined : whyNobody("owner", who, declared.directory, asOf);
    if (why === undefined) return [];
    return [
      { check: "orphaned", subject: entity.arn, record: ref, severity: "high" as const, message: `nobody answers for ${ref}: ${why}` },
    ];
  });
}

/** An owner on leave answers a little later; nobody can watch over an agent from there. */
function whyNobody(field: (typeof ANSWERING)[number], who: string, directory: Directory, asOf: Instant): string | undefined {
  const answer = resolveOwner(directory, who, asOf);
  if (answer.state === "gone") return answer.why;
  const away = field === "sponsor" && answer.state === "answers" && answer.people.every(({ status }) => status === "leave");
  return away ? `${who} is on leave` : undefined;
}
