import { arnOfRecord } from "../../../stacks/kinds/kinds.ts";
import { resolveOwner } from "../../../stacks/model/directory.ts";
import { check } from "../check.ts";

/** Records whose owner can no longer answer. A person's own access is the check `leaver`. */
export const orphaned = check({
  name: "orphaned",
  needs: [],
  detect({ account, declared }, _observed, asOf) {
    return [...account.records.values()].flatMap((record) => {
      if (record.kind === "people") return [];
      const owner = resolveOwner(declared.directory, record.fields.owner, asOf);
      if (owner.state !== "gone") return [];
      return [
        {
          check: "orphaned",
          subject: arnOfRecord(record, account),
          record: record.ref,
          severity: "high" as const,
          message: `nobody answers for ${record.ref}: ${owner.why}`,
        },
      ];
    });
  },
});
