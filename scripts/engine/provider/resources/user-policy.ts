import { DeleteUserPolicyCommand, GetUserPolicyCommand, PutUserPolicyCommand } from "@aws-sdk/client-iam";
import { inlinePolicyType } from "./inline-policy.ts";

/** A policy that stands inside a user. */
export const userPolicy = inlinePolicyType("aws:iam/userPolicy:UserPolicy", "user", {
  put: (UserName, PolicyName, PolicyDocument, { iam }) => iam.send(new PutUserPolicyCommand({ UserName, PolicyName, PolicyDocument })),
  get: async (UserName, PolicyName, { iam }) => (await iam.send(new GetUserPolicyCommand({ UserName, PolicyName }))).PolicyDocument,
  remove: (UserName, PolicyName, { iam }) => iam.send(new DeleteUserPolicyCommand({ UserName, PolicyName })),
});
