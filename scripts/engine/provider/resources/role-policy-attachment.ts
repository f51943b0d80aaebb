import { AttachRolePolicyCommand, DetachRolePolicyCommand, paginateListAttachedRolePolicies } from "@aws-sdk/client-iam";
import { everyItem } from "../aws/pages.ts";
import { attachmentType } from "./attachment.ts";

/** A managed policy attached to a role. */
export const rolePolicyAttachment = attachmentType("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "role", {
  attach: (RoleName, PolicyArn, { iam }) => iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn })),
  detach: (RoleName, PolicyArn, { iam }) => iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn })),
  async list(RoleName, { iam }) {
    const policies = await everyItem(paginateListAttachedRolePolicies({ client: iam }, { RoleName }), (page) => page.AttachedPolicies);
    return policies.map(({ PolicyArn }) => PolicyArn!);
  },
});
