import { ProjectError } from "../../stacks/model/errors.ts";

/** Why an engine could not work at all. A resource that fails is no such error: it is a diagnostic of the plan. */
export type EngineErrorCode =
  | "ENGINE_MISSING"
  | "ENGINE_FAILED"
  | "PASSPHRASE_MISSING"
  | "PASSPHRASE_WRONG"
  | "STACK_LOCKED"
  | "STATE_UNREADABLE"
  | "STATE_UNWRITABLE"
  | "PROGRAM_FAILED"
  | "PACK_FAILED"
  | "PROVIDER_FAILED"
  | "NOT_SUPPORTED"
  | "UNPLANNED_OPERATION";

/** Thrown by engines; `code` says what to repair, `message` how. */
export class EngineError extends ProjectError<EngineErrorCode> {
  override name = "EngineError";
}
