import { arnOfRecord } from "../../../stacks/kinds/kinds.ts";
import { describeEnd } from "../../../stacks/model/instant.ts";
import { check } from "../check.ts";

/** Grants whose window is over. AWS denies them already, open sessions included; the record and the role go for good, nobody needs second thoughts. */
export const grantEnded = check({
  name: "grant-ended",
  needs: [],
  detect: ({ account }, _observed, asOf) =>
    [...account.records.values()].flatMap((record) => {
      if (record.kind !== "grants" || record.fields.expires > asOf) return [];
      const message = `${record.ref} of ${record.fields.owner} ${describeEnd(record.fields.expires, asOf)}`;
      return [{ check: "grant-ended", subject: arnOfRecord(record, account), record: record.ref, severity: "low" as const, message }];
    }),
});
