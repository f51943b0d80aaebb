import { type Arn, iamArn, parseIamArn } from "../iam/arn.ts";
import type { Account } from "../model/declared.ts";
import type { Directory } from "../model/directory.ts";
import { parseOwner, recordRef } from "../model/ref.ts";
import type { At, Misfit } from "./kind.ts";
import type { UserRecord } from "./users.ts";

/**
 * The principal that acts for a person in an account: what the directory says, else the IAM user of the same name, on the path where it is declared.
 * A federated person is one session of a role: the role itself would let in everybody who may use it (IAM User Guide, "Role session principals").
 */
export function principalOf(ref: string, account: Account, directory: Directory): Arn {
  const id = parseOwner(ref)?.id ?? "";
  const principal = directory.people.get(id)?.aws[account.name];
  if (principal && "role" in principal) return sessionArn(principal.role, principal.session);
  const name = principal?.user ?? id;
  return iamArn(account, "user", name, (account.records.get(recordRef("people", name))?.fields as UserRecord | undefined)?.path);
}

function sessionArn(role: string, session: string): Arn {
  const parsed = parseIamArn(role);
  return parsed ? `arn:${parsed.partition}:sts::${parsed.accountId}:assumed-role/${parsed.name}/${session}` : (role as Arn);
}

/** People whom a role could not let in: nothing in the account acts for them. `path` leads to their list, or to the only one. */
export function strangers(
  path: readonly string[],
  people: readonly string[] | string,
  { account }: At,
  directory: Directory,
): readonly Misfit[] {
  return [people].flat().flatMap((ref, index) => {
    const person = directory.people.get(parseOwner(ref)?.id ?? "");
    if (!person || person.aws[account.name] || account.records.has(recordRef("people", person.id))) return [];
    const message = `${ref} has neither a record under accounts/${account.name}/people/ nor a principal for ${account.name} in the directory (aws)`;
    return [{ path: typeof people === "string" ? path : [...path, index], message }];
  });
}
