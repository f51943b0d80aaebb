import { type DeclaredEntity, entitiesOf } from "../../stacks/entities.ts";
import type { Arn } from "../../stacks/iam/arn.ts";
import { type Identity, isIdentity } from "../../stacks/iam/entity.ts";
import type { Account, Declared } from "../../stacks/model/declared.ts";
import { isDisabledBoundary } from "../../stacks/model/lifecycle.ts";
import { declarerOf, parseResourceName } from "../../stacks/model/ref.ts";
import { type Extra, NO_EXTRA } from "../compare/extra.ts";
import type { Operation, Plan } from "../engine/port.ts";
import { readBounded } from "../observe/aws-iam/boundary.ts";
import { openClients } from "../observe/aws-iam/clients.ts";
import type { Sides } from "./sides.ts";

/** Asks AWS which of these identities carry the boundary that denies everything. @throws what AWS refuses: unknown is never open */
export type AskStopped = (arns: readonly Arn[]) => Promise<ReadonlySet<Arn>>;

/**
 * What a plan would open again that was closed in AWS alone (`disable --now`), in words: an identity or a key may only come back by a record
 * that was disabled before and is not any more, since that change was approved as a grant. Asks AWS only about identities whose boundary the plan touches.
 */
export async function reopenedBy(
  { operations }: Plan,
  { base, head }: Pick<Sides, "base" | "head">,
  account: Account,
  extra: Extra,
  ask: AskStopped,
): Promise<readonly string[]> {
  const before = identitiesOf(base?.declared, account.name, NO_EXTRA);
  const after = identitiesOf(head.declared, account.name, extra);
  const touched = operations.filter(setsBoundary).flatMap(({ name }) => after.filter(({ ref }) => ref === declarerOf(name)));
  const asked = touched.filter(
    ({ entity }) =>
      !isDisabledBoundary(entity.boundary) &&
      !before.some((old) => old.entity.arn === entity.arn && isDisabledBoundary(old.entity.boundary)),
  );
  const stopped = asked.length === 0 ? new Set<Arn>() : await ask([...new Set(asked.map(({ entity }) => entity.arn))]);
  const wasDisabled = (ref: string) =>
    before.some((old) => old.ref === ref && (isDisabledBoundary(old.entity.boundary) || hasInactiveKey(old.entity)));
  return [
    ...asked
      .filter(({ entity }) => stopped.has(entity.arn))
      .map(({ ref, entity }) => `${ref} was stopped in AWS (${entity.arn} carries /tenure/disabled), and its record is active`),
    ...operations
      .filter((operation) => switchesOn(operation) && !wasDisabled(declarerOf(operation.name)))
      .map(({ name }) => `${name} was set Inactive in AWS, and its record is active`),
  ];
}

/** Asks AWS with the credentials of the environment. */
export function stoppedInAws(account: Account): AskStopped {
  return async (arns) => {
    const clients = await openClients(account);
    try {
      const stopped = new Set<Arn>();
      for (const arn of arns) if (isDisabledBoundary((await readBounded(clients.iam, arn))?.boundary)) stopped.add(arn);
      return stopped;
    } finally {
      clients.close();
    }
  };
}

type DeclaredIdentity = DeclaredEntity & { entity: Identity };

function identitiesOf(declared: Declared | undefined, account: string, extra: Extra): readonly DeclaredIdentity[] {
  const own = declared?.accounts.has(account) ? entitiesOf(declared, account) : [];
  return [...own, ...(extra.complete ? extra.entities : [])].filter((one): one is DeclaredIdentity => isIdentity(one.entity));
}

/** Made again, taken over, or with another boundary; what is only made finds nothing in AWS, or fails. */
function setsBoundary({ op, name, changed }: Operation): boolean {
  if (parseResourceName(name)?.part !== undefined) return false;
  return op === "replace" || op === "import" || (op === "update" && changed.includes("permissionsBoundary"));
}

function switchesOn({ op, before, after, changed }: Operation): boolean {
  return op === "update" && changed.includes("status") && before?.status === "Inactive" && after?.status === "Active";
}

function hasInactiveKey(entity: Identity): boolean {
  return entity.type === "user" && entity.keys.some(({ status }) => status === "Inactive");
}
