import {
  type IAMClient,
  ListServiceSpecificCredentialsCommand,
  NoSuchEntityException,
  paginateListSigningCertificates,
  paginateListSSHPublicKeys,
  type ServiceSpecificCredentialMetadata,
  type StatusType,
} from "@aws-sdk/client-iam";
import type { Arn } from "../../../stacks/iam/arn.ts";
import { compareText } from "../../../stacks/model/errors.ts";
import { instantOf } from "../../../stacks/model/instant.ts";
import type { OtherCredential } from "../observation.ts";
import { PartError, type Recorder } from "../part.ts";
import { askEach } from "./ask-each.ts";

type Named = { arn: Arn; name: string };

/** Whom to ask: all users for finding them by name, those who have certificates by the report, those who are asked for SSH keys. */
export type Asked = { users: readonly Named[]; withCertificates: readonly Named[]; forSshKeys: readonly Named[] };

/**
 * What users sign in with besides passwords and access keys: API keys of single services (Bedrock, CloudWatch Logs, CodeCommit, Keyspaces),
 * X.509 signing certificates and SSH keys. The first come in one sweep; the others take a call for each user that is asked.
 */
export async function readOtherCredentials(iam: IAMClient, recorder: Recorder, asked: Asked): Promise<readonly OtherCredential[]> {
  const quiet = () => {};
  const found = [
    ...(await serviceSpecific(iam, recorder, asked.users)),
    ...(
      await askEach("ListSigningCertificates", asked.withCertificates, recorder, (user) => certificatesOf(iam, recorder, user), quiet)
    ).flat(),
    ...(await askEach("ListSSHPublicKeys", asked.forSshKeys, recorder, (user) => sshKeysOf(iam, recorder, user), quiet)).flat(),
  ];
  return found.sort((a, b) => compareText(a.user, b.user) || compareText(a.id, b.id));
}

async function serviceSpecific(iam: IAMClient, recorder: Recorder, users: readonly Named[]): Promise<readonly OtherCredential[]> {
  const byName = new Map(users.map((user) => [user.name, user]));
  const found: OtherCredential[] = [];
  for await (const each of allServiceSpecific(iam, recorder)) {
    // Whoever is not in the list of users was made or removed meanwhile: the next observation has both.
    const user = byName.get(each.UserName ?? "");
    if (user)
      found.push({
        ...credential(SWEEP, user, each.ServiceSpecificCredentialId, each.Status, each.CreateDate),
        kind: "service-specific",
        service: each.ServiceName ?? null,
        expiresAt: each.ExpirationDate ? instantOf(each.ExpirationDate) : null,
      });
  }
  return found;
}

const SWEEP = "ListServiceSpecificCredentials";

/** `AllUsers` has pages, and the SDK no paginator for it. */
async function* allServiceSpecific(iam: IAMClient, recorder: Recorder): AsyncGenerator<ServiceSpecificCredentialMetadata> {
  let marker: string | undefined;
  do {
    const page = await iam.send(new ListServiceSpecificCredentialsCommand({ AllUsers: true, MaxItems: 1_000, Marker: marker }));
    const credentials = page.ServiceSpecificCredentials ?? [];
    recorder.page(SWEEP, credentials.length);
    yield* credentials;
    if (page.IsTruncated && page.Marker === undefined) throw new PartError(SWEEP, "a page that is cut and does not say where to go on");
    marker = page.IsTruncated ? page.Marker : undefined;
  } while (marker !== undefined);
}

async function certificatesOf(iam: IAMClient, recorder: Recorder, user: Named): Promise<readonly OtherCredential[]> {
  const operation = "ListSigningCertificates";
  return unlessGone(async () => {
    const found: OtherCredential[] = [];
    for await (const { Certificates = [] } of paginateListSigningCertificates({ client: iam }, { UserName: user.name })) {
      recorder.page(operation, Certificates.length);
      for (const { CertificateId, Status, UploadDate } of Certificates)
        found.push({
          ...credential(operation, user, CertificateId, Status, UploadDate),
          kind: "signing-certificate",
          service: null,
          expiresAt: null,
        });
    }
    return found;
  });
}

async function sshKeysOf(iam: IAMClient, recorder: Recorder, user: Named): Promise<readonly OtherCredential[]> {
  const operation = "ListSSHPublicKeys";
  return unlessGone(async () => {
    const found: OtherCredential[] = [];
    for await (const { SSHPublicKeys = [] } of paginateListSSHPublicKeys({ client: iam }, { UserName: user.name })) {
      recorder.page(operation, SSHPublicKeys.length);
      for (const { SSHPublicKeyId, Status, UploadDate } of SSHPublicKeys)
        found.push({ ...credential(operation, user, SSHPublicKeyId, Status, UploadDate), kind: "ssh-key", service: null, expiresAt: null });
    }
    return found;
  });
}

async function unlessGone(read: () => Promise<readonly OtherCredential[]>): Promise<readonly OtherCredential[]> {
  return read().catch((error: unknown) => {
    if (error instanceof NoSuchEntityException) return [];
    throw error;
  });
}

function credential(operation: string, user: Named, id: string | undefined, status: StatusType | undefined, made: Date | undefined) {
  if (id === undefined || made === undefined) throw new PartError(operation, `a credential of ${user.arn} without id or date`);
  // The model also knows "Expired"; such a credential cannot be used.
  return { id, user: user.arn, status: status === "Active" ? ("Active" as const) : ("Inactive" as const), createdAt: instantOf(made) };
}
