import { EngineError } from "../error.ts";

/** What the program, the pack or the state asks for and this engine does not do: said openly instead of half done. */
export function notSupported(what: string): EngineError {
  return new EngineError("NOT_SUPPORTED", `not supported by the embedded engine: ${what}; install the Pulumi CLI`);
}
