import { AttachUserPolicyCommand, DetachUserPolicyCommand, paginateListAttachedUserPolicies } from "@aws-sdk/client-iam";
import { everyItem } from "../aws/pages.ts";
import { attachmentType } from "./attachment.ts";

/** A managed policy attached to a user. */
export const userPolicyAttachment = attachmentType("aws:iam/userPolicyAttachment:UserPolicyAttachment", "user", {
  attach: (UserName, PolicyArn, { iam }) => iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn })),
  detach: (UserName, PolicyArn, { iam }) => iam.send(new DetachUserPolicyCommand({ UserName, PolicyArn })),
  async list(UserName, { iam }) {
    const policies = await everyItem(paginateListAttachedUserPolicies({ client: iam }, { UserName }), (page) => page.AttachedPolicies);
    return policies.map(({ PolicyArn }) => PolicyArn!);
  },
});
