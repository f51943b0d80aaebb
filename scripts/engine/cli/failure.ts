import { EngineError, type EngineErrorCode } from "../error.ts";
import { isComplete, type PlanOrigin, readPlan } from "../events.ts";
import type { Plan } from "../port.ts";
import type { Output, Run } from "./pulumi.ts";

/** What the CLI says when it cannot work, at 3.248.0, and what that means here. */
const MEANINGS: readonly (readonly [RegExp, EngineErrorCode])[] = [
  [/currently locked by/, "STACK_LOCKED"],
  [/passphrase must be set/, "PASSPHRASE_MISSING"],
  [/incorrect passphrase/, "PASSPHRASE_WRONG"],
  [/violates plan|is not allowed by the plan/, "UNPLANNED_OPERATION"],
  [/policy pack .* failed to start|failed to (?:load|run) policy: (?!context canceled)/i, "PACK_FAILED"],
  [/Running program .* failed with an unhandled exception/, "PROGRAM_FAILED"],
  [/writing snapshot|IO error occurred while writing|saving stack/, "STATE_UNWRITABLE"],
  [/failed to load checkpoint|snapshot integrity failure|could not deserialize/, "STATE_UNREADABLE"],
  [/could not load plugin|failed to load plugin|no resource plugin/, "PROVIDER_FAILED"],
];

/** The CLI's failure as an error of ours, with what it said. */
export function failure({ code, stdout, stderr }: Output): EngineError {
  const said = [stderr.trim(), stdout.trim()].find((text) => text !== "") ?? "nothing";
  if (code === undefined) return new EngineError("ENGINE_MISSING", `the Pulumi CLI does not start: ${said}`);
  return new EngineError(meaningOf(said) ?? "ENGINE_FAILED", `pulumi ended with exit code ${code}: ${said}`);
}

/**
 * Reads a run as a plan. The events are the truth; the exit code and what was printed only say why there are none, or why they break off.
 * @throws EngineError when the engine could not work at all and nothing was done; otherwise the reason is among the diagnostics.
 */
export function planOf(run: Run, origin: PlanOrigin, mode: "preview" | "update"): Plan {
  if (run.events.length === 0) throw failure(run);
  const plan = readPlan(run.events, origin);
  const reason = reasonOf(run, plan);
  if (!reason) return plan;
  if (mode === "preview" || plan.operations.every(({ op }) => op === "same")) throw reason;
  return { ...plan, result: "failed", diagnostics: [...plan.diagnostics, { severity: "error", urn: undefined, message: reason.message }] };
}

/** Why a run is more than a failed resource: its events break off, they name a reason that we know, or it failed after all steps went well. */
function reasonOf(run: Run, plan: Plan): EngineError | undefined {
  if (!isComplete(run.events)) return failure(run);
  const said = plan.diagnostics.find(({ severity, message }) => severity === "error" && meaningOf(message))?.message;
  if (said !== undefined) return new EngineError(meaningOf(said)!, said);
  return run.code !== 0 && plan.result === "succeeded" ? failure(run) : undefined;
}

function meaningOf(text: string): EngineErrorCode | undefined {
  return MEANINGS.find(([pattern]) => pattern.test(text))?.[1];
}
