import {
  type AttachedPolicy,
  type GetAccountAuthorizationDetailsCommandOutput,
  type GroupDetail,
  type IAMClient,
  type ManagedPolicyDetail,
  type PolicyDetail,
  paginateGetAccountAuthorizationDetails,
  type RoleDetail,
  type Tag,
  type UserDetail,
} from "@aws-sdk/client-iam";
import type { Arn } from "../../../stacks/iam/arn.ts";
import { type PolicyDocument, parseDocument } from "../../../stacks/iam/document.ts";
import type { Group, Tags } from "../../../stacks/iam/entity.ts";
import { compareText } from "../../../stacks/model/errors.ts";
import { type Instant, instantOf } from "../../../stacks/model/instant.ts";
import type { Authorization, ObservedPolicy, ObservedRole, ObservedUser } from "../observation.ts";
import { PartError, type Recorder } from "../part.ts";

const OPERATION = "GetAccountAuthorizationDetails";

/**
 * Users, roles, groups and customer-managed policies with everything attached, in a handful of calls.
 * Pages run across all four lists as one sequence and may be shorter than asked for: only the marker says when it is the end.
 */
export async function readAuthorization(iam: IAMClient, recorder: Recorder): Promise<Authorization> {
  const users: ObservedUser[] = [];
  const roles: ObservedRole[] = [];
  const groups: Group[] = [];
  const policies: ObservedPolicy[] = [];
  const pages = paginateGetAccountAuthorizationDetails(
    { client: iam, pageSize: 1_000 },
    { Filter: ["User", "Role", "Group", "LocalManagedPolicy"] },
  );
  for await (const page of pages) {
    recorder.page(OPERATION, count(page));
    users.push(...(page.UserDetailList ?? []).map(userOf));
    roles.push(...(page.RoleDetailList ?? []).map(roleOf));
    groups.push(...(page.GroupDetailList ?? []).map(groupOf));
    policies.push(...(page.Policies ?? []).map(policyOf));
  }
  return { users: byArn(users), roles: byArn(roles), groups: byArn(groups), policies: byArn(policies) };
}

function count(page: GetAccountAuthorizationDetailsCommandOutput): number {
  return (
    (page.UserDetailList?.length ?? 0) +
    (page.RoleDetailList?.length ?? 0) +
    (page.GroupDetailList?.length ?? 0) +
    (page.Policies?.length ?? 0)
  );
}

function userOf(detail: UserDetail): ObservedUser {
  return {
    type: "user",
    ...baseOf(detail.Arn, detail.UserName, detail.Path),
    ...permitted(detail.AttachedManagedPolicies, detail.UserPolicyList, detail.Arn),
    tags: tagsOf(detail.Tags, detail.Arn),
    boundary: boundaryOf(detail),
    groups: [...(detail.GroupList ?? [])].sort(),
    createdAt: createdAt(detail),
  };
}

function roleOf(detail: RoleDetail): ObservedRole {
  return {
    type: "role",
    ...baseOf(detail.Arn, detail.RoleName, detail.Path),
    ...permitted(detail.AttachedManagedPolicies, detail.RolePolicyList, detail.Arn),
    tags: tagsOf(detail.Tags, detail.Arn),
    boundary: boundaryOf(detail),
    trust: documentOf(detail.AssumeRolePolicyDocument, `trust policy of ${detail.Arn}`),
    instanceProfiles: (detail.InstanceProfileList ?? [])
      .map(({ InstanceProfileName }) => stated(InstanceProfileName, `an instance profile of ${detail.Arn} without name`))
      .sort(),
    createdAt: createdAt(detail),
    lastUsedAt: detail.RoleLastUsed?.LastUsedDate ? instantOf(detail.RoleLastUsed.LastUsedDate) : null,
  };
}

function groupOf(detail: GroupDetail): Group {
  return {
    type: "group",
    ...baseOf(detail.Arn, detail.GroupName, detail.Path),
    ...permitted(detail.AttachedManagedPolicies, detail.GroupPolicyList, detail.Arn),
  };
}

/** What counts of a policy is its default version. */
function policyOf(detail: ManagedPolicyDetail): ObservedPolicy {
  const version = detail.PolicyVersionList?.find((candidate) => candidate.IsDefaultVersion === true);
  return {
    type: "policy",
    ...baseOf(detail.Arn, detail.PolicyName ?? detail.Arn?.split("/").at(-1), detail.Path),
    document: documentOf(version?.Document, `default version of ${detail.Arn}`),
    createdAt: createdAt(detail),
    versions: (detail.PolicyVersionList ?? []).map(({ VersionId, IsDefaultVersion, CreateDate }) => ({
      id: stated(VersionId, `a version of ${detail.Arn} without id`),
      isDefault: IsDefaultVersion === true,
      createdAt: createdAt({ CreateDate, Arn: `${detail.Arn} ${VersionId}` }),
    })),
  };
}

function baseOf(arn: string | undefined, name: string | undefined, path: string | undefined): { arn: Arn; name: string; path: string } {
  if (arn === undefined || name === undefined)
    throw new PartError(OPERATION, `an entity without ARN or name (${arn ?? name ?? "neither"})`);
  return { arn: arn as Arn, name, path: path ?? "/" };
}

function permitted(
  attached: readonly AttachedPolicy[] | undefined,
  inline: readonly PolicyDetail[] | undefined,
  owner: string | undefined,
) {
  return {
    attached: (attached ?? []).map((policy) => stated(policy.PolicyArn, `an attached policy of ${owner} without ARN`) as Arn).sort(),
    inline: Object.fromEntries(
      (inline ?? []).map((policy) => [
        stated(policy.PolicyName, `an inline policy of ${owner} without name`),
        documentOf(policy.PolicyDocument, `inline policy ${policy.PolicyName} of ${owner}`),
      ]),
    ),
  };
}

function tagsOf(tags: readonly Tag[] | undefined, owner: string | undefined): Tags {
  return Object.fromEntries((tags ?? []).map((tag) => [stated(tag.Key, `a tag of ${owner} without key`), tag.Value ?? ""]));
}

function boundaryOf({ PermissionsBoundary, Arn: owner }: UserDetail | RoleDetail): Arn | null {
  if (!PermissionsBoundary) return null;
  return stated(PermissionsBoundary.PermissionsBoundaryArn, `a permissions boundary of ${owner} without ARN`) as Arn;
}

/** AWS's types make everything optional. What is there and does not say what it is cannot be compared, and is not nothing. */
function stated(text: string | undefined, what: string): string {
  if (text === undefined) throw new PartError(OPERATION, what);
  return text;
}

function documentOf(text: string | undefined, what: string): PolicyDocument {
  try {
    return parseDocument(text);
  } catch (cause) {
    throw new PartError(OPERATION, `${what} is not readable: ${(cause as Error).message}`, { cause });
  }
}

function createdAt(detail: { CreateDate?: Date | undefined; Arn?: string | undefined }): Instant {
  if (!detail.CreateDate) throw new PartError(OPERATION, `no creation date of ${detail.Arn}`);
  return instantOf(detail.CreateDate);
}

function byArn<E extends { arn: Arn }>(entities: readonly E[]): readonly E[] {
  return [...new Map(entities.map((entity) => [entity.arn, entity])).values()].sort((a, b) => compareText(a.arn, b.arn));
}
