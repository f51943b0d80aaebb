import { type Arn, isAwsManagedPolicy } from "./arn.ts";
import type { Group, Policy, User } from "./entity.ts";
import type { NamedPolicy } from "./evaluate.ts";
import { managedDocument } from "./managed.ts";

/** What an entity may do by itself. */
export type Holder =
  | { type: "provider" }
  | ({ type: "policy" } & Pick<Policy, "document">)
  | ({ type: "user" } & Pick<User, "groups" | "attached" | "inline">)
  | ({ type: "role" | "group" } & Pick<Group, "attached" | "inline">);

/** The groups and customer-managed policies of the account, as far as they are known. */
export type Surroundings = { groups: readonly Group[]; policies: readonly Pick<Policy, "arn" | "document">[] };

/** A policy that an identity has, and the group through which it has it. `arn` is absent for inline policies. */
export type HeldPolicy = NamedPolicy & { arn: Arn | undefined; group: string | undefined };

/** Every policy that allows or denies a holder something: attached, inline, and through its groups; a group that is not known holds what is not known. */
export function policiesOf(holder: Holder, { groups, policies }: Surroundings): readonly HeldPolicy[] {
  if (holder.type === "provider") return [];
  if (holder.type === "policy") return [{ name: "itself", document: holder.document, arn: undefined, group: undefined }];
  const own = heldBy(holder, undefined, policies);
  if (holder.type !== "user") return own;
  return [...own, ...holder.groups.flatMap((name) => throughGroup(name, { groups, policies }))];
}

/** A managed policy with its document, as far as it is known here. */
export function managedPolicy(arn: Arn, policies: Surroundings["policies"]): NamedPolicy & { arn: Arn } {
  const document = isAwsManagedPolicy(arn) ? managedDocument(arn) : policies.find((policy) => policy.arn === arn)?.document;
  return { name: arn, arn, document };
}

function throughGroup(name: string, { groups, policies }: Surroundings): readonly HeldPolicy[] {
  const group = groups.find((one) => one.name === name);
  return group ? heldBy(group, name, policies) : [{ name: `group ${name}`, document: undefined, arn: undefined, group: name }];
}

function heldBy(
  { attached, inline }: Pick<Group, "attached" | "inline">,
  group: string | undefined,
  policies: Surroundings["policies"],
): readonly HeldPolicy[] {
  return [
    ...attached.map((arn) => ({ ...managedPolicy(arn, policies), group })),
    ...Object.entries(inline).map(([name, document]) => ({ name: `inline policy ${name}`, document, arn: undefined, group })),
  ];
}
