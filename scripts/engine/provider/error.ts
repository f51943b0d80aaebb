import { ProjectError } from "../../../stacks/model/errors.ts";

/** Why the provider did not do what it was asked for. */
export type ProviderErrorCode =
  /** AWS answered, and refused; `details.awsCode` is its code. */
  | "AWS_REFUSED"
  | "AWS_UNREACHABLE"
  | "ANSWER_INVALID"
  | "CREDENTIALS_MISSING"
  | "CREDENTIALS_EXPIRED"
  | "CREDENTIALS_UNKNOWN"
  | "WRONG_ACCOUNT"
  | "NOT_CONFIGURED"
  | "NOT_SUPPORTED"
  | "NOT_VISIBLE"
  | "CANCELLED"
  | "ID_INVALID"
  | "STATE_INVALID";

/** Thrown by everything in this room; the message is for people and holds no secret. */
export class ProviderError extends ProjectError<ProviderErrorCode> {
  override name = "ProviderError";
}

/** True for AWS's refusal with one of these codes, written without the suffix `Exception` that some services add. */
export function isRefusal(error: unknown, ...awsCodes: readonly string[]): boolean {
  return error instanceof ProviderError && error.code === "AWS_REFUSED" && awsCodes.includes(String(error.details.awsCode));
}

/** True when AWS says that what was asked about, or something it depends on, does not exist. */
export function isMissing(error: unknown): boolean {
  return isRefusal(error, "NoSuchEntity", "ResourceNotFound");
}
