import { Provider } from "@pulumi/aws/provider.js";
import type { DeclaredEntity } from "../entities.ts";
import type { Entity } from "../iam/entity.ts";
import type { Account, Declared } from "../model/declared.ts";
import type { OwnerRef } from "../model/ref.ts";
import type { Context, Origin } from "./context.ts";
import { buildGroup } from "./group.ts";
import { buildPolicy } from "./policy.ts";
import { buildProvider } from "./provider.ts";
import { buildRole } from "./role.ts";
import { buildUser } from "./user.ts";

type Builders = { [Type in Entity["type"]]: (entity: Extract<Entity, { type: Type }>, origin: Origin, context: Context) => void };

const BUILDERS: Builders = { policy: buildPolicy, provider: buildProvider, group: buildGroup, user: buildUser, role: buildRole };

/** The order in which AWS needs them: boundaries before identities, users and providers before the roles that trust them. */
const ORDER: readonly Entity["type"][] = ["policy", "provider", "group", "user", "role"];

/**
 * Turns the entities of one account into Pulumi resources.
 * The provider is bound to the account's id: with credentials of another account nothing happens at all.
 * @returns what was made, for the account's own program
 */
export function build(entities: readonly DeclaredEntity[], account: Account, declared: Declared): Context {
  const provider = new Provider("account", {
    region: account.region as NonNullable<ConstructorParameters<typeof Provider>[1]>["region"],
    allowedAccountIds: [account.accountId],
  });
  const context: Context = { provider, settings: declared.settings, made: new Map(), groups: new Map(), afterRoles: [] };
  for (const type of ORDER) {
    for (const { entity, ref, adopted } of entities) {
      if (entity.type === type)
        BUILDERS[type](entity as never, { ref, account: account.name, owner: ownerOf(ref, account), adopted }, context);
    }
  }
  for (const make of context.afterRoles) make();
  return context;
}

function ownerOf(ref: DeclaredEntity["ref"], account: Account): OwnerRef {
  return account.records.get(ref)?.fields.owner ?? account.owner;
}
