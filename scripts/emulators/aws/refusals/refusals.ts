import type { Names } from "../names.ts";
import { type AwsError, invalid } from "../reply.ts";
import type { AwsRequest } from "../request.ts";
import type { Upstream } from "../upstream.ts";
import { holds, holdsPassword, holdsVersions } from "./conflicts.ts";
import { illegalName, illegalTags, nameTaken, tooManyTags } from "./names.ts";
import { unsupportedPrincipal } from "./principals.ts";
import { inlineTooLarge, policyTooLarge, tooManyGroups, tooManyKeys, tooManyPolicies, trustTooLarge } from "./quotas.ts";
import type { Context, Refusal } from "./refusal.ts";

/**
 * What AWS refuses and ministack accepts, by action; the first that applies answers.
 * Codes and status are AWS's (IAM API Reference), the wording is as people report it in public.
 * They are decided before ministack looks at permissions: a caller who is not allowed at all may be told the limit instead of the denial.
 */
const REFUSALS: Readonly<Record<string, readonly Refusal[]>> = {
  CreateUser: [illegalName("UserName"), nameTaken("User"), illegalTags, tooManyTags()],
  CreateRole: [illegalName("RoleName"), nameTaken("Role"), illegalTags, tooManyTags(), trustTooLarge("AssumeRolePolicyDocument")],
  CreateGroup: [illegalName("GroupName"), nameTaken("Group")],
  CreatePolicy: [illegalName("PolicyName"), nameTaken("Policy"), illegalTags, tooManyTags(), policyTooLarge],
  CreateInstanceProfile: [illegalName("InstanceProfileName"), nameTaken("InstanceProfile")],
  CreatePolicyVersion: [policyTooLarge],
  UpdateAssumeRolePolicy: [trustTooLarge("PolicyDocument")],
  TagUser: [illegalTags, tooManyTags("User")],
  TagRole: [illegalTags, tooManyTags("Role")],
  TagPolicy: [illegalTags, tooManyTags("Policy")],
  PutUserPolicy: [inlineTooLarge("User")],
  PutRolePolicy: [inlineTooLarge("Role")],
  PutGroupPolicy: [inlineTooLarge("Group")],
  AddUserToGroup: [tooManyGroups],
  AttachUserPolicy: [noSuchPolicy, tooManyPolicies("User")],
  AttachRolePolicy: [noSuchPolicy, tooManyPolicies("Role")],
  AttachGroupPolicy: [noSuchPolicy, tooManyPolicies("Group")],
  CreateAccessKey: [keyOfNobody, tooManyKeys],
  DeleteUser: [
    holds("ListUserPolicies", "PolicyNames", "must delete policies first"),
    holds("ListAttachedUserPolicies", "AttachedPolicies", "must detach all policies first"),
    holds("ListAccessKeys", "AccessKeyMetadata", "must delete access keys first"),
    holdsPassword,
    holds("ListGroupsForUser", "Groups", "must remove users from group first"),
    holds("ListMFADevices", "MFADevices", "must delete MFA device first"),
  ],
  DeleteGroup: [
    holds("ListGroupPolicies", "PolicyNames", "must delete policies first"),
    holds("ListAttachedGroupPolicies", "AttachedPolicies", "must detach all policies first"),
    holds("GetGroup", "Users", "must remove users from group first"),
  ],
  DeleteRole: [
    holds("ListRolePolicies", "PolicyNames", "must delete policies first"),
    holds("ListAttachedRolePolicies", "AttachedPolicies", "must detach all policies first"),
    holds("ListInstanceProfilesForRole", "InstanceProfiles", "must remove roles from instance profile first"),
  ],
  DeletePolicy: [holdsVersions],
  PutResourcePolicy: [unsupportedPrincipal],
};

/** The services whose actions are in the table; no two of their actions there have one name. */
const REFUSING: readonly string[] = ["iam", "secretsmanager"];

/** The error with which AWS would refuse a request that ministack would let through; `undefined` when there is none. */
export async function refusalOf(request: AwsRequest, account: string, names: Names, upstream: Upstream): Promise<AwsError | undefined> {
  if (!REFUSING.includes(request.service)) return undefined;
  for (const refusal of REFUSALS[request.action] ?? []) {
    const error = await refusal({ parameters: request.parameters, account, names, upstream });
    if (error) return error;
  }
  return undefined;
}

/** ministack attaches policies that do not exist. Of AWS's own it knows only some, so those are let through. */
async function noSuchPolicy({ parameters, account, upstream }: Context): Promise<AwsError | undefined> {
  const arn = parameters.get("PolicyArn") ?? "";
  if (arn.split(":")[4] === "aws" || (await upstream.ask(account, "GetPolicy", { PolicyArn: arn }))) return undefined;
  return { status: 404, code: "NoSuchEntity", message: `Policy ${arn} does not exist or is not attachable.` };
}

/** AWS takes the caller; ministack would make a key for a user "default" who does not exist. */
function keyOfNobody({ parameters }: Context): AwsError | undefined {
  return parameters.has("UserName") ? undefined : invalid("the AWS stand-in needs UserName: it makes no key for the caller");
}
