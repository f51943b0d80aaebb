import { isDeepStrictEqual } from "node:util";
import { ruleOf } from "../../policies/catalogue.ts";
import { judgeDeclared } from "../../policies/judge.ts";
import type { Judged } from "../../policies/rule.ts";
import { type DeclaredEntity, entitiesOf } from "../../stacks/entities.ts";
import type { Entity } from "../../stacks/iam/entity.ts";
import type { AccountName, Declared } from "../../stacks/model/declared.ts";
import type { Instant } from "../../stacks/model/instant.ts";
import { parseRecordTag, type RecordRef } from "../../stacks/model/ref.ts";
import type { Plan, PolicyReport } from "../engine/port.ts";
import { isSameAccount } from "./diff.ts";

/**
 * The part of an account that a change can reach through the program. Of all other records it is known without one what the whole plan would
 * say: they stay the same (`same` counts their resources), and rules say of them what `reports` holds.
 */
export type Confined = { only: readonly RecordRef[]; same: number; reports: readonly PolicyReport[] };

/**
 * Confines a change of an account to the records whose entities it changes; `undefined` when that cannot be shown. Compared is everything
 * that `stacks/components/build.ts` is handed: entities, owners, what is adopted, the account's own file and the settings. So it does not
 * matter through which file a record changed, and rules are asked about all others with the head's records and directory.
 */
export function confinedTo(base: Declared, head: Declared, name: AccountName, asOf: Instant): Confined | undefined {
  const [before, after] = [base.accounts.get(name), head.accounts.get(name)];
  if (!before || !after || !isSameAccount(before, after) || !isDeepStrictEqual(base.settings, head.settings)) return undefined;
  const [olds, news] = [handedOver(base, name), handedOver(head, name)];
  const only = [...new Set([...olds.keys(), ...news.keys()])].filter((ref) => !isDeepStrictEqual(olds.get(ref), news.get(ref))).sort();
  const reached = new Set(only);
  const others = [...news].flatMap(([ref, declared]) => (reached.has(ref) ? [] : declared));
  return {
    only,
    same: others.reduce((sum, { entity, adopted }) => sum + resourcesOf(entity, adopted), 0),
    reports: judgeDeclared(head, name, asOf).flatMap(({ judged, violations }) =>
      isReached(judged, reached) ? [] : violations.map(({ rule, level, message }) => reportOf(rule, level, message)),
    ),
  };
}

/**
 * The whole plan, from that of the part. `undefined` when more than the part is affected, or may be: a replacement also takes what depends on
 * it, and what could not be planned or judged is not made better by what is known of the rest.
 */
export function completed(plan: Plan, { reports }: Confined): Plan | undefined {
  const broken = plan.diagnostics.some(({ severity, message }) => severity === "error" && message !== "preview failed");
  if (broken || plan.operations.some(({ op }) => op === "replace") || plan.reports.some(({ notEvaluated }) => notEvaluated))
    return undefined;
  return { ...plan, reports: [...plan.reports, ...reports] };
}

type HandedOver = DeclaredEntity & { owner: string | undefined };

/** What the program is handed for each record; boundaries stand under their pseudo record, whose owner is the account's. */
function handedOver(declared: Declared, name: AccountName): ReadonlyMap<RecordRef, readonly HandedOver[]> {
  const records = declared.accounts.get(name)!.records;
  const all = entitiesOf(declared, name).map((one) => ({ ...one, owner: records.get(one.ref)?.fields.owner }));
  return Map.groupBy(all, ({ ref }) => ref);
}

/** Requirements on records are judged by the pack for all records in any case: it reads them, whatever the program declares. */
function isReached(judged: Judged, reached: ReadonlySet<RecordRef>): boolean {
  return judged.facet === "record" || reached.has(parseRecordTag(judged.record)!.ref);
}

/** As the pack says it: the SDK puts the policy's description in front. */
function reportOf(policy: string, level: PolicyReport["level"], message: string): PolicyReport {
  return { policy, urn: undefined, message: `${ruleOf(policy)!.description}\n${message}`, level, notEvaluated: false };
}

/** How many resources `stacks/components/` makes of an entity. A key or password of ours has a secret and its value beside it, and a policy on it where a record says who reads. */
function resourcesOf(entity: Entity, adopted: boolean): number {
  const permitted = "attached" in entity ? entity.attached.length + Object.keys(entity.inline).length : 0;
  if (entity.type === "role") return 1 + permitted + entity.instanceProfiles.length;
  if (entity.type !== "user") return 1 + permitted;
  const membership = entity.groups.length > 0 ? 1 : 0;
  const console = entity.console ? (adopted ? 1 : 3) : 0;
  const kept = entity.secretReaders ? 4 : 3;
  return 1 + permitted + membership + console + entity.keys.reduce((sum, { id }) => sum + (id === undefined ? kept : 1), 0);
}
