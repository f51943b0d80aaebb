import { stripVTControlCharacters } from "node:util";
import type { EngineEvent } from "../../events.ts";
import type { Urn } from "../../port.ts";
import type { Verdict } from "../pack/verdict.ts";
import { type Diff, NO_DIFF } from "../provider/provider.ts";
import { isProviderType, type Resource } from "../resource.ts";
import { blinded } from "../value.ts";

/** What an event says about a step; `keys` force a replacement. */
export type StepFacts = {
  op: string;
  old: Resource | undefined;
  new: Resource | undefined;
  /** True for what counts as a change of the program's resources, false for the parts of a replacement. */
  logical: boolean;
  diff?: Diff | undefined;
};

/** Writes the events of one run in Pulumi's own shape (`--event-log`), so that one reader serves this engine and the CLI. */
export type Emitter = {
  events: readonly EngineEvent[];
  /** How often each operation was taken, for the summary and the history. */
  counts(): Readonly<Record<string, number>>;
  /** A step begins. */
  before(step: StepFacts): void;
  /** A step is done. */
  after(step: StepFacts): void;
  failed(step: StepFacts): void;
  diagnostic(severity: "info" | "info#err" | "warning" | "error", message: string, urn?: Urn): void;
  policy(urn: Urn, verdict: Verdict): void;
  summary(result: "succeeded" | "failed", pack: readonly [string, string] | undefined): void;
};

/** Starts an empty list of events. `progress` gets a line for each step that changes something. */
export function startEvents(preview: boolean, progress: (line: string) => void): Emitter {
  const events: EngineEvent[] = [];
  const counts: Record<string, number> = {};
  const startedAt = Date.now();
  const emit = (event: Record<string, unknown>) => {
    events.push({ sequence: events.length, timestamp: Math.floor(Date.now() / 1000), ...event } as EngineEvent);
  };
  return {
    events,
    counts: () => counts,
    before: (step) => {
      emit({ resourcePreEvent: { metadata: metadataOf(step), ...planning(preview) } });
      if (step.op !== "same" && step.op !== "replace" && !preview) progress(`${step.op} ${describe(step)}`);
    },
    after: (step) => {
      emit({ resOutputsEvent: { metadata: metadataOf(step), ...planning(preview) } });
      if (step.logical && !isDefaultProvider(step)) counts[step.op] = (counts[step.op] ?? 0) + 1;
    },
    failed: (step) => emit({ resOpFailedEvent: { metadata: metadataOf(step), status: 0, steps: 0 } }),
    diagnostic: (severity, message, urn) => {
      const prefix = severity === "info" || severity === "info#err" ? "" : `${severity}: `;
      const text = `${stripVTControlCharacters(message)}\n`;
      emit({ diagnosticEvent: { ...(urn === undefined ? {} : { urn }), prefix, message: text, color: "never", severity } });
    },
    policy: (urn, verdict) =>
      emit({
        policyEvent: {
          resourceUrn: urn,
          message: `${verdict.message}\n`,
          color: "never",
          policyName: verdict.policy,
          policyPackName: verdict.pack,
          policyPackVersion: verdict.packVersion,
          policyPackVersionTag: verdict.packVersion,
          enforcementLevel: verdict.level,
        },
      }),
    summary: (result, pack) => {
      const durationSeconds = Math.ceil((Date.now() - startedAt) / 1000);
      const PolicyPacks = pack ? Object.fromEntries([pack]) : {};
      emit({ summaryEvent: { maybeCorrupt: false, durationSeconds, resourceChanges: counts, PolicyPacks, isPreview: preview, result } });
      emit({ cancelEvent: {} });
    },
  };
}

function planning(preview: boolean): { planning?: true } {
  return preview ? { planning: true } : {};
}

function describe(step: StepFacts): string {
  const { type, urn } = (step.new ?? step.old)!;
  return `${type} ${urn.slice(urn.lastIndexOf("::") + 2)}`;
}

/** Pulumi makes these itself and does not count them. */
function isDefaultProvider(step: StepFacts): boolean {
  const { type, urn } = (step.new ?? step.old)!;
  return isProviderType(type) && /::default(_[0-9_]+)?$/.test(urn);
}

function metadataOf({ op, old, new: made, logical, diff = NO_DIFF }: StepFacts): Record<string, unknown> {
  const { urn, type, provider } = (made ?? old)!;
  const replacing = op === "replace" || op === "create-replacement";
  return {
    op,
    urn,
    type,
    old: old ? stateOf(old) : null,
    new: made ? stateOf(made) : null,
    ...(replacing && diff.replaceKeys.length > 0 ? { keys: diff.replaceKeys } : {}),
    ...(diff.changedKeys.length > 0 ? { diffs: diff.changedKeys } : {}),
    detailedDiff: diff.detailedDiff ?? null,
    ...(logical ? { logical } : {}),
    provider,
  };
}

function stateOf(resource: Resource): Record<string, unknown> {
  const { type, urn, custom, id, parent, provider, protect, retainOnDelete } = resource;
  return {
    type,
    urn,
    ...(custom ? { custom } : {}),
    ...(resource.delete ? { delete: true } : {}),
    id,
    parent,
    ...(protect ? { protect } : {}),
    ...(retainOnDelete ? { retainOnDelete } : {}),
    inputs: blinded(resource.inputs),
    outputs: blinded(resource.outputs),
    provider,
    ...(resource.initErrors.length > 0 ? { initErrors: resource.initErrors } : {}),
  };
}
