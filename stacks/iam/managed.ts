import { parseIamArn } from "./arn.ts";
import { documentOf, type PolicyDocument, type Statement } from "./document.ts";

/** The day on which AWS's own policies were as they stand here. Source: their documents in github.com/zoph-io/MAMIP, which AWS published. */
export const MANAGED_AS_OF = "2026-03-07";

const allow = (...actions: readonly string[]): Statement => ({ effect: "Allow", actions, resources: ["*"], conditions: [] });

/** The few policies of AWS that nearly everybody uses, by path and name. There are 1,500, and AWS edits them: all others are not known here, and are called so. */
const MANAGED: Readonly<Record<string, PolicyDocument>> = {
  AdministratorAccess: documentOf(allow("*")),
  AWSDenyAll: documentOf({ effect: "Deny", actions: ["*"], resources: ["*"], conditions: [] }),
  PowerUserAccess: documentOf(
    { effect: "Allow", notActions: ["iam:*", "organizations:*", "account:*"], resources: ["*"], conditions: [] },
    allow(
      "account:GetAccountInformation",
      "account:GetGovCloudAccountInformation",
      "account:GetPrimaryEmail",
      "account:ListRegions",
      "iam:CreateServiceLinkedRole",
      "iam:DeleteServiceLinkedRole",
      "iam:ListRoles",
      "organizations:DescribeEffectivePolicy",
      "organizations:DescribeOrganization",
    ),
  ),
  IAMFullAccess: documentOf(
    allow(
      "iam:*",
      "organizations:DescribeAccount",
      "organizations:DescribeOrganization",
      "organizations:DescribeOrganizationalUnit",
      "organizations:DescribePolicy",
      "organizations:ListChildren",
      "organizations:ListParents",
      "organizations:ListPoliciesForTarget",
      "organizations:ListRoots",
      "organizations:ListPolicies",
      "organizations:ListTargetsForPolicy",
    ),
  ),
  AmazonS3ReadOnlyAccess: documentOf(allow("s3:Get*", "s3:List*", "s3:Describe*", "s3-object-lambda:Get*", "s3-object-lambda:List*")),
  AmazonS3FullAccess: documentOf(allow("s3:*", "s3-object-lambda:*")),
  IAMReadOnlyAccess: documentOf(
    allow(
      "iam:GenerateCredentialReport",
      "iam:GenerateServiceLastAccessedDetails",
      "iam:Get*",
      "iam:List*",
      "iam:SimulateCustomPolicy",
      "iam:SimulatePrincipalPolicy",
    ),
  ),
  "service-role/AWSLambdaBasicExecutionRole": documentOf(allow("logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents")),
};

/**
 * True for the policies that AWS attaches to a user whose access key it has found in public (`AWSCompromisedKeyQuarantine`, `…V2`, `…V3`;
 * AWS Managed Policy Reference). They deny much, and leave the key Active.
 */
export function isQuarantinePolicy(arn: string): boolean {
  return /^arn:[^:]+:iam::aws:policy\/AWSCompromisedKeyQuarantine(V\d+)?$/.test(arn);
}

/** The document of a policy that AWS keeps, as of `MANAGED_AS_OF`; `undefined` for those that are not known here. */
export function managedDocument(arn: string): PolicyDocument | undefined {
  const parsed = parseIamArn(arn);
  if (parsed?.accountId !== "aws" || parsed.type !== "policy") return undefined;
  const name = `${parsed.path.slice(1)}${parsed.name}`;
  return Object.hasOwn(MANAGED, name) ? MANAGED[name] : undefined;
}
