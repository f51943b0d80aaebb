import { arnOfRecord, latestEndsOf } from "../../../stacks/kinds/kinds.ts";
import { check } from "../check.ts";

/** Third parties whose contract is over while their record goes on: somebody shortened the contract, or a rule was excepted. */
export const contractEnded = check({
  name: "contract-ended",
  needs: [],
  detect: ({ account, declared }, _observed, asOf) =>
    [...account.records.values()].flatMap((record) => {
      // A record whose own end has come as well is the check expired.
      if (record.kind !== "vendors" || record.fields.state === "disabled" || record.fields.expires <= asOf) return [];
      return latestEndsOf(record, account, declared)
        .filter(({ end }) => end <= asOf)
        .map(({ because }) => ({
          check: "contract-ended",
          subject: arnOfRecord(record, account),
          record: record.ref,
          severity: "high" as const,
          message: `${record.ref} goes on, but ${because}`,
        }));
    }),
});
