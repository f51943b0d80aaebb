import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { iamArn } from "../../stacks/iam/arn.ts";
import { glassRole } from "../../stacks/kinds/break-glass.ts";
import type { Account } from "../../stacks/model/declared.ts";
import { ProjectError } from "../../stacks/model/errors.ts";
import { type Instant, instantOf } from "../../stacks/model/instant.ts";
import { BREAK_GLASS_PATH } from "../../stacks/model/lifecycle.ts";

/** A session of the role behind the glass. */
export type GlassSession = { accessKeyId: string; secretAccessKey: string; sessionToken: string; ends: Instant };

/** A second factor: the device, and the code that it shows now. */
export type Factor = { serial: string; code: string };

/** A session is an hour: whoever needs longer opens again, and is asked again for the second factor. */
const SESSION_SECONDS = 3_600;

/** Thrown when the glass stays whole; says what to repair. */
export class GlassError extends ProjectError<"GLASS_NOT_SEALED_USER" | "GLASS_REFUSED" | "GLASS_UNREACHABLE"> {
  override name = "GlassError";
}

/** The device of a sealed user unless another one is named: AWS suggests the user's name. */
export function usualDevice(account: Account, name: string): string {
  return `arn:${account.partition}:iam::${account.accountId}:mfa/${name}`;
}

/**
 * Takes the role behind the glass on, with the sealed credentials of the environment, the second factor and the incident as the session's name.
 * Asks nobody but AWS's STS.
 * @throws GlassError when the credentials are not the sealed user's, or AWS refuses
 */
export async function breakTheGlass(account: Account, name: string, incident: string, factor: Factor): Promise<GlassSession> {
  const sts = new STSClient({ region: account.region, maxAttempts: 3 });
  const sealed = iamArn(account, "user", name, BREAK_GLASS_PATH);
  try {
    const { Arn: caller } = await sts.send(new GetCallerIdentityCommand({}));
    if (caller !== sealed)
      throw new GlassError("GLASS_NOT_SEALED_USER", `the AWS credentials are those of ${caller}, expected the sealed ones of ${sealed}`);
    const { Credentials: given } = await sts.send(
      new AssumeRoleCommand({
        RoleArn: glassRole(account, name),
        RoleSessionName: incident,
        DurationSeconds: SESSION_SECONDS,
        SerialNumber: factor.serial,
        TokenCode: factor.code,
      }),
    );
    return {
      accessKeyId: given!.AccessKeyId!,
      secretAccessKey: given!.SecretAccessKey!,
      sessionToken: given!.SessionToken!,
      ends: instantOf(given!.Expiration!),
    };
  } catch (error) {
    throw error instanceof GlassError ? error : inWords(error as Error, sealed);
  } finally {
    sts.destroy();
  }
}

/** Refusals of STS in words that say what to try; a network that is down is something else. */
function inWords({ name, message }: Error, sealed: string): GlassError {
  if (/AccessDenied|InvalidClientToken|ExpiredToken|SignatureDoesNotMatch|Validation|Credentials/.test(name))
    return new GlassError(
      "GLASS_REFUSED",
      `AWS refused ${sealed}: ${name}: ${message}. Is the key the active one, the device right (--mfa), the code fresh (each works once), and the incident called as the record's \`incidents\` asks?`,
    );
  return new GlassError("GLASS_UNREACHABLE", `AWS could not be asked as ${sealed}: ${name}: ${message}`);
}
