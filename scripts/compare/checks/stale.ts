import type { Arn } from "../../../stacks/iam/arn.ts";
import { type Instant, plus } from "../../../stacks/model/instant.ts";
import { type Check, check, type Scope } from "../check.ts";
import type { Draft } from "../finding.ts";
import { describeUse, idleSince, type Use, usesOfUsers } from "../last-use.ts";

/**
 * Users and roles that nothing has used for `settings.stale.identities`: one that was never used counts from the day it was made.
 * Sealed identities are meant to lie idle, and grants end by themselves. What cannot be known is not called stale.
 */
export const stale: readonly Check[] = [
  check({
    name: "stale",
    needs: ["authorization", "keys", "credentials", "otherCredentials"],
    detect: (scope, parts, asOf) => idle(scope, usesOfUsers(parts), asOf),
  }),
  check({
    name: "stale",
    needs: ["authorization"],
    // AWS looks back 400 days for a role's last use (IAM User Guide, "Refine permissions using last accessed information"): "none" is longer ago than any sensible limit.
    detect: (scope, { authorization }, asOf) => idle(scope, new Map(authorization.roles.map((role) => [role.arn, role])), asOf),
  }),
];

const IDLE_BY_NATURE: readonly string[] = ["break-glass", "grants"];

function idle({ account, declared, entities }: Scope, uses: ReadonlyMap<Arn, Use>, asOf: Instant): readonly Draft[] {
  const limit = plus(asOf, -declared.settings.stale.identities);
  return entities.flatMap(({ entity, ref }) => {
    const use = uses.get(entity.arn);
    if (!use || idleSince(use) > limit) return [];
    const record = account.records.get(ref);
    if (record && (IDLE_BY_NATURE.includes(record.kind) || record.fields.state === "disabled")) return [];
    return [{ check: "stale", subject: entity.arn, record: ref, severity: "medium", message: `${ref} ${describeUse(use, asOf)}` }];
  });
}
