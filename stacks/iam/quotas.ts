/**
 * IAM's fixed limits (IAM User Guide, "IAM and AWS STS quotas").
 * Quotas that differ by account are read live from `GetAccountSummary` and never from here.
 */
export const QUOTAS = {
  /** Non-whitespace characters of a customer-managed policy. */
  managedPolicySize: 6_144,
  /** Non-whitespace characters of a role's trust policy, unless AWS raised it. */
  trustPolicySize: 2_048,
  /** All inline policies of one entity together, non-whitespace characters. */
  inlinePoliciesSize: { user: 2_048, group: 5_120, role: 10_240 },
  groupsPerUser: 10,
  managedPoliciesPerIdentity: 10,
  accessKeysPerUser: 2,
  audiencesPerProvider: 100,
  thumbprintsPerProvider: 5,
  /** Characters of a SAML provider's metadata (IAM API Reference, `CreateSAMLProvider`). */
  samlMetadata: { min: 1_000, max: 10_000_000 },
  tagsPerEntity: 50,
  tagKeyLength: 128,
  tagValueLength: 256,
  /** A provider's is that of an OIDC issuer's URL. */
  nameLength: { user: 64, role: 64, group: 128, policy: 128, provider: 255 },
  pathLength: 512,
  /** Seconds. */
  sessionDuration: { min: 3_600, max: 43_200 },
} as const;

/** Characters that tag keys and values may hold (IAM User Guide, "Rules for tagging"). */
export const LEGAL_TAG_TEXT = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/** Characters that IAM names may hold. */
export const LEGAL_NAME = /^[A-Za-z0-9+=,.@_-]+$/;

/** A document's size as IAM counts it: white space does not count. */
export function policySize(json: string): number {
  return json.replace(/\s/g, "").length;
}
