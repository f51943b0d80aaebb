import { ProjectError } from "../../stacks/model/errors.ts";

/** What keeps a stand-in from running; each message says what is missing and how to get it. */
export type EmulatorErrorCode =
  | "PYTHON_MISSING"
  | "PYTHON_TOO_OLD"
  | "VENV_FAILED"
  | "PACKAGES_UNREACHABLE"
  | "PACKAGES_REFUSED"
  | "EMULATOR_DID_NOT_START"
  | "PORT_IN_USE"
  | "EMULATOR_REFUSED"
  | "COPY_FAILED";

/** Thrown when a stand-in cannot be started or filled. */
export class EmulatorError extends ProjectError<EmulatorErrorCode> {
  override name = "EmulatorError";
}
