import type { Upstream } from "./upstream.ts";
import { child, type Element, element, membersOf, text, textOf, withChild } from "./xml.ts";

type Details = {
  boundaries: ReadonlyMap<string, string>;
  policies: ReadonlyMap<string, Element>;
  versions: ReadonlyMap<string, readonly Element[]>;
};

/** What `ListPolicies` says of a policy and the details do not. */
const POLICY_FIELDS = [
  "AttachmentCount",
  "PermissionsBoundaryUsageCount",
  "IsAttachable",
  "Description",
  "CreateDate",
  "UpdateDate",
] as const;

/**
 * `GetAccountAuthorizationDetails` as AWS sends it, from ministack's answer and what ministack tells the administrator:
 * boundaries of users and roles, counts and dates of policies and their versions, and the AWS-managed policies that are in use.
 * Asked anew rather than learned from what passed, so that it is right however things came to be.
 * @param filters the `Filter` of the request; none stands for all
 */
export async function completeDetails(result: Element, account: string, filters: readonly string[], upstream: Upstream): Promise<Element> {
  const details = await ask(account, upstream);
  const users = membersOf(result, "UserDetailList").map((user) => bounded(user, `user/${textOf(user, "UserName")}`, details));
  const roles = membersOf(result, "RoleDetailList").map((role) => bounded(role, `role/${textOf(role, "RoleName")}`, details));
  const local = membersOf(result, "Policies").map((policy) => completed(policy, details));
  const managed = filters.length === 0 || filters.includes("AWSManagedPolicy") ? await managedInUse(account, details, upstream) : [];
  const lists = [element("UserDetailList", users), element("RoleDetailList", roles), element("Policies", [...local, ...managed])];
  return lists.reduce(withChild, result);
}

async function ask(account: string, upstream: Upstream): Promise<Details> {
  const policies = membersOf(await upstream.ask(account, "ListPolicies", { Scope: "All" }), "Policies");
  const boundaries = new Map<string, string>();
  for (const policy of policies.filter((candidate) => textOf(candidate, "PermissionsBoundaryUsageCount") !== "0")) {
    const arn = textOf(policy, "Arn")!;
    const users = await upstream.ask(account, "ListEntitiesForPolicy", { PolicyArn: arn, PolicyUsageFilter: "PermissionsBoundary" });
    for (const user of membersOf(users, "PolicyUsers")) boundaries.set(`user/${textOf(user, "UserName")}`, arn);
    for (const role of membersOf(users, "PolicyRoles")) boundaries.set(`role/${textOf(role, "RoleName")}`, arn);
  }
  const byArn = new Map(policies.map((policy) => [textOf(policy, "Arn")!, policy]));
  return { boundaries, policies: byArn, versions: await versionsOf(account, byArn, upstream) };
}

/** The versions of policies that have had more than one; the only version of any other is as old as its policy. */
async function versionsOf(account: string, policies: ReadonlyMap<string, Element>, upstream: Upstream): Promise<Details["versions"]> {
  const versions = new Map<string, readonly Element[]>();
  for (const [arn, policy] of policies) {
    if (textOf(policy, "CreateDate") === textOf(policy, "UpdateDate") || isManaged(arn)) continue;
    versions.set(arn, membersOf(await upstream.ask(account, "ListPolicyVersions", { PolicyArn: arn }), "Versions"));
  }
  return versions;
}

function bounded(entity: Element, name: string, { boundaries }: Details): Element {
  const arn = boundaries.get(name);
  if (arn === undefined) return entity;
  const boundary = [text("PermissionsBoundaryType", "PermissionsBoundaryPolicy"), text("PermissionsBoundaryArn", arn)];
  return withChild(entity, element("PermissionsBoundary", boundary));
}

function completed(policy: Element, { policies, versions }: Details): Element {
  const arn = textOf(policy, "Arn") ?? "";
  const listed = policies.get(arn);
  const fields = POLICY_FIELDS.flatMap((name) => child(listed, name) ?? []);
  const dates = new Map(versions.get(arn)?.map((version) => [textOf(version, "VersionId"), textOf(version, "CreateDate")]));
  const dated = membersOf(policy, "PolicyVersionList").map((version) => {
    const createdAt = dates.get(textOf(version, "VersionId")) ?? textOf(listed, "CreateDate") ?? "";
    return withChild(version, text("CreateDate", createdAt));
  });
  return [...fields, element("PolicyVersionList", dated)].reduce(withChild, policy);
}

/** AWS-managed policies stand in the details when something is attached to or bounded by them. */
async function managedInUse(account: string, { policies }: Details, upstream: Upstream): Promise<Element[]> {
  const used = [...policies].filter(([arn, policy]) => isManaged(arn) && isUsed(policy));
  return Promise.all(
    used.map(async ([arn, policy]) => {
      const version = await upstream.ask(account, "GetPolicyVersion", {
        PolicyArn: arn,
        VersionId: textOf(policy, "DefaultVersionId") ?? "v1",
      });
      const list = element("PolicyVersionList", [element("member", child(version, "PolicyVersion")?.children ?? [])]);
      return withChild({ ...policy, children: policy.children.filter(({ name }) => name !== "Tags") }, list);
    }),
  );
}

function isManaged(arn: string): boolean {
  return arn.split(":")[4] === "aws";
}

function isUsed(policy: Element): boolean {
  return textOf(policy, "AttachmentCount") !== "0" || textOf(policy, "PermissionsBoundaryUsageCount") !== "0";
}
