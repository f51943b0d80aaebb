import { parseIamArn } from "../../stacks/iam/arn.ts";
import type { PolicyDocument } from "../../stacks/iam/document.ts";

/**
 * AWS's own policies that deny something, service-linked ones left out: nobody can attach or take those away.
 * Their documents stand nowhere in the records, and their names rarely tell.
 * Source: the documents as AWS published them on 2026-03-07 (github.com/zoph-io/MAMIP at 0387244e53a3dbe038810ef3463489c2c6836f06, 1,521 documents, and two empty files).
 */
const DENYING_POLICIES: ReadonlySet<string> = new Set([
  "AWSCertificateManagerPrivateCAPrivilegedUser",
  "AWSCertificateManagerPrivateCAUser",
  "AWSCleanRoomsFullAccessNoQuerying",
  "AWSCompromisedKeyQuarantine",
  "AWSCompromisedKeyQuarantineV2",
  "AWSCompromisedKeyQuarantineV3",
  "AWSDeepRacerDefaultMultiUserAccess",
  "AWSDenyAll",
  "AWSIAMIdentityCenterAllowListForIdentityContext",
  "AWSLakeFormationDataAdmin",
  "AWSMarketplaceImageBuildFullAccess",
  "AWSPrivateCAPrivilegedUser",
  "AWSPrivateCAUser",
  "AWSTransformApplicationDeploymentPolicy",
  "AmazonConnectReadOnlyAccess",
  "AmazonDataZoneEnvironmentRolePermissionsBoundary",
  "AmazonDataZoneProjectDeploymentPermissionsBoundary",
  "AmazonDataZoneProjectRolePermissionsBoundary",
  "AmazonDataZoneSageMakerEnvironmentRolePermissionsBoundary",
  "AmazonRedshiftDataFullAccess",
  "AmazonSecurityLakePermissionsBoundary",
  "AwsGlueSessionUserRestrictedNotebookPolicy",
  "AwsGlueSessionUserRestrictedNotebookServiceRole",
  "AwsGlueSessionUserRestrictedPolicy",
  "AwsGlueSessionUserRestrictedServiceRole",
  "IAMAuditRootUserCredentials",
  "IAMCreateRootUserPassword",
  "IAMDeleteRootUserCredentials",
  "S3UnlockBucketPolicy",
  "SQSUnlockQueuePolicy",
  "SageMakerStudioAdminIAMDefaultExecutionPolicy",
  "SageMakerStudioAdminIAMPermissiveExecutionPolicy",
  "SageMakerStudioProjectUserRolePermissionsBoundary",
  "SageMakerStudioUserIAMDefaultExecutionPolicy",
  "SageMakerStudioUserIAMPermissiveExecutionPolicy",
]);

/** True for a document that denies something: to lose it is to gain. */
export function denies(document: PolicyDocument): boolean {
  return document.statements.some(({ effect }) => effect === "Deny");
}

/** The same for a policy that AWS keeps. Versions to come of those that speak of it in their name (`AWSCompromisedKeyQuarantineV3`) are among them. */
export function isDenyingPolicy(arn: string): boolean {
  const name = parseIamArn(arn)?.name ?? "";
  return DENYING_POLICIES.has(name) || /deny|quarantine/i.test(name);
}
