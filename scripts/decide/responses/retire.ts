import { entitiesOfRecord, KINDS } from "../../../stacks/kinds/kinds.ts";
import type { DeclaredRecord } from "../../../stacks/model/declared.ts";
import { type Response, recordOf, type Situation } from "../situation.ts";

/** Moves the record to `retired/`: the resource goes with the next deployment, the name is not given to somebody else. */
export const retire: Response = (finding, situation) => {
  const record = recordOf(finding, situation);
  const users = [...situation.account.records.values()].filter((other) => other.ref !== record.ref && needs(other, record, situation));
  if (users.length > 0)
    return { nothing: `${users.map(({ ref }) => ref).join(", ")} still use it: renew it, or take it out of them first` };
  const { name } = situation.account;
  return {
    action: "retire",
    edits: [
      {
        move: record.source.file,
        to: `accounts/${name}/retired/${record.ref}.yaml`,
        steps: [{ set: ["retired"], to: { at: situation.asOf, reason: finding.message, ref: situation.branch } }],
      },
    ],
    notes: ["What is removed does not come back: a user's or role's unique id, its password, its keys and MFA devices are gone for good."],
  };
};

/**
 * True when a record names the other one, has its policy attached by ARN (`legacy`), or would fit the organisation no more without it:
 * AWS deletes nothing that is still in use.
 */
function needs(user: DeclaredRecord, record: DeclaredRecord, { account, declared }: Situation): boolean {
  const kind = KINDS[user.kind]!;
  if (kind.references(user.fields).some((reference) => "to" in reference && reference.to === record.ref)) return true;
  const own = new Set(entitiesOfRecord(record, account, declared).map(({ arn }) => arn));
  const others = entitiesOfRecord(user, account, declared);
  if (others.some((entity) => "attached" in entity && entity.attached.some((arn) => own.has(arn)))) return true;
  const without = { ...account, records: new Map([...account.records].filter(([ref]) => ref !== record.ref)) };
  return (kind.misfits?.(user.fields, { ref: user.ref, name: user.name, account: without }, declared.directory) ?? []).length > 0;
}
