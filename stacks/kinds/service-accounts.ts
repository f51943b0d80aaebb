import { strictObject } from "../model/fields.ts";
import { boundaryMisfits } from "./boundary.ts";
import { STATES_ITS_REASON, statesItsReason } from "./fields.ts";
import { kind } from "./kind.ts";
import { isPersons, recogniseUser, type UserRecord, userFields, userOf, userReferences } from "./users.ts";

const record = strictObject(userFields).refine(statesItsReason, STATES_ITS_REASON);

/** An IAM user for software, with key slots. */
export const serviceAccounts = kind<UserRecord>({
  name: "service-accounts",
  title: "an IAM user for software, with key slots",
  entityType: "user",
  record,
  references: userReferences,
  misfits: boundaryMisfits,
  entities: (fields, at, declared) => [userOf(fields, at, declared)],
  recognise: (entities, account, declared) =>
    entities.flatMap((entity) =>
      entity.type === "user" && !isPersons(entity, account, declared)
        ? [{ kind: "service-accounts", name: entity.name, entity: entity.arn, fields: recogniseUser(entity, declared) }]
        : [],
    ),
});
