import { arnOfRecord } from "../../../stacks/kinds/kinds.ts";
import { hasLeft, type Person } from "../../../stacks/model/directory.ts";
import { parseOwner } from "../../../stacks/model/ref.ts";
import { check } from "../check.ts";

/** Kinds that are one person's access, which nobody else can take over. */
const HELD: readonly string[] = ["people", "grants"];

/** Access of people who have left: nothing waits for anything here. */
export const leaver = check({
  name: "leaver",
  needs: [],
  detect({ account, declared }, _observed, asOf) {
    return [...account.records.values()].flatMap((record) => {
      if (!HELD.includes(record.kind) || record.fields.state === "disabled") return [];
      const person = declared.directory.people.get(parseOwner(record.fields.owner)?.id ?? "");
      if (!person || !hasLeft(person, asOf)) return [];
      const message = `${record.ref} is the access of person/${person.id}, who has left${since(person)}`;
      return [{ check: "leaver", subject: arnOfRecord(record, account), record: record.ref, severity: "critical" as const, message }];
    });
  },
});

function since(person: Person): string {
  return person.ends === null ? "" : ` (last day ${person.ends})`;
}
