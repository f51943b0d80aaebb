import { z } from "zod";
import { nameOfUrn } from "../../stacks/model/ref.ts";
import type { Diagnostic, JudgedPath, Operation, OperationKind, Plan, PolicyReport, Properties, Urn } from "./port.ts";

/** The key that marks an object as something special (`sdk/go/common/resource/properties.go`). */
export const SIGNATURE = "4dabf18193072939515e22adb298388d";

/** What stands under that key in a secret. */
export const SECRET = "1b47061264138c4ac30d75fd1eb44270";

/** What stands for a secret where people, logs and plans may see it. */
export const BLINDED = "[secret]";

const properties = z.record(z.string(), z.unknown()).nullish();
const resource = z.object({ inputs: properties }).nullish();
const step = z.object({
  metadata: z.object({
    op: z.string(),
    urn: z.string(),
    type: z.string(),
    old: resource,
    new: resource,
    keys: z.array(z.string()).nullish(),
    diffs: z.array(z.string()).nullish(),
    detailedDiff: z.record(z.string(), z.object({ diffKind: z.string(), inputDiff: z.boolean() })).nullish(),
  }),
});

/**
 * One event of Pulumi's engine (`sdk/go/common/apitype/events.go` at 3.248.0), only what a plan is read from.
 * Exactly one kind is present; kinds and fields that are not named here are passed over, since every release of the CLI adds some.
 */
export const engineEvent = z.object({
  diagnosticEvent: z
    .object({ urn: z.string().optional(), message: z.string(), severity: z.string(), ephemeral: z.boolean().optional() })
    .optional(),
  policyEvent: z
    .object({ resourceUrn: z.string().optional(), message: z.string(), policyName: z.string(), enforcementLevel: z.string() })
    .optional(),
  resOutputsEvent: step.optional(),
  summaryEvent: z.object({ result: z.string() }).optional(),
});

/** An event as it stands in an event log; both engines speak in them. */
export type EngineEvent = z.input<typeof engineEvent>;

/** Where a plan comes from: what events do not say. */
export type PlanOrigin = { stack: string; head: JudgedPath; against: JudgedPath | "state" };

/** True when the events reach their end: without a summary the engine broke off, and the events are not the whole story. */
export function isComplete(events: readonly EngineEvent[]): boolean {
  return events.some((event) => event.summaryEvent !== undefined);
}

/**
 * Reads the events of one run, of the CLI or of the embedded engine, as a plan.
 * What was only planned and what was done look the same: an operation stands here when the engine took it to its end.
 */
export function readPlan(events: readonly EngineEvent[], origin: PlanOrigin): Plan {
  const diagnostics = events.flatMap(diagnosticOf);
  const finished = events.find((event) => event.summaryEvent)?.summaryEvent?.result === "succeeded";
  const failed = !finished || diagnostics.some(({ severity }) => severity === "error");
  return {
    ...origin,
    operations: operationsOf(events),
    reports: events.flatMap(reportOf),
    diagnostics,
    result: failed ? "failed" : "succeeded",
  };
}

/** Debug messages are left out: the SDK writes whole answers into them, secrets included. */
function diagnosticOf({ diagnosticEvent: event }: EngineEvent): Diagnostic[] {
  if (!event || event.ephemeral || event.severity === "debug") return [];
  const severity = event.severity === "error" || event.severity === "warning" ? event.severity : "info";
  return [{ severity, urn: event.urn || undefined, message: event.message.trimEnd() }];
}

/** The one mark by which an unevaluated policy is known: its message (policy SDK 1.21, `server.js`). */
const NOT_EVALUATED = "can't run policy '";

function reportOf({ policyEvent: event }: EngineEvent): PolicyReport[] {
  if (!event) return [];
  return [
    {
      policy: event.policyName,
      urn: event.resourceUrn || undefined,
      message: event.message.trimEnd(),
      level: event.enforcementLevel === "mandatory" ? "mandatory" : "advisory",
      notEvaluated: event.message.startsWith(NOT_EVALUATED),
    },
  ];
}

type Step = NonNullable<EngineEvent["resOutputsEvent"]>["metadata"];

/** The steps of one resource as one operation, at the place of its first step. */
function operationsOf(events: readonly EngineEvent[]): readonly Operation[] {
  const steps = new Map<Urn, Step[]>();
  for (const { resOutputsEvent: event } of events) {
    if (!event || event.metadata.type === "pulumi:pulumi:Stack" || event.metadata.type.startsWith("pulumi:providers:")) continue;
    const { urn } = event.metadata;
    steps.set(urn, [...(steps.get(urn) ?? []), event.metadata]);
  }
  return [...steps.values()].flatMap(fold);
}

function fold(steps: readonly Step[]): Operation[] {
  const op = kindOf(new Set(steps.map((each) => each.op)));
  if (!op) return [];
  const { urn, type } = steps[0]!;
  const before = steps.find((each) => each.old)?.old?.inputs;
  const after = op === "delete" ? undefined : steps.findLast((each) => each.new)?.new?.inputs;
  return [
    {
      op,
      urn,
      type,
      name: nameOfUrn(urn),
      before: before ? shown(before) : undefined,
      after: after ? shown(after) : undefined,
      changed: sorted(steps.flatMap(changedOf)),
      replaces: op === "replace" ? sorted(steps.flatMap(replacesOf)) : [],
    },
  ];
}

/**
 * The operation that a set of steps amounts to. A replacement counts when the new resource came: when only the old one went, it is a deletion.
 * The rest of a replacement that an earlier run left open (`delete-replaced` beside `same`) is a replacement too.
 */
function kindOf(ops: ReadonlySet<string>): OperationKind | undefined {
  if (ops.has("create-replacement") || ops.has("import-replacement")) return "replace";
  if (ops.has("delete-replaced")) return ops.has("same") || ops.has("update") ? "replace" : "delete";
  return (["import", "create", "update", "delete", "same"] as const).find((kind) => ops.has(kind));
}

function changedOf({ detailedDiff, diffs }: Step): readonly string[] {
  return detailedDiff ? Object.keys(detailedDiff) : (diffs ?? []);
}

function replacesOf({ detailedDiff, keys }: Step): readonly string[] {
  const detailed = Object.entries(detailedDiff ?? {}).filter(([, { diffKind }]) => diffKind.endsWith("-replace"));
  return detailed.length > 0 ? detailed.map(([path]) => path) : (keys ?? []);
}

function sorted(paths: readonly string[]): readonly string[] {
  return [...new Set(paths)].sort();
}

/** Properties for people: a secret is the word `[secret]`, and what belongs to the provider alone (`__defaults`) is left out. */
export function shown(values: Properties): Properties {
  const own = Object.entries(values).filter(([key]) => !key.startsWith("__"));
  return Object.fromEntries(own.map(([key, value]) => [key, blindedValue(value)]));
}

function blindedValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(blindedValue);
  if (typeof value !== "object" || value === null) return value;
  if ((value as Record<string, unknown>)[SIGNATURE] === SECRET) return BLINDED;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, blindedValue(part)]));
}
