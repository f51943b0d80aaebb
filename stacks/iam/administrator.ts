import type { Arn } from "./arn.ts";
import type { PolicyDocument } from "./document.ts";
import type { Group, Policy, User } from "./entity.ts";
import { isAdministrative, isAdministrativePolicy } from "./privilege.ts";

/** What an entity may do by itself. */
type Holder =
  | { type: "provider" }
  | { type: "policy"; document: PolicyDocument }
  | { type: "user"; groups: User["groups"]; attached: readonly Arn[]; inline: User["inline"] }
  | { type: "role" | "group"; attached: readonly Arn[]; inline: User["inline"] };

/** The groups and customer-managed policies of the account, as far as they are known. */
export type Surroundings = { groups: readonly Group[]; policies: readonly Pick<Policy, "arn" | "document">[] };

/** True when an entity can administer the account, by its own policies or through its groups. Boundaries are not taken into account: they may go. A provider does nothing by itself. */
export function isAdministrator(holder: Holder, { groups, policies }: Surroundings): boolean {
  if (holder.type === "provider") return false;
  if (holder.type === "policy") return isAdministrative(holder.document);
  const joined = holder.type === "user" ? groups.filter((group) => holder.groups.includes(group.name)) : [];
  return [holder, ...joined].some(
    ({ attached, inline }) =>
      Object.values(inline).some(isAdministrative) ||
      attached.some(
        (arn) => isAdministrativePolicy(arn) || policies.some((policy) => policy.arn === arn && isAdministrative(policy.document)),
      ),
  );
}
