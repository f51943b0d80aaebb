import { type AwsError, deleteConflict } from "../reply.ts";
import { membersOf } from "../xml.ts";
import { type Context, nameOf, type Refusal } from "./refusal.ts";

/** An entity that `action` still lists something of. */
export function holds(action: string, list: string, first: string): Refusal {
  return async ({ parameters, account, upstream }) => {
    const holder = Object.fromEntries([...parameters].filter(([name]) => /^(User|Role|Group)Name$/.test(name)));
    return membersOf(await upstream.ask(account, action, holder), list).length > 0
      ? deleteConflict(`Cannot delete entity, ${first}.`)
      : undefined;
  };
}

/** A user who still has a password. */
export async function holdsPassword({ parameters, account, upstream }: Context): Promise<AwsError | undefined> {
  const password = await upstream.ask(account, "GetLoginProfile", nameOf("User", parameters));
  return password ? deleteConflict("Cannot delete entity, must delete login profile first.") : undefined;
}

/** A policy that still has other versions than its default one. */
export async function holdsVersions({ parameters, account, upstream }: Context): Promise<AwsError | undefined> {
  const versions = membersOf(await upstream.ask(account, "ListPolicyVersions", nameOf("Policy", parameters)), "Versions");
  const message =
    "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.";
  return versions.length > 1 ? deleteConflict(message) : undefined;
}
