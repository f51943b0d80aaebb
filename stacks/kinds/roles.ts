import { z } from "zod";
import { documentOf, type PolicyDocument } from "../iam/document.ts";
import { sameMeaning } from "../iam/equivalence.ts";
import type { Account, Declared } from "../model/declared.ts";
import { duration, owner, personRef, strictObject, uniqueList } from "../model/fields.ts";
import type { OwnerRef } from "../model/ref.ts";
import { boundaryMisfits, boundaryReferences } from "./boundary.ts";
import { identity, legacy, permission, STATES_ITS_REASON, statesItsReason } from "./fields.ts";
import { kind, type Reference, withoutEmpty } from "./kind.ts";
import { principalOf, strangers } from "./principals.ts";
import { isTaggedAs, permissionReferences } from "./translate.ts";
import { recogniseRoleBase, roleBase, sessionDuration, type WorkloadRecord } from "./workloads.ts";

type Requestable = { by: readonly OwnerRef[]; maxDuration: number; approvers: readonly OwnerRef[]; onward: readonly string[] };

/** A human role: standing when it says whom it trusts, a template for grants when it says who may request it. */
export type RoleRecord = Omit<WorkloadRecord, "trust"> & {
  trust?: { people: readonly `person/${string}`[] } | undefined;
  requestable?: Requestable | undefined;
};

const record = strictObject({
  ...identity,
  permissions: uniqueList(permission).default([]).describe("names of records under permissions/, or ARNs of policies that AWS keeps"),
  trust: strictObject({ people: uniqueList(personRef).min(1).describe("the people who may assume it") })
    .optional()
    .describe("a standing role: the people who may assume it"),
  maxSessionDuration: sessionDuration,
  requestable: strictObject({
    by: uniqueList(owner).min(1).describe("who may request it"),
    maxDuration: duration.describe("longest grant"),
    approvers: uniqueList(owner).min(1).describe("who must approve a grant"),
    onward: z.array(z.string()).default([]).describe("roles that a grant may assume onward"),
  })
    .optional()
    .describe("a template for time-boxed grants; creates nothing in AWS by itself"),
  legacy,
})
  .refine(statesItsReason, STATES_ITS_REASON)
  .refine((role) => (role.trust === undefined) !== (role.requestable === undefined), {
    error: 'expected exactly one of "trust" (a standing role) and "requestable" (a template)',
  });

/** A role for humans. */
export const roles = kind<RoleRecord>({
  name: "roles",
  title: "a role for humans: standing, or a template for grants",
  entityType: "role",
  record,
  references: (fields) => [
    ...permissionReferences(fields.permissions),
    ...boundaryReferences(fields),
    ...owners(["trust", "people"], fields.trust?.people),
    ...owners(["requestable", "by"], fields.requestable?.by),
    ...owners(["requestable", "approvers"], fields.requestable?.approvers),
  ],
  misfits: (fields, at, directory) => [
    ...strangers(["trust", "people"], fields.trust?.people ?? [], at, directory),
    ...boundaryMisfits(fields, at),
  ],
  entities: (fields, at, declared) =>
    fields.trust ? [{ ...roleBase(fields, at, declared), trust: standingTrust(fields.trust.people, at.account, declared) }] : [],
  recognise: (entities, account, declared) =>
    entities.flatMap((entity) => {
      if (entity.type !== "role" || !isTaggedAs(entity, "roles", declared)) return [];
      const people = recognisePeople(entity.trust, account, declared);
      if (!people || entity.instanceProfiles.length > 0) return [];
      const fields = withoutEmpty({ ...recogniseRoleBase(entity, account, declared), trust: { people } });
      return [{ kind: "roles", name: entity.name, entity: entity.arn, fields }];
    }),
});

function standingTrust(people: readonly string[], account: Account, declared: Declared): PolicyDocument {
  const values = [...new Set(people.map((ref) => principalOf(ref, account, declared.directory)))].sort();
  return documentOf({ effect: "Allow", principals: [{ type: "AWS", values }], actions: ["sts:AssumeRole"], conditions: [] });
}

/** The people of a trust policy; `undefined` when it says anything else besides. */
function recognisePeople(trust: PolicyDocument, account: Account, declared: Declared): readonly string[] | undefined {
  const values = trust.statements[0]?.principals?.[0]?.values ?? [];
  const people = [...new Set(values)].flatMap((value) =>
    [...declared.directory.people.keys()]
      .map((id) => `person/${id}`)
      .filter((ref) => principalOf(ref, account, declared.directory) === value),
  );
  return people.length > 0 && sameMeaning(standingTrust(people, account, declared), trust) ? people : undefined;
}

function owners(path: readonly string[], refs: readonly OwnerRef[] | undefined): readonly Reference[] {
  return (refs ?? []).map((ref, index) => ({ path: [...path, index], owner: ref }));
}
