import { z } from "zod";
import { type Directory, holdersOf } from "../model/directory.ts";
import { personRef, strictObject, wordRecord } from "../model/fields.ts";
import { boundaryMisfits } from "./boundary.ts";
import { STATES_ITS_REASON, statesItsReason } from "./fields.ts";
import { type At, kind } from "./kind.ts";
import { lastDays } from "./latest-end.ts";
import { isPersons, recogniseUser, type UserRecord, userFields, userOf, userReferences } from "./users.ts";

/** Access of a person through an IAM user: the exception, federation is preferred. */
export type PersonRecord = UserRecord & { owner: `person/${string}`; applications?: Readonly<Record<string, string | number>> | undefined };

const record = strictObject({
  ...userFields,
  owner: personRef.describe("the person whose access it is"),
  keys: userFields.keys
    .refine((keys) => Object.values(keys).every((key) => key.id !== undefined), {
      error: "people get no access keys from here; only adopted keys (id, secret: external) may stand",
    })
    .describe("adopted access keys by slot"),
  applications: wordRecord(z.string(), z.union([z.string(), z.int()]))
    .optional()
    .describe("opaque ids of accounts elsewhere that end with this person")
    .meta({ examples: [{ github: 5550123, ticketing: "0057F00000abc" }] }),
}).refine(statesItsReason, STATES_ITS_REASON);

/** An IAM user for a human. */
export const people = kind<PersonRecord>({
  name: "people",
  title: "an IAM user for a human",
  entityType: "user",
  record,
  references: userReferences,
  misfits: boundaryMisfits,
  notAfter: (fields, at, { directory }) => lastDays(heldBy(fields, at, directory), directory),
  entities: (fields, at, declared) => [userOf(fields, at, declared)],
  recognise: (entities, account, declared) =>
    entities.flatMap((entity) =>
      entity.type === "user" && isPersons(entity, account, declared)
        ? [{ kind: "people", name: entity.name, entity: entity.arn, fields: recogniseUser(entity, declared) }]
        : [],
    ),
});

/** Whose access it is, as `isHeldBy` knows. */
function heldBy({ owner }: PersonRecord, { name, account }: At, directory: Directory): readonly string[] {
  return holdersOf(directory, { name, owner }, account.name).map(({ id }) => `person/${id}`);
}
