import { documentOf, printDocument } from "../iam/document.ts";
import { policySize } from "../iam/quotas.ts";
import { recordRef } from "../model/ref.ts";
import type { At, Misfit, Reference } from "./kind.ts";
import type { PermissionRecord } from "./permissions.ts";

/** What may say what it may do at most. */
export type Bounded = { boundary?: string | undefined };

/** The record that `boundary:` names, if any. */
export function boundaryReferences({ boundary }: Bounded): readonly Reference[] {
  return boundary === undefined ? [] : [{ path: ["boundary"], to: recordRef("permissions", boundary) }];
}

/** Characters that the lock leaves to a policy that is merged into a boundary; a test holds the lock to it. */
export const BOUNDARY_ROOM = 2_000;

/** A policy that is too long to be merged with the lock into one boundary. */
export function boundaryMisfits({ boundary }: Bounded, { account }: At): readonly Misfit[] {
  const policy =
    boundary === undefined ? undefined : (account.records.get(recordRef("permissions", boundary))?.fields as PermissionRecord | undefined);
  const size = policy ? policySize(printDocument(documentOf(...policy.statements))) : 0;
  const message = `expected a policy of at most ${BOUNDARY_ROOM} characters, white space not counted, got ${size}: the lock needs the rest of the boundary`;
  return size > BOUNDARY_ROOM ? [{ path: ["boundary"], message }] : [];
}
