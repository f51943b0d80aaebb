import type { Diff } from "../../provider/provider.ts";
import type { Resource } from "../../resource.ts";
import type { OperationType } from "../../state/checkpoint.ts";
import type { StepFacts } from "../emitter.ts";

/** One step of what happens to a resource (`pkg/resource/deploy/step.go`); a chain of them is taken in order. */
export type Step =
  | { op: "same"; old: Resource; new: Resource }
  | { op: "create"; new: Resource }
  | { op: "update"; old: Resource; new: Resource; diff: Diff }
  | { op: "delete"; old: Resource }
  /** `early`: the old one goes before the new one comes, and stays in the state as pending. */
  | { op: "delete-replaced"; old: Resource; early: boolean }
  /** Nothing but a note that the two belong together. */
  | { op: "replace"; old: Resource; new: Resource; diff: Diff }
  /** `late`: the old one is still there and goes at the end. */
  | { op: "create-replacement"; old: Resource; new: Resource; diff: Diff; late: boolean }
  | { op: "import"; new: Resource }
  /** The old one is gone already, and nobody wants it back. */
  | { op: "remove-pending-replace"; old: Resource };

/** The resource that a step makes or changes. */
export function madeBy(step: Step): Resource | undefined {
  return "new" in step && step.op !== "replace" ? step.new : undefined;
}

/** What a step is to the events. */
export function factsOf(step: Step): StepFacts {
  const logical = step.op !== "create-replacement" && step.op !== "delete-replaced" && step.op !== "remove-pending-replace";
  const old = "old" in step ? step.old : undefined;
  return { op: step.op, old, new: "new" in step ? step.new : undefined, logical, ...("diff" in step ? { diff: step.diff } : {}) };
}

/** What the state notes while the step is under way; nothing for steps that do nothing. */
export function pendingOf(step: Step): { type: OperationType; resource: Resource } | undefined {
  switch (step.op) {
    case "create":
    case "create-replacement":
      return { type: "creating", resource: step.new };
    case "update":
      return { type: "updating", resource: step.new };
    case "delete":
    case "delete-replaced":
      return { type: "deleting", resource: step.old };
    case "import":
      return { type: "importing", resource: step.new };
    default:
      return undefined;
  }
}

/** What a finished step leaves to the state: the resource that was under way, what there is now and what is gone. */
export function leftBy(step: Step): { resource: Resource; made?: Resource; gone?: Resource } | undefined {
  switch (step.op) {
    case "create":
    case "import":
      return { resource: step.new, made: step.new };
    case "update":
      return { resource: step.new, made: step.new, gone: step.old };
    case "create-replacement":
      return { resource: step.new, made: step.new, ...(step.late ? {} : { gone: step.old }) };
    case "delete":
    case "remove-pending-replace":
      return { resource: step.old, gone: step.old };
    case "delete-replaced":
      return { resource: step.old, ...(step.early ? {} : { gone: step.old }) };
    default:
      return undefined;
  }
}
