import { boundaryPolicies } from "./expiry.ts";
import { isAdministrator } from "./iam/administrator.ts";
import { type Entity, isIdentity } from "./iam/entity.ts";
import { entitiesOfRecord } from "./kinds/kinds.ts";
import type { Account, AccountName, Declared, StackName } from "./model/declared.ts";
import { compareText } from "./model/errors.ts";
import { type RecordRef, recordRef, TENURE_KIND } from "./model/ref.ts";
import { accountOfStackName, isInStack, stacksOf } from "./model/slice.ts";

/** The account that a stack deploys. @throws Error when there is none: commands have checked the name before. */
export function accountOfStack(declared: Declared, stack: StackName): Account {
  const account = declared.accounts.get(accountOfStackName(stack));
  if (account && (stack === account.name || stacksOf(account).includes(stack))) return account;
  const stacks = [...declared.accounts.values()].flatMap(stacksOf);
  throw new Error(`there is no account for stack "${stack}"; declared are ${stacks.join(", ")}`);
}

/** Keeps an account of several slices from being made under its own name too, which only stands for all of them to look at. @throws Error */
export function requireOwnStack(account: Account, stack: StackName): void {
  const stacks = stacksOf(account);
  if (!stacks.includes(stack))
    throw new Error(`${stack} is spread over the stacks ${stacks.join(", ")}: deploy these, or use npm run deploy -- --stack ${stack}`);
}

/** An entity and the record that declares it; boundaries stand under the pseudo kind `tenure`. `adopted`: AWS had it before. */
export type DeclaredEntity = { entity: Entity; ref: RecordRef; adopted: boolean };

/**
 * Everything that AWS should have in a stack, by ARN: the records' entities and the boundaries that end them. Same records, same entities.
 * The name of an account stands for all its slices.
 */
export function entitiesOf(declared: Declared, stack: StackName): readonly DeclaredEntity[] {
  const known = TRANSLATED.get(declared) ?? new Map<StackName, readonly DeclaredEntity[]>();
  TRANSLATED.set(declared, known);
  const entities = known.get(stack) ?? translate(declared, stack);
  known.set(stack, entities);
  return entities;
}

/** What was declared is never changed, so it is translated once, however many rooms ask. */
const TRANSLATED = new WeakMap<Declared, Map<StackName, readonly DeclaredEntity[]>>();

function translate(declared: Declared, stack: StackName): readonly DeclaredEntity[] {
  const account = accountOfStack(declared, stack);
  const fromRecords = [...account.records.values()].flatMap((record) => {
    const adopted = record.fields.adopted !== undefined;
    return entitiesOfRecord(record, account, declared).map((entity) => ({ entity, ref: record.ref, adopted }));
  });
  const boundaries = boundaryPolicies(
    fromRecords.map(({ entity }) => entity),
    account,
    declared,
  );
  const inStack = ({ ref }: DeclaredEntity) => isInStack(account, stack, ref);
  const fromEnds = boundaries.map((entity) => ({ entity, ref: recordRef(TENURE_KIND, entity.name), adopted: false }));
  return [...fromEnds, ...fromRecords].filter(inStack).sort((a, b) => compareText(a.entity.arn, b.entity.arn));
}

/** Records of identities of an account that can administer it, are there for good and not stopped; a break-glass role counts, a grant and a template do not. */
export function administratorsOf(declared: Declared, account: AccountName): readonly RecordRef[] {
  const own = declared.accounts.get(account);
  const entities = own ? entitiesOf(declared, account) : [];
  const surroundings = {
    groups: entities.flatMap(({ entity }) => (entity.type === "group" ? [entity] : [])),
    policies: entities.flatMap(({ entity }) => (entity.type === "policy" ? [entity] : [])),
  };
  return entities.flatMap(({ entity, ref }) => {
    const record = own?.records.get(ref);
    if (!record || record.kind === "grants" || record.fields.state === "disabled") return [];
    return isIdentity(entity) && isAdministrator(entity, surroundings) ? [ref] : [];
  });
}
