import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import type { Role } from "../iam/entity.ts";
import { LEGAL_NAME, QUOTAS } from "../iam/quotas.ts";
import type { Account, Declared } from "../model/declared.ts";
import { duration, got, strictObject, uniqueList } from "../model/fields.ts";
import type { Accountable } from "../model/lifecycle.ts";
import { boundaryMisfits, boundaryReferences } from "./boundary.ts";
import { identity, legacy, permission, STATES_ITS_REASON, statesItsReason } from "./fields.ts";
import { type At, kind, withoutEmpty } from "./kind.ts";
import {
  identityBase,
  inlineObjects,
  mayBeKind,
  permissionArn,
  permissionName,
  permissionReferences,
  recogniseIdentity,
} from "./translate.ts";
import { recogniseTrust, trustDocument, trustMisfits, trustReferences, type WorkloadTrust, workloadTrust } from "./trust.ts";

/** Sessions of one hour unless stated: IAM's own default (IAM API, `MaxSessionDuration`). */
export const DEFAULT_SESSION_MS = QUOTAS.sessionDuration.min * 1_000;

/** An IAM role for software. */
export type WorkloadRecord = Accountable & {
  tags?: Role["tags"] | undefined;
  path?: string | undefined;
  boundary?: string | undefined;
  trust: WorkloadTrust;
  permissions: readonly string[];
  maxSessionDuration?: number | undefined;
  instanceProfiles?: readonly string[] | undefined;
  legacy?: { attached?: Role["attached"] | undefined; inline?: Role["inline"] | undefined } | undefined;
};

/** `maxSessionDuration:` as IAM allows it, in milliseconds. */
export const sessionDuration = duration
  .refine((ms) => ms >= QUOTAS.sessionDuration.min * 1_000 && ms <= QUOTAS.sessionDuration.max * 1_000, {
    error: "expected between 1h and 12h",
  })
  .optional()
  .describe("longest session, 1h unless stated");

/** `instanceProfiles:` of roles for EC2. */
export const instanceProfiles = uniqueList(z.string().regex(LEGAL_NAME, { error: got("the name of an instance profile") }))
  .optional()
  .describe("instance profiles by which EC2 instances get the role; one of its own name unless stated, none for other services")
  .meta({ examples: [["web-server"]] });

/** Fields of every role for software but who may assume it. */
export const workloadFields = {
  ...identity,
  permissions: uniqueList(permission).default([]).describe("names of records under permissions/, or ARNs of policies that AWS keeps"),
  maxSessionDuration: sessionDuration,
  instanceProfiles,
  legacy,
};

const record = strictObject({ ...workloadFields, trust: workloadTrust }).refine(statesItsReason, STATES_ITS_REASON);

/** An IAM role for software. */
export const workloads = kind<WorkloadRecord>({
  name: "workloads",
  title: "an IAM role for software",
  entityType: "role",
  record,
  references: (fields) => [...permissionReferences(fields.permissions), ...boundaryReferences(fields), ...trustReferences(fields.trust)],
  misfits: (fields, at) => [...trustMisfits(fields.trust, at.account), ...boundaryMisfits(fields, at)],
  entities: (fields, at, declared) => [workloadRole(fields, at, declared)],
  recognise: (entities, account, declared) =>
    entities.flatMap((entity) =>
      entity.type === "role" && mayBeKind(entity, "workloads", declared)
        ? [{ kind: "workloads", name: entity.name, entity: entity.arn, fields: recogniseWorkload(entity, account, declared) }]
        : [],
    ),
});

/** The role of a record with a workload's trust. */
export function workloadRole(fields: WorkloadRecord, at: At, declared: Declared): Role {
  return {
    ...roleBase(fields, at, declared),
    trust: trustDocument(fields.trust, at.account),
    instanceProfiles: [...(fields.instanceProfiles ?? defaultProfiles(fields.trust, at.name))].sort(),
  };
}

/** EC2 gets a role by an instance profile only (IAM User Guide, "Use instance profiles"); the console names it after the role. */
function defaultProfiles(trust: WorkloadTrust, name: string): readonly string[] {
  return "service" in trust && /^ec2\.amazonaws\.com(\.cn)?$/.test(trust.service) ? [name] : [];
}

/** A role but for its trust, as the kinds that become roles share it. */
export function roleBase(fields: Omit<WorkloadRecord, "trust">, at: At, declared: Declared): Omit<Role, "trust"> {
  return {
    type: "role",
    ...identityBase("role", fields, at, declared),
    attached: [...fields.permissions.map((name) => permissionArn(at.account, name)), ...(fields.legacy?.attached ?? [])].sort(),
    inline: fields.legacy?.inline ?? {},
    maxSessionDuration: (fields.maxSessionDuration ?? DEFAULT_SESSION_MS) / 1_000,
    instanceProfiles: [],
  };
}

/** The inverse of `roleBase`; policies on a path have no record and stay where they were. */
export function recogniseRoleBase(role: Role, account: Account, declared: Declared): Record<string, unknown> {
  return {
    ...recogniseIdentity(role, declared),
    permissions: role.attached.flatMap((arn) => permissionName(account, arn) ?? []),
    maxSessionDuration: role.maxSessionDuration * 1_000 === DEFAULT_SESSION_MS ? undefined : `${role.maxSessionDuration}s`,
    legacy: withoutEmpty({
      attached: role.attached.filter((arn) => permissionName(account, arn) === undefined),
      inline: inlineObjects(role.inline),
    }),
  };
}

/** The inverse of `workloadRole`. */
export function recogniseWorkload(role: Role, account: Account, declared: Declared): Record<string, unknown> {
  const trust = recogniseTrust(role.trust, account);
  const isDefault = isDeepStrictEqual(role.instanceProfiles, defaultProfiles(trust as WorkloadTrust, role.name));
  return {
    ...withoutEmpty({ ...recogniseRoleBase(role, account, declared), trust }),
    ...(isDefault ? {} : { instanceProfiles: role.instanceProfiles }),
  };
}
