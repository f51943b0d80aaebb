import type { Properties } from "./value.ts";

/** Thrown when a resource exists but is not finished; the engine records it by its id and finishes or deletes it in the next run. */
export class UnfinishedError extends Error {
  override name = "UnfinishedError";
  readonly id: string;
  readonly outputs: Properties;
  constructor(id: string, outputs: Properties, cause: unknown) {
    super(`it was created (${id}), but then: ${(cause as Error).message}`, { cause });
    this.id = id;
    this.outputs = outputs;
  }
}
