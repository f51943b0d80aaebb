import { DeleteGroupPolicyCommand, GetGroupPolicyCommand, PutGroupPolicyCommand } from "@aws-sdk/client-iam";
import { inlinePolicyType } from "./inline-policy.ts";

/** A policy that stands inside a group. */
export const groupPolicy = inlinePolicyType("aws:iam/groupPolicy:GroupPolicy", "group", {
  put: (GroupName, PolicyName, PolicyDocument, { iam }) => iam.send(new PutGroupPolicyCommand({ GroupName, PolicyName, PolicyDocument })),
  get: async (GroupName, PolicyName, { iam }) => (await iam.send(new GetGroupPolicyCommand({ GroupName, PolicyName }))).PolicyDocument,
  remove: (GroupName, PolicyName, { iam }) => iam.send(new DeleteGroupPolicyCommand({ GroupName, PolicyName })),
});
