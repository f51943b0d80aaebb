/** What stopping somebody reads in AWS: who it is, which keys there are, and whether it is done. */
export const STOP_READS = [
  "iam:GetAccessKeyLastUsed",
  "iam:GetRole",
  "iam:GetUser",
  "iam:ListAccessKeys",
  "secretsmanager:ListSecrets",
] as const;

/** What stopping sets on users and roles: the one boundary that denies everything, and nothing else by any of these. */
export const STOP_BOUNDARIES = ["iam:PutRolePermissionsBoundary", "iam:PutUserPermissionsBoundary"] as const;

/** What stopping sets on keys. IAM has no condition on the status: a key that is set Active is the critical finding `changed`. */
export const STOP_KEYS = ["iam:UpdateAccessKey"] as const;
