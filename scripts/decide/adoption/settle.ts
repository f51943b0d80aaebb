import { parseIamArn } from "../../../stacks/iam/arn.ts";
import type { Entity } from "../../../stacks/iam/entity.ts";
import { arnOfRecord } from "../../../stacks/kinds/kinds.ts";
import { keysOfName, likeness, namesInUse } from "../../../stacks/kinds/names.ts";
import type { Account, Declared } from "../../../stacks/model/declared.ts";
import type { AccountFound } from "./account.ts";
import { flawOf } from "./flaw-of.ts";
import { type Known, kindOf } from "./kind-of.ts";
import { type FoundRecord, recordOf } from "./record-of.ts";

/** Something that a record should be written for and cannot be. `gap`: AWS did not tell enough of it. */
export type Refused = { entity: string; because: string; gap: boolean };

/** The order in which records can name one another. */
const ORDER: readonly Entity["type"][] = ["provider", "policy", "group", "user", "role"];

/** Every record that can stand beside all others; one that cannot is taken out, and those that needed it with it, until nothing more is. */
export function settle(entities: readonly Entity[], at: AccountFound): { found: readonly FoundRecord[]; refused: readonly Refused[] } {
  const refused = new Map<string, string>();
  const kinds = new Map<string, Known | undefined>();
  for (;;) {
    const left = entities.filter(({ arn }) => !refused.has(arn));
    const { found, refused: failed, account, declared } = plan(left, kinds, at);
    const flaws = found.flatMap((one) => {
      const because = flawOf(one, account, declared);
      return because === undefined ? [] : [[one.entity.arn, because] as const];
    });
    for (const [arn, because] of [...failed, ...flaws]) refused.set(arn, because);
    if (failed.length + flaws.length === 0)
      return { found, refused: [...refused].map(([entity, because]) => ({ entity, because, gap: false })) };
  }
}

/** The records of these entities, each beside those that it may name. What a role is depends on them, so only roles are asked about again. */
function plan(entities: readonly Entity[], kinds: Map<string, Known | undefined>, at: AccountFound) {
  const records = new Map(at.account.records);
  const account: Account = { ...at.account, records };
  const declared: Declared = { ...at.declared, accounts: new Map([...at.declared.accounts, [account.name, account]]) };
  const within = { ...at, declared };
  const rows = new Map(at.observed.credentials.complete ? at.observed.credentials.value.rows.map((row) => [row.user, row]) : []);
  const names = namesOf(at.account);
  const found: FoundRecord[] = [];
  const refused: (readonly [string, string])[] = [];
  const kindOnce = (entity: Entity) => {
    const known =
      entity.type !== "role" && kinds.has(entity.arn) ? kinds.get(entity.arn) : kindOf(entity, rows.get(entity.arn), account, declared);
    kinds.set(entity.arn, known);
    return known;
  };
  for (const entity of ORDER.flatMap((type) => entities.filter((one) => one.type === type))) {
    const one = recordIfAny(entity, kindOnce(entity), names, account, within);
    if ("because" in one) {
      refused.push([entity.arn, one.because]);
      continue;
    }
    names.take(one.record, arnOfRecord(one.record, account));
    records.set(one.record.ref, one.record);
    found.push(one);
  }
  return { found, refused, account, declared };
}

function recordIfAny(
  entity: Entity,
  known: Known | undefined,
  names: ReturnType<typeof namesOf>,
  account: Account,
  at: AccountFound,
): FoundRecord | { because: string } {
  if (!known) return { because: "no kind of record can say what it is" };
  const because = names.refusal(known.found);
  return because === undefined ? recordOf(entity, known, account, at) : { because };
}

/** The names that are given, so that no two records of an account can be taken for each other. */
function namesOf(account: Account) {
  const taken = new Map(namesInUse(account).flatMap((used) => keysOfName(used).map((key) => [key, used] as const)));
  const used = (kind: string, name: string, awsName: string, file: string) => ({ kind, name, awsName, file, retired: false });
  return {
    refusal({ kind, name, entity }: Known["found"]): string | undefined {
      const awsName = parseIamArn(entity)?.name ?? name;
      const other = keysOfName(used(kind, name, awsName, "")).flatMap((key) => taken.get(key) ?? [])[0];
      if (!other) return undefined;
      if (other.retired) return `${other.file} retired that name, and somebody made it again; names are not given twice`;
      return `its name ${likeness(name, other.name)} "${other.name}" in ${other.file}`;
    },
    take({ kind, name, source }: FoundRecord["record"], arn: string): void {
      const one = used(kind, name, parseIamArn(arn)?.name ?? name, source.file);
      for (const key of keysOfName(one)) taken.set(key, one);
    },
  };
}
