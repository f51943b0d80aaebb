import { type Instant, instantOf } from "../../stacks/model/instant.ts";

/** The system clock: read once by a command, a parameter everywhere else. */
export function now(): Instant {
  return instantOf(new Date());
}
