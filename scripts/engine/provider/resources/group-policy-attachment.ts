import { AttachGroupPolicyCommand, DetachGroupPolicyCommand, paginateListAttachedGroupPolicies } from "@aws-sdk/client-iam";
import { everyItem } from "../aws/pages.ts";
import { attachmentType } from "./attachment.ts";

/** A managed policy attached to a group. */
export const groupPolicyAttachment = attachmentType("aws:iam/groupPolicyAttachment:GroupPolicyAttachment", "group", {
  attach: (GroupName, PolicyArn, { iam }) => iam.send(new AttachGroupPolicyCommand({ GroupName, PolicyArn })),
  detach: (GroupName, PolicyArn, { iam }) => iam.send(new DetachGroupPolicyCommand({ GroupName, PolicyArn })),
  async list(GroupName, { iam }) {
    const policies = await everyItem(paginateListAttachedGroupPolicies({ client: iam }, { GroupName }), (page) => page.AttachedPolicies);
    return policies.map(({ PolicyArn }) => PolicyArn!);
  },
});
