import { setTimeout as pause } from "node:timers/promises";
import { isRefusal, ProviderError } from "../error.ts";
import type { Aws } from "./clients.ts";

/** What passes by itself: somebody else is changing the same entity (IAM API reference, "ConcurrentModification" and "EntityTemporarilyUnmodifiable"). */
export function isPassing(error: unknown): boolean {
  return isRefusal(error, "ConcurrentModification", "EntityTemporarilyUnmodifiable");
}

/** Tries a change until it is taken, as long as the refusal is one that passes or one that `also` tolerates for `limitMs`. @throws the last refusal */
export async function patiently<T>(
  aws: Aws,
  attempt: () => Promise<T>,
  also: (error: unknown) => boolean = () => false,
  limitMs: number = aws.limits.dependentMs,
): Promise<T> {
  const pauses = pausesOf(aws);
  const until = Date.now() + limitMs;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (!(isPassing(error) || also(error)) || Date.now() >= until) throw error;
    }
    await pauses();
  }
}

/** Reads until there is something. @throws ProviderError NOT_VISIBLE */
export async function untilPresent<T>(aws: Aws, read: () => Promise<T | undefined>): Promise<T> {
  const pauses = pausesOf(aws);
  const until = Date.now() + aws.limits.visibleMs;
  for (;;) {
    const found = await read();
    if (found !== undefined) return found;
    if (Date.now() >= until) {
      throw new ProviderError(
        "NOT_VISIBLE",
        `AWS accepted it, but ${Math.round(aws.limits.visibleMs / 1_000)} s later still says that it does not exist`,
      );
    }
    await pauses();
  }
}

function pausesOf(aws: Aws): () => Promise<void> {
  let next = aws.limits.pauseMs;
  return async () => {
    try {
      await pause(next, undefined, { signal: aws.cancelled });
    } catch (cause) {
      throw new ProviderError("CANCELLED", "cancelled while waiting for AWS", { cause });
    }
    next = Math.min(next * 2, aws.limits.pauseMs * 20);
  };
}
