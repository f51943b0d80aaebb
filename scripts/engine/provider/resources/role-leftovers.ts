import {
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  paginateListAttachedRolePolicies,
  paginateListInstanceProfilesForRole,
  paginateListRolePolicies,
  RemoveRoleFromInstanceProfileCommand,
} from "@aws-sdk/client-iam";
import type { Aws } from "../aws/clients.ts";
import { everyItem } from "../aws/pages.ts";
import { patiently } from "../aws/waits.ts";

/** Takes a role out of its instance profiles, as the official plugin does before every deletion: a profile without its role is of no use. */
export async function removeFromInstanceProfiles(RoleName: string, aws: Aws): Promise<void> {
  const pages = paginateListInstanceProfilesForRole({ client: aws.iam }, { RoleName });
  for (const { InstanceProfileName } of await everyItem(pages, (page) => page.InstanceProfiles)) {
    await patiently(aws, () => aws.iam.send(new RemoveRoleFromInstanceProfileCommand({ RoleName, InstanceProfileName })));
  }
}

/** Removes every policy of a role, whoever gave it (`forceDetachPolicies`). */
export async function detachPolicies(RoleName: string, aws: Aws): Promise<void> {
  const attached = paginateListAttachedRolePolicies({ client: aws.iam }, { RoleName });
  for (const { PolicyArn } of await everyItem(attached, (page) => page.AttachedPolicies)) {
    await patiently(aws, () => aws.iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn })));
  }
  const inline = paginateListRolePolicies({ client: aws.iam }, { RoleName });
  for (const PolicyName of await everyItem(inline, (page) => page.PolicyNames)) {
    await patiently(aws, () => aws.iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName })));
  }
}
