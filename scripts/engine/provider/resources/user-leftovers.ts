import {
  DeactivateMFADeviceCommand,
  DeleteAccessKeyCommand,
  DeleteLoginProfileCommand,
  DeleteServiceSpecificCredentialCommand,
  DeleteSigningCertificateCommand,
  DeleteSSHPublicKeyCommand,
  ListServiceSpecificCredentialsCommand,
  paginateListAccessKeys,
  paginateListGroupsForUser,
  paginateListMFADevices,
  paginateListSigningCertificates,
  paginateListSSHPublicKeys,
  RemoveUserFromGroupCommand,
} from "@aws-sdk/client-iam";
import type { Aws } from "../aws/clients.ts";
import { everyItem, listIn } from "../aws/pages.ts";
import { patiently } from "../aws/waits.ts";
import { isMissing } from "../error.ts";

/** Takes a user out of all its groups: IAM deletes no member, and membership ends with the user anyway. */
export async function removeMemberships(UserName: string, aws: Aws): Promise<void> {
  const groups = await everyItem(paginateListGroupsForUser({ client: aws.iam }, { UserName }), ({ Groups }) => Groups);
  for (const { GroupName } of groups) {
    await patiently(aws, () => aws.iam.send(new RemoveUserFromGroupCommand({ UserName, GroupName })));
  }
}

/** Deletes every credential of a user (`forceDestroy`), whoever made it: keys, password, MFA devices, certificates. */
export async function removeCredentials(UserName: string, aws: Aws): Promise<void> {
  const { iam } = aws;
  for (const { AccessKeyId } of await everyItem(paginateListAccessKeys({ client: iam }, { UserName }), (page) => page.AccessKeyMetadata)) {
    await iam.send(new DeleteAccessKeyCommand({ UserName, AccessKeyId }));
  }
  for (const { SSHPublicKeyId } of await everyItem(
    paginateListSSHPublicKeys({ client: iam }, { UserName }),
    (page) => page.SSHPublicKeys,
  )) {
    await iam.send(new DeleteSSHPublicKeyCommand({ UserName, SSHPublicKeyId }));
  }
  for (const { SerialNumber } of await everyItem(paginateListMFADevices({ client: iam }, { UserName }), (page) => page.MFADevices)) {
    await iam.send(new DeactivateMFADeviceCommand({ UserName, SerialNumber }));
  }
  for (const { CertificateId } of await everyItem(
    paginateListSigningCertificates({ client: iam }, { UserName }),
    (page) => page.Certificates,
  )) {
    await iam.send(new DeleteSigningCertificateCommand({ UserName, CertificateId }));
  }
  const { ServiceSpecificCredentials: specific } = await iam.send(new ListServiceSpecificCredentialsCommand({ UserName }));
  for (const { ServiceSpecificCredentialId } of listIn(specific)) {
    await iam.send(new DeleteServiceSpecificCredentialCommand({ UserName, ServiceSpecificCredentialId }));
  }
  await removePassword(UserName, aws);
}

/** Deletes a user's console password, if there is one; IAM refuses for a moment after it was made. */
export async function removePassword(UserName: string, aws: Aws): Promise<void> {
  try {
    await patiently(aws, () => aws.iam.send(new DeleteLoginProfileCommand({ UserName })), undefined, aws.limits.visibleMs);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}
