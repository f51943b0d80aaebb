import type { Arn } from "../../stacks/iam/arn.ts";
import { isPlatformOwned } from "../../stacks/iam/entity.ts";
import { type Facet, type FacetName, type FacetOwner, facetsOf, type TagKeys, tagOf } from "../../stacks/iam/facet.ts";
import { type RecordTag, recordTag } from "../../stacks/model/ref.ts";
import type { Authorization, ObservedRole, ObservedUser, Parts } from "../observe/observation.ts";
import type { Scope } from "./check.ts";
import { matchKeys } from "./keys.ts";

/** Facets by entity. */
export type FacetsByEntity = ReadonlyMap<Arn, readonly Facet[]>;

/** Which parts of an observation show which facets: checks on facets are asked once for each row, so that a gap costs no more than it must. */
export type FacetSource<P extends keyof Parts = keyof Parts> = {
  facets: readonly FacetName[];
  needs: readonly P[];
  observed(scope: Scope, parts: Pick<Parts, P>): FacetsByEntity;
};

function source<P extends keyof Parts>(definition: FacetSource<P>): FacetSource {
  return definition as unknown as FacetSource;
}

/** All sources of facets. */
export const FACET_SOURCES: readonly FacetSource[] = [
  source({
    facets: ["tags", "boundary", "trust", "document", "attachment", "membership", "profile"],
    needs: ["authorization"],
    observed: (scope, { authorization }) => {
      const owners = ownersIn(scope);
      return new Map(allEntities(authorization).map((entity) => [entity.arn, authorizationFacets(entity, owners)]));
    },
  }),
  source({
    facets: ["tags", "federation"],
    needs: ["providers"],
    observed: (scope, { providers }) => {
      const owners = ownersIn(scope);
      return new Map(providers.map((provider) => [provider.arn, facetsOf(provider, owners.tagKeys, owners.recordOf(provider.arn))]));
    },
  }),
  source({
    facets: ["session"],
    needs: ["authorization", "sessions"],
    observed: (scope, { authorization, sessions }) => {
      const owners = ownersIn(scope);
      return new Map(
        authorization.roles.flatMap((role) => {
          const maxSessionDuration = sessions[role.arn];
          return maxSessionDuration === undefined
            ? []
            : [[role.arn, [{ ...owners.of(role), facet: "session" as const, maxSessionDuration }]] as const];
        }),
      );
    },
  }),
  source({
    facets: ["console"],
    needs: ["authorization", "credentials"],
    observed: (scope, { authorization, credentials }) => {
      const owners = ownersIn(scope);
      const consoles = new Map(credentials.rows.map((row) => [row.user, row.console]));
      return new Map(
        authorization.users.flatMap((user) => {
          const console = consoles.get(user.arn);
          return console === undefined ? [] : [[user.arn, [{ ...owners.of(user), facet: "console" as const, console }]] as const];
        }),
      );
    },
  }),
  source({
    facets: ["key"],
    needs: ["authorization", "keys", "slots"],
    observed: (scope, { authorization, keys, slots }) => {
      const { slotOf } = matchKeys(scope, keys, slots);
      const owners = ownersIn(scope);
      const keysOf = Map.groupBy(keys, ({ user }) => user);
      return new Map(
        authorization.users.map((user) => {
          // Keys that no slot knows are the check key-undeclared; here they would only be judged a second time.
          const own = (keysOf.get(user.arn) ?? [])
            .filter((key) => slotOf.has(key.id))
            .map(({ id, status, createdAt }) => ({ id, status, createdAt, ...slotOf.get(id)! }));
          return [user.arn, [{ ...owners.of(user), facet: "key" as const, keys: own }]] as const;
        }),
      );
    },
  }),
];

/** What a source shows of an account. Several checks ask for the same, so it is put together once for each scope. */
export function observedFacets(source: FacetSource, scope: Scope, parts: Partial<Parts>): FacetsByEntity {
  const values = source.needs.map((need) => parts[need]);
  const known = OBSERVED.get(scope) ?? new Map<FacetSource, { values: readonly unknown[]; facets: FacetsByEntity }>();
  OBSERVED.set(scope, known);
  const found = known.get(source);
  if (found?.values.every((value, index) => value === values[index])) return found.facets;
  const facets = source.observed(scope, parts as Parts);
  known.set(source, { values, facets });
  return facets;
}

const OBSERVED = new WeakMap<Scope, Map<FacetSource, { values: readonly unknown[]; facets: FacetsByEntity }>>();

/** Declared facets by entity, of the names asked for; entities that have none of them are left out. */
export function declaredFacets(scope: Scope, names: readonly FacetName[]): FacetsByEntity {
  const known = DECLARED.get(scope) ?? new Map<string, FacetsByEntity>();
  DECLARED.set(scope, known);
  const key = names.join();
  const found = known.get(key);
  if (found) return found;
  const wanted = new Set<string>(names);
  const facets = new Map<Arn, readonly Facet[]>();
  for (const [arn, all] of everyDeclaredFacet(scope)) {
    const some = all.filter(({ facet }) => wanted.has(facet));
    if (some.length > 0) facets.set(arn, some);
  }
  known.set(key, facets);
  return facets;
}

const DECLARED = new WeakMap<Scope, Map<string, FacetsByEntity>>();

function everyDeclaredFacet(scope: Scope): FacetsByEntity {
  const { entities, account, declared } = scope;
  const all =
    EVERY.get(scope) ??
    new Map(entities.map(({ entity, ref }) => [entity.arn, facetsOf(entity, declared.settings.tags, recordTag(account.name, ref))]));
  EVERY.set(scope, all);
  return all;
}

const EVERY = new WeakMap<Scope, FacetsByEntity>();

/** Users, roles, groups and policies of an observation, those of AWS itself left out. */
export function allEntities(authorization: Authorization) {
  const { users, roles, groups, policies } = authorization;
  return [...users, ...roles, ...groups, ...policies].filter((entity) => !isPlatformOwned(entity));
}

type Observed = ReturnType<typeof allEntities>[number];

/**
 * Whose observed facets are: the record that declares the entity, and only for what none declares the one that its own tag names.
 * Anybody who may write a tag could otherwise borrow another record's exceptions, or have rules look away.
 */
type Owners = { tagKeys: TagKeys; recordOf(arn: Arn): RecordTag | undefined; of(entity: ObservedUser | ObservedRole): FacetOwner };

function ownersIn({ account, declared, refs }: Scope): Owners {
  const tagKeys = declared.settings.tags;
  const recordOf = (arn: Arn) => {
    const ref = refs.get(arn);
    return ref === undefined ? undefined : recordTag(account.name, ref);
  };
  return {
    tagKeys,
    recordOf,
    of: ({ arn, type, name, path, tags }) => ({ type, name, path, record: recordOf(arn) ?? tagOf(type, tags, tagKeys.record) }),
  };
}

/** Facets that are in the authorization details: the rest of a user or role stands in other parts, so it is left out and not made up. */
function authorizationFacets(entity: Observed, { tagKeys, recordOf }: Owners): readonly Facet[] {
  const record = recordOf(entity.arn);
  switch (entity.type) {
    case "user":
      return without(facetsOf({ ...entity, keys: [], console: false }, tagKeys, record), ["key", "console"]);
    case "role":
      return without(facetsOf({ ...entity, maxSessionDuration: 0 }, tagKeys, record), ["session"]);
    case "policy":
      return without(facetsOf({ ...entity, tags: {} }, tagKeys, record), ["tags"]);
    case "group":
      return facetsOf(entity, tagKeys, record);
  }
}

function without(facets: readonly Facet[], names: readonly FacetName[]): readonly Facet[] {
  return facets.filter((facet) => !names.includes(facet.facet));
}
