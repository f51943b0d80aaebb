/** The folder of records that several accounts have. */
export const SHARED = "_shared";

/** The place of an account's own copy of a shared record; `undefined` for any other path. */
export function ownPlaceOf(path: string, account: string): string | undefined {
  return path.startsWith(`accounts/${SHARED}/`) ? path.replace(SHARED, account) : undefined;
}
