import { z } from "zod";
import { accountId, date, strictObject } from "../model/fields.ts";
import { afterLastDay, plus } from "../model/instant.ts";
import { boundaryMisfits, boundaryReferences } from "./boundary.ts";
import { STATES_ITS_REASON, statesItsReason } from "./fields.ts";
import { kind } from "./kind.ts";
import { contractEnd } from "./latest-end.ts";
import { isTaggedAs, mayBeKind, permissionReferences } from "./translate.ts";
import { externalId } from "./trust/account.ts";
import { recogniseWorkload, type WorkloadRecord, workloadFields, workloadRole } from "./workloads.ts";

/** A third party: a role that an account of theirs may assume while a contract lasts. */
export type VendorRecord = Omit<WorkloadRecord, "trust" | "instanceProfiles"> & {
  trust: { account: string; externalId: string };
  contract: { company: string; ends: string };
};

const { instanceProfiles: _, ...fields } = workloadFields;

const record = strictObject({
  ...fields,
  contract: strictObject({
    company: z
      .string()
      .min(2)
      .max(100)
      .describe("the other side of the contract, as it is called there")
      .meta({ examples: ["Acme Backup"] }),
    ends: date.describe("last day of the contract, inclusive, in settings.timeZone"),
  }).describe("the contract under which they act"),
  trust: strictObject({ account: accountId.describe("their account's id, in quotes"), externalId }).describe(
    "their account, and what they must say so that nobody else can make them act for us",
  ),
}).refine(statesItsReason, STATES_ITS_REASON);

/** A third party's role. */
export const vendors = kind<VendorRecord>({
  name: "vendors",
  title: "a third party: an IAM role that their account may assume while a contract lasts",
  entityType: "role",
  record,
  references: (vendor) => [...permissionReferences(vendor.permissions), ...boundaryReferences(vendor)],
  misfits: boundaryMisfits,
  notAfter: ({ contract }, _at, { settings }) => [contractEnd(contract.ends, settings.timeZone)],
  entities: (vendor, at, declared) => [workloadRole(vendor, at, declared)],
  recognise: (entities, account, declared) =>
    entities.flatMap((entity) => {
      if (entity.type !== "role" || !mayBeKind(entity, "vendors", declared)) return [];
      const found = recogniseWorkload(entity, account, declared);
      const trust = found.trust as Partial<VendorRecord["trust"]>;
      if (trust.account === undefined || trust.externalId === undefined || "instanceProfiles" in found) return [];
      const isOurs = [...declared.accounts.values()].some((ours) => ours.accountId === trust.account);
      if (isOurs && !isTaggedAs(entity, "vendors", declared)) return [];
      return [{ kind: "vendors", name: entity.name, entity: entity.arn, fields: found }];
    }),
  meanwhile({ expires }, _at, { settings }) {
    // The first day whose end is not before the record's, wherever days end.
    const days = [-1, 0, 1].map((offset) => plus(expires, offset * 86_400_000).slice(0, 10));
    const ends = days.find((day) => afterLastDay(day, settings.timeZone) >= expires) ?? days.at(-1)!;
    return { contract: { company: "not known yet", ends } };
  },
});
