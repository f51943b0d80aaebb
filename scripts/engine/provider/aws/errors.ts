import { ProviderError, type ProviderErrorCode } from "../error.ts";

/** What errors of the AWS SDK look like: modelled ones, of the credentials chain, of the network. */
type SdkError = { name?: string; Code?: string; code?: string; message?: string; $metadata?: { httpStatusCode?: number } };

type Meaning = { code: ProviderErrorCode; says: string };

/** What AWS's codes mean for the person who runs this (IAM User Guide, "Troubleshoot access denied error messages"; AWS SDK, "Common errors"). */
const CREDENTIALS: Readonly<Record<string, Meaning>> = {
  CredentialsProviderError: {
    code: "CREDENTIALS_MISSING",
    says: "there are no AWS credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, or sign in",
  },
  ExpiredToken: { code: "CREDENTIALS_EXPIRED", says: "the AWS session has expired: sign in again" },
  RequestExpired: { code: "CREDENTIALS_EXPIRED", says: "the AWS session has expired, or this machine's clock is wrong: sign in again" },
  InvalidClientTokenId: {
    code: "CREDENTIALS_UNKNOWN",
    says: "AWS does not know these credentials: they were deleted, disabled or mistyped",
  },
  UnrecognizedClient: { code: "CREDENTIALS_UNKNOWN", says: "AWS does not know these credentials: they were deleted, disabled or mistyped" },
  SignatureDoesNotMatch: {
    code: "CREDENTIALS_UNKNOWN",
    says: "AWS does not accept the signature: the secret access key does not belong to the key",
  },
};

/** One error of one AWS call as ours: which operation, what AWS's code was, and in the common cases what to do. */
export function translateError(operation: string, cause: unknown): ProviderError {
  const error = (cause ?? {}) as SdkError;
  const stated = error.Code ?? error.name ?? "";
  const awsCode = stated.replace(/Exception$/, "");
  const options = { cause, details: { operation, awsCode } };
  const meaning = CREDENTIALS[awsCode];
  if (meaning) return new ProviderError(meaning.code, `${operation}: ${meaning.says} (${stated})`, options);
  if (error.$metadata?.httpStatusCode !== undefined) {
    return new ProviderError("AWS_REFUSED", `${operation} was refused by AWS: ${stated}: ${error.message ?? "no reason given"}`, options);
  }
  const reason = [error.code ?? stated, error.message].filter((part) => part !== undefined && part !== "").join(": ");
  return new ProviderError("AWS_UNREACHABLE", `${operation} did not reach AWS: ${reason}`, options);
}
