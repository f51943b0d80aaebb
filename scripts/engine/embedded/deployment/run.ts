import { EngineError } from "../../error.ts";
import { type PlanOrigin, readPlan } from "../../events.ts";
import type { Plan } from "../../port.ts";
import type { Child, Exit } from "../children/child.ts";
import { servicesOf } from "../monitor/services.ts";
import { stackUrn } from "../resource.ts";
import { serve } from "../rpc.ts";
import { deleteTheRest } from "./deletions.ts";
import { type Deployment, fail, hasFailed, stop } from "./deployment.ts";
import { judgeStack } from "./judge.ts";

/** How long a program may take to end after it was told that nothing more happens. */
const GRACE_MS = 5_000;

/** How many of the lines that a broken program printed are worth repeating. */
const PRINTED_LINES = 20;

/** Starts the program; gets the address of the services and where its lines go. */
export type Start = (address: string, line: (text: string, stream: "stdout" | "stderr") => void) => Child;

/**
 * Runs a program to its end and answers what it asks meanwhile.
 * @param ready brings what decisions need: state, pack. The program starts beside it and its registrations wait.
 */
export async function runProgram(deployment: Deployment, start: Start, ready: Promise<void>): Promise<void> {
  const { emit, stack, project } = deployment;
  const printed: string[] = [];
  const prepared = ready.catch((error) => Promise.reject(fail(deployment, error)));
  prepared.catch(() => undefined); // a program that registers nothing waits for nothing
  const server = await serve(servicesOf(deployment, prepared));
  let program: Child | undefined;
  let grace: NodeJS.Timeout | undefined;
  deployment.onStop = () => {
    grace = setTimeout(() => program?.kill(), GRACE_MS);
  };
  if (deployment.stopped) deployment.onStop();
  try {
    program = start(server.address, (text, stream) => {
      printed.push(text);
      emit.diagnostic(stream === "stdout" ? "info" : "info#err", text, stackUrn(stack, project));
    });
    const exit = await program.exited;
    await prepared.catch(() => undefined);
    await deployment.limit.idle();
    if (exit.code !== 0) stop(deployment, { because: programFailed(deployment, exit, printed.slice(-PRINTED_LINES)) });
  } finally {
    clearTimeout(grace);
    program?.kill();
    server.close();
    await prepared.catch(() => undefined); // so that what was started for it is known, and can be ended
  }
}

/** A program that breaks has said why through the engine, or has printed it. */
function programFailed({ emit }: Deployment, { code, signal }: Exit, printed: readonly string[]): EngineError {
  const said = emit.events.flatMap(({ diagnosticEvent: event }) => (event?.severity === "error" ? [withoutStack(event.message)] : []));
  const reason = said.length > 0 ? said : [...printed, `it ended with ${signal ?? `exit code ${code}`}`];
  return new EngineError("PROGRAM_FAILED", `the program failed:\n${reason.join("\n")}`);
}

/** Where in the program it happened is of no use to who writes records. */
function withoutStack(message: string): string {
  return message.split(/\n\s+at /)[0]!.trimEnd();
}

/** What comes after the program: deletions, unless they are for later, the judgement of the whole, and the end of the events. */
export async function complete(deployment: Deployment, deletions?: "later"): Promise<void> {
  if (!deployment.stopped && deletions === undefined) await deleteTheRest(deployment);
  await deployment.limit.idle();
  if (!deployment.stopped) await judgeStack(deployment).catch((error) => void fail(deployment, error));
}

/**
 * Ends the events and reads them as a plan.
 * @throws EngineError that stopped the deployment, if nothing was done by then or the state could not be written;
 * otherwise it stands among the diagnostics, since what was done must be known.
 */
export function conclude(deployment: Deployment, origin: PlanOrigin): Plan {
  const { emit, pack, preview, stopped } = deployment;
  const error = stopped?.because instanceof EngineError ? stopped.because : undefined;
  if (error) emit.diagnostic("error", error.message);
  const failed = hasFailed(deployment);
  if (failed) emit.diagnostic("error", `${preview ? "preview" : "update"} ${stopped?.because === "canceled" ? "canceled" : "failed"}`);
  emit.summary(failed ? "failed" : "succeeded", pack?.label);
  const plan = readPlan(emit.events, origin);
  const done = preview ? [] : plan.operations.filter(({ op }) => op !== "same");
  if (error && done.length === 0) throw error;
  if (error?.code === "STATE_UNWRITABLE") throw new EngineError(error.code, error.message, { cause: error, details: { done } });
  return plan;
}
