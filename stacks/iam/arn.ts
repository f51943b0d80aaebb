/** An Amazon Resource Name, as AWS prints it. */
export type Arn = `arn:${string}`;

/** Where an ARN lives: partition (`aws`, `aws-cn`, `aws-us-gov`) and the 12-digit account id. */
export type ArnHome = { partition: string; accountId: string };

/** The IAM resource types that Tenure speaks of, as they stand in an ARN's resource part. */
export type IamResourceType = "user" | "role" | "group" | "policy" | "oidc-provider" | "saml-provider" | "instance-profile";

/** The parts of an IAM ARN; `path` begins and ends with `/`. */
export type IamArn = ArnHome & { type: string; path: string; name: string };

/**
 * Builds an IAM ARN. IAM is global, so there is never a region.
 * @param path begins and ends with `/` (IAM User Guide, "IAM identifiers").
 */
export function iamArn(home: ArnHome, type: IamResourceType, name: string, path = "/"): Arn {
  return `arn:${home.partition}:iam::${home.accountId}:${type}${path}${name}`;
}

/**
 * Takes an IAM ARN apart; `undefined` for anything else (another service, a malformed string).
 * An OIDC provider has no path: what stands there is the path of its issuer's URL, and part of the name.
 */
export function parseIamArn(text: string): IamArn | undefined {
  const match = /^arn:([^:]+):iam::(\d{12}|aws):(?:(oidc-provider)(\/)(.+)|([a-z-]+)(\/(?:.*\/)?)([^/]+))$/.exec(text);
  if (!match) return undefined;
  const [, partition, accountId, type, path, name] = match.filter((part) => part !== undefined);
  return { partition: partition!, accountId: accountId!, type: type!, path: path!, name: name! };
}

/** The 12-digit account that an ARN belongs to; `undefined` for AWS's own (`aws`) and for anything that is no ARN. */
export function accountOfArn(text: string): string | undefined {
  return /^arn:[^:]+:[^:]+:[^:]*:(\d{12}):/.exec(text)?.[1];
}

/** True for ARNs of policies that AWS itself keeps (`arn:aws:iam::aws:policy/…`). */
export function isAwsManagedPolicy(text: string): boolean {
  return /^arn:[^:]+:iam::aws:policy\//.test(text);
}
