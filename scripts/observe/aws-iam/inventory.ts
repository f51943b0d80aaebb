import {
  type IAMClient,
  paginateListInstanceProfiles,
  paginateListServerCertificates,
  paginateListVirtualMFADevices,
} from "@aws-sdk/client-iam";
import type { Arn } from "../../../stacks/iam/arn.ts";
import { compareText } from "../../../stacks/model/errors.ts";
import { instantOf } from "../../../stacks/model/instant.ts";
import type { InstanceProfile, MfaDevice, ServerCertificate } from "../observation.ts";
import { PartError, type Recorder } from "../part.ts";

/** Instance profiles, those without a role too: whoever may put a role into one gives it to every machine that runs with it. */
export async function readInstanceProfiles(iam: IAMClient, recorder: Recorder): Promise<readonly InstanceProfile[]> {
  const found: InstanceProfile[] = [];
  for await (const { InstanceProfiles = [] } of paginateListInstanceProfiles({ client: iam, pageSize: 1_000 }, {})) {
    recorder.page("ListInstanceProfiles", InstanceProfiles.length);
    for (const { Arn: arn, InstanceProfileName: name, Roles = [] } of InstanceProfiles)
      found.push({
        arn: stated("ListInstanceProfiles", arn) as Arn,
        name: stated("ListInstanceProfiles", name),
        roles: Roles.map((role) => stated("ListInstanceProfiles", role.Arn) as Arn),
      });
  }
  return byArn(found);
}

/** Server certificates that IAM holds, and when they run out. Their keys are never read. */
export async function readServerCertificates(iam: IAMClient, recorder: Recorder): Promise<readonly ServerCertificate[]> {
  const found: ServerCertificate[] = [];
  for await (const { ServerCertificateMetadataList = [] } of paginateListServerCertificates({ client: iam, pageSize: 1_000 }, {})) {
    recorder.page("ListServerCertificates", ServerCertificateMetadataList.length);
    for (const { Arn: arn, ServerCertificateName: name, Expiration } of ServerCertificateMetadataList)
      found.push({
        arn: stated("ListServerCertificates", arn) as Arn,
        name: stated("ListServerCertificates", name),
        expiresAt: Expiration ? instantOf(Expiration) : null,
      });
  }
  return byArn(found);
}

/** Virtual MFA devices with whoever has them, `null` for those that nobody has. Passkeys and hardware devices show only in the credential report. */
export async function readMfaDevices(iam: IAMClient, recorder: Recorder): Promise<readonly MfaDevice[]> {
  const found: MfaDevice[] = [];
  for await (const { VirtualMFADevices = [] } of paginateListVirtualMFADevices({ client: iam, pageSize: 1_000 }, {})) {
    recorder.page("ListVirtualMFADevices", VirtualMFADevices.length);
    for (const { SerialNumber, User } of VirtualMFADevices)
      found.push({ arn: stated("ListVirtualMFADevices", SerialNumber) as Arn, of: (User?.Arn as Arn | undefined) ?? null });
  }
  return byArn(found);
}

function stated(operation: string, text: string | undefined): string {
  if (text === undefined) throw new PartError(operation, "an item without ARN or name");
  return text;
}

function byArn<E extends { arn: Arn }>(found: readonly E[]): readonly E[] {
  return [...found].sort((a, b) => compareText(a.arn, b.arn));
}
