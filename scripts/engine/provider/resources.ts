import { ProviderError } from "./error.ts";
import { accessKey } from "./resources/access-key.ts";
import { group } from "./resources/group.ts";
import { groupPolicy } from "./resources/group-policy.ts";
import { groupPolicyAttachment } from "./resources/group-policy-attachment.ts";
import { instanceProfile } from "./resources/instance-profile.ts";
import { openIdConnectProvider } from "./resources/open-id-connect-provider.ts";
import { policy } from "./resources/policy.ts";
import { role } from "./resources/role.ts";
import { rolePolicy } from "./resources/role-policy.ts";
import { rolePolicyAttachment } from "./resources/role-policy-attachment.ts";
import { samlProvider } from "./resources/saml-provider.ts";
import { secret } from "./resources/secret.ts";
import { secretPolicy } from "./resources/secret-policy.ts";
import { secretVersion } from "./resources/secret-version.ts";
import { user } from "./resources/user.ts";
import { userGroupMembership } from "./resources/user-group-membership.ts";
import { userLoginProfile } from "./resources/user-login-profile.ts";
import { userPolicy } from "./resources/user-policy.ts";
import { userPolicyAttachment } from "./resources/user-policy-attachment.ts";
import type { ResourceType } from "./schema.ts";

/** Every resource type that this provider knows: those that the program uses. */
export const RESOURCE_TYPES: readonly ResourceType[] = [
  accessKey,
  group,
  groupPolicy,
  groupPolicyAttachment,
  instanceProfile,
  openIdConnectProvider,
  policy,
  role,
  rolePolicy,
  rolePolicyAttachment,
  samlProvider,
  secret,
  secretPolicy,
  secretVersion,
  user,
  userGroupMembership,
  userLoginProfile,
  userPolicy,
  userPolicyAttachment,
];

const BY_TOKEN = new Map(RESOURCE_TYPES.map((type) => [type.token, type]));

/** The type of a token, if it is one of these. */
export function findResourceType(token: string): ResourceType | undefined {
  return BY_TOKEN.get(token);
}

/** The type of a token. @throws ProviderError NOT_SUPPORTED */
export function resourceType(token: string): ResourceType {
  const type = findResourceType(token);
  if (type) return type;
  throw new ProviderError(
    "NOT_SUPPORTED",
    `not supported by the embedded AWS provider: ${token}; install the official plugin (pulumi plugin install resource aws)`,
  );
}
