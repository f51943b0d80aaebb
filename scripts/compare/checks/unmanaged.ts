import type { Severity } from "../../../policies/rule.ts";
import { isAdministrator } from "../../../stacks/iam/administrator.ts";
import type { ObservedProvider } from "../../observe/observation.ts";
import { type Check, check, type Scope } from "../check.ts";
import { allEntities } from "../facets.ts";
import type { Draft } from "../finding.ts";

/** What AWS has and no record declares; AWS's own roles are left out. */
export const unmanaged: readonly Check[] = [
  check({
    name: "unmanaged",
    needs: ["authorization"],
    detect: (scope, { authorization }) =>
      undeclared(scope, allEntities(authorization)).map((entity) => {
        const admin = isAdministrator(entity, authorization);
        return draftOf(entity, admin ? "critical" : SEVERITY[entity.type], admin ? "; it can administer the account" : "");
      }),
  }),
  check({
    name: "unmanaged",
    needs: ["providers"],
    detect: (scope, { providers }) =>
      undeclared(scope, providers).map((provider) => draftOf(provider, SEVERITY.provider, "; roles that trust it let its users in")),
  }),
];

/** What lets somebody in is worse than what waits for somebody to use it. */
const SEVERITY = { user: "high", role: "high", provider: "high", group: "medium", policy: "medium" } as const;

type Found = ReturnType<typeof allEntities>[number] | ObservedProvider;

function undeclared<E extends Found>({ entities }: Scope, observed: readonly E[]): readonly E[] {
  const known = new Set(entities.map(({ entity }) => entity.arn));
  return observed.filter(({ arn }) => !known.has(arn));
}

function draftOf(entity: Found, severity: Severity, more: string): Draft {
  const since = entity.type === "group" ? "an unknown time" : entity.createdAt;
  const message = `${entity.type} ${entity.name} is in AWS since ${since} and no record declares it${more}`;
  return { check: "unmanaged", subject: entity.arn, record: null, severity, message };
}
