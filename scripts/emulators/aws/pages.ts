import { type AwsError, invalid } from "./reply.ts";
import { child, type Element, element, membersOf, text, withChild, withoutChildren } from "./xml.ts";

/** The lists that an operation returns in pages, in the order in which they fill a page. What is not here comes whole, as on AWS. */
export const PAGED: Readonly<Record<string, readonly string[]>> = {
  GetAccountAuthorizationDetails: ["UserDetailList", "GroupDetailList", "RoleDetailList", "Policies"],
  GetGroup: ["Users"],
  ListAccessKeys: ["AccessKeyMetadata"],
  ListAccountAliases: ["AccountAliases"],
  ListAttachedGroupPolicies: ["AttachedPolicies"],
  ListAttachedRolePolicies: ["AttachedPolicies"],
  ListAttachedUserPolicies: ["AttachedPolicies"],
  ListEntitiesForPolicy: ["PolicyGroups", "PolicyUsers", "PolicyRoles"],
  ListGroupPolicies: ["PolicyNames"],
  ListGroups: ["Groups"],
  ListGroupsForUser: ["Groups"],
  ListInstanceProfileTags: ["Tags"],
  ListInstanceProfiles: ["InstanceProfiles"],
  ListInstanceProfilesForRole: ["InstanceProfiles"],
  ListMFADevices: ["MFADevices"],
  ListPolicies: ["Policies"],
  ListPolicyTags: ["Tags"],
  ListPolicyVersions: ["Versions"],
  ListRolePolicies: ["PolicyNames"],
  ListRoleTags: ["Tags"],
  ListRoles: ["Roles"],
  ListUserPolicies: ["PolicyNames"],
  ListUserTags: ["Tags"],
  ListUsers: ["Users"],
  ListVirtualMFADevices: ["VirtualMFADevices"],
};

/** IAM's page without `MaxItems`, and the most that one may ask for (IAM API Reference, `ListUsers`). */
const [DEFAULT_ITEMS, MOST_ITEMS] = [100, 1_000];

/** The items that a request wants: from the marker on, `MaxItems` or 100 of them, never more than `limit`. */
export type Range = { start: number; size: number };

/** Reads `Marker` and `MaxItems`. `limit` stands for AWS's right to return fewer than asked. */
export function rangeOf(parameters: ReadonlyMap<string, string>, limit: number): Range | AwsError {
  const wanted = Number(parameters.get("MaxItems") ?? DEFAULT_ITEMS);
  if (!Number.isInteger(wanted) || wanted < 1 || wanted > MOST_ITEMS) {
    const constraint = wanted < 1 ? "greater than or equal to 1" : `less than or equal to ${MOST_ITEMS}`;
    return invalid(
      `1 validation error detected: Value '${parameters.get("MaxItems")}' at 'maxItems' failed to satisfy constraint: Member must have value ${constraint}`,
    );
  }
  const marker = parameters.get("Marker");
  const start = marker === undefined ? 0 : startOf(marker);
  return start === undefined ? invalid("Invalid Marker.") : { start, size: Math.min(wanted, limit) };
}

/** The result with only the items of the range, and the marker of the next page if there is one. */
export function cut(result: Element, lists: readonly string[], { start, size }: Range): Element {
  const items = lists.flatMap((list) => membersOf(result, list).map((member) => ({ list, member })));
  const page = items.slice(start, start + size);
  const isTruncated = start + size < items.length;
  let paged = withoutChildren(result, ["Marker"]);
  for (const list of lists) {
    const members = page.filter((item) => item.list === list).map(({ member }) => member);
    if (child(result, list)) paged = withChild(paged, element(list, members));
  }
  paged = withChild(paged, text("IsTruncated", String(isTruncated)));
  return isTruncated ? withChild(paged, text("Marker", markerOf(start + size))) : paged;
}

/** Opaque to callers, as on AWS: they give it back and nothing else. */
function markerOf(start: number): string {
  return Buffer.from(`page-from:${start}`).toString("base64");
}

function startOf(marker: string): number | undefined {
  const match = /^page-from:(\d+)$/.exec(Buffer.from(marker, "base64").toString("utf8"));
  return match ? Number(match[1]) : undefined;
}
