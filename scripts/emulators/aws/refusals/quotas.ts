import { policySize, QUOTAS } from "../../../../stacks/iam/quotas.ts";
import { type AwsError, limitExceeded } from "../reply.ts";
import { membersOf, textOf } from "../xml.ts";
import { type Context, type HolderKind, nameOf, type Refusal } from "./refusal.ts";

/** A managed policy over 6,144 characters. */
export function policyTooLarge({ parameters }: Context): AwsError | undefined {
  return policySize(parameters.get("PolicyDocument") ?? "") > QUOTAS.managedPolicySize
    ? quota("PolicySize", QUOTAS.managedPolicySize)
    : undefined;
}

/** A trust policy over 2,048 characters. */
export function trustTooLarge(parameter: "AssumeRolePolicyDocument" | "PolicyDocument"): Refusal {
  return ({ parameters }) =>
    policySize(parameters.get(parameter) ?? "") > QUOTAS.trustPolicySize ? quota("ACLSizePerRole", QUOTAS.trustPolicySize) : undefined;
}

/** Inline policies that together, the new one in place of its predecessor, are over the entity's limit. */
export function inlineTooLarge(kind: HolderKind): Refusal {
  const most = QUOTAS.inlinePoliciesSize[kind.toLowerCase() as Lowercase<HolderKind>];
  return async ({ parameters, account, upstream }) => {
    const holder = nameOf(kind, parameters);
    const names = membersOf(await upstream.ask(account, `List${kind}Policies`, holder), "PolicyNames").map(({ text }) => text);
    let size = policySize(parameters.get("PolicyDocument") ?? "");
    for (const name of names.filter((other) => other !== parameters.get("PolicyName"))) {
      const policy = await upstream.ask(account, `Get${kind}Policy`, { ...holder, PolicyName: name });
      size += policySize(decodeURIComponent(textOf(policy, "PolicyDocument") ?? ""));
    }
    const message = `Maximum policy size of ${most} bytes exceeded for ${kind.toLowerCase()} ${parameters.get(`${kind}Name`)}`;
    return size > most ? limitExceeded(message) : undefined;
  };
}

/** The eleventh group of a user. */
export async function tooManyGroups({ parameters, account, upstream }: Context): Promise<AwsError | undefined> {
  const groups = membersOf(await upstream.ask(account, "ListGroupsForUser", nameOf("User", parameters)), "Groups");
  const others = groups.filter((group) => textOf(group, "GroupName") !== parameters.get("GroupName"));
  return others.length >= QUOTAS.groupsPerUser ? quota("GroupsPerUser", QUOTAS.groupsPerUser) : undefined;
}

/** The eleventh managed policy of an entity. */
export function tooManyPolicies(kind: HolderKind): Refusal {
  const most = QUOTAS.managedPoliciesPerIdentity;
  return async ({ parameters, account, upstream }) => {
    const attached = membersOf(await upstream.ask(account, `ListAttached${kind}Policies`, nameOf(kind, parameters)), "AttachedPolicies");
    const others = attached.filter((policy) => textOf(policy, "PolicyArn") !== parameters.get("PolicyArn"));
    return others.length >= most ? quota(`PoliciesPer${kind}`, most) : undefined;
  };
}

/** The third access key of a user. */
export async function tooManyKeys({ parameters, account, upstream }: Context): Promise<AwsError | undefined> {
  const keys = membersOf(await upstream.ask(account, "ListAccessKeys", nameOf("User", parameters)), "AccessKeyMetadata");
  return keys.length >= QUOTAS.accessKeysPerUser ? quota("AccessKeysPerUser", QUOTAS.accessKeysPerUser) : undefined;
}

function quota(name: string, most: number): AwsError {
  return limitExceeded(`Cannot exceed quota for ${name}: ${most}`);
}
