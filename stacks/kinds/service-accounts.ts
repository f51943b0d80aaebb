import { strictObject } from "../model/fields.ts";
import { boundaryMisfits } from "./boundary.ts";
import { STATES_ITS_REASON, statesItsReason } from "./fields.ts";
import { kind, withoutEmpty } from "./kind.ts";
import { type Readable, readerArns, readerMisfits, readerReferences, recogniseReaders, secretReaders } from "./secret-readers.ts";
import { isPersons, recogniseUser, type UserRecord, userFields, userOf, userReferences } from "./users.ts";

const record = strictObject({ ...userFields, secretReaders }).refine(statesItsReason, STATES_ITS_REASON);

/** An IAM user for software, with key slots. */
export const serviceAccounts = kind<UserRecord & Readable>({
  name: "service-accounts",
  title: "an IAM user for software, with key slots",
  entityType: "user",
  record,
  references: (fields) => [...userReferences(fields), ...readerReferences(fields)],
  misfits: (fields, at) => [...boundaryMisfits(fields, at), ...readerMisfits(fields, at)],
  entities: (fields, at, declared) => {
    const readers = readerArns(fields, at.account);
    return [{ ...userOf(fields, at, declared), ...(readers.length > 0 ? { secretReaders: readers } : {}) }];
  },
  recognise: (entities, account, declared) =>
    entities.flatMap((entity) => {
      if (entity.type !== "user" || isPersons(entity, account, declared)) return [];
      const readers = recogniseReaders(entity.secretReaders ?? [], account);
      const fields = withoutEmpty({ ...recogniseUser(entity, declared), secretReaders: readers });
      return [{ kind: "service-accounts", name: entity.name, entity: entity.arn, fields }];
    }),
});
