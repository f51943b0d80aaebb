import type { EngineError } from "../error.ts";
import type { Context } from "./context.ts";
import { type Deployment, hasFailed, stop } from "./deployment/deployment.ts";
import { lockStack } from "./state/lock.ts";
import { type Opened, openState } from "./state/open.ts";
import { openSnapshot } from "./state/snapshot.ts";

/**
 * Runs what changes a stack: takes the stack, keeps its state on disk up to date, and gives the stack back however it ends.
 * SIGINT and SIGTERM stop it in order: what is under way is finished and written; a second one ends the process at once.
 * @param work gets the state as soon as it is open; it may start other things before.
 */
export async function inWritableState(
  context: Context,
  deployment: Deployment,
  kind: "update" | "refresh",
  work: (opened: Promise<Opened>) => Promise<void>,
): Promise<void> {
  const startTime = seconds();
  const interrupted = () => {
    stop(deployment, { because: "canceled" });
    context.progress("interrupted: finishing what is under way");
  };
  process.once("SIGINT", interrupted).once("SIGTERM", interrupted);
  let unlock: (() => void) | undefined;
  let opened: Opened | undefined;
  const open = async () => {
    opened = await openState(context.environment, context.project, deployment.stack, (backend) => {
      backend.prepare();
      unlock = lockStack(backend);
    });
    deployment.snapshot = openSnapshot(opened.backend, opened.crypter, opened.state);
    return opened;
  };
  try {
    await work(open());
    if (opened && deployment.decided.size + deployment.base.length > 0) finish(deployment, opened, kind, startTime);
  } finally {
    unlock?.();
    process.off("SIGINT", interrupted).off("SIGTERM", interrupted);
  }
}

function finish(deployment: Deployment, { backend }: Opened, kind: "update" | "refresh", startTime: number): void {
  try {
    deployment.snapshot?.flush();
  } catch (error) {
    deployment.stopped = { because: error as EngineError }; // whatever stopped it before: this says where the state is
    return;
  }
  try {
    const result = hasFailed(deployment) ? "failed" : "succeeded";
    backend.addHistory({ kind, startTime, endTime: seconds(), result, resourceChanges: deployment.emit.counts() });
  } catch (error) {
    deployment.emit.diagnostic("warning", `the state is complete, but its history is not: ${(error as Error).message}`);
  }
}

/** Pulumi's history counts seconds. */
function seconds(): number {
  return Math.floor(Date.now() / 1000);
}
