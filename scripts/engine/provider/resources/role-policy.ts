import { DeleteRolePolicyCommand, GetRolePolicyCommand, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { inlinePolicyType } from "./inline-policy.ts";

/** A policy that stands inside a role. */
export const rolePolicy = inlinePolicyType("aws:iam/rolePolicy:RolePolicy", "role", {
  put: (RoleName, PolicyName, PolicyDocument, { iam }) => iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument })),
  get: async (RoleName, PolicyName, { iam }) => (await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }))).PolicyDocument,
  remove: (RoleName, PolicyName, { iam }) => iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName })),
});
