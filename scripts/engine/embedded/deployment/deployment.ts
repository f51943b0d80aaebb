import { EngineError } from "../../error.ts";
import { shown } from "../../events.ts";
import { unplanned } from "../../planned.ts";
import type { OperationKind, Plan, Urn } from "../../port.ts";
import type { Pack } from "../pack/pack.ts";
import type { Provider } from "../provider/provider.ts";
import type { Registry } from "../provider/registry.ts";
import { type Goal, isProviderType, type Resource } from "../resource.ts";
import { isShutDown, messageOf, shutDown } from "../rpc.ts";
import type { Snapshot } from "../state/snapshot.ts";
import type { Values } from "../value.ts";
import { type Limit, startLimit, startTurns, type Turns } from "./concurrency.ts";
import type { Emitter } from "./emitter.ts";

/**
 * How many operations run at once. IAM is one global service with a low, unpublished write rate per account; eight keep it busy
 * without living on retries, and a resource's own steps are a chain anyway.
 */
const PARALLEL_OPERATIONS = 8;

/** Why a deployment takes no further step: something failed and was reported, somebody interrupted it, or the engine itself cannot go on. */
export type Stop = { because: "failed" | "canceled" } | { because: EngineError };

/** What a deployment is made of from the start. */
export type Parts = {
  stack: string;
  project: string;
  /** Nothing is done; values may stay unknown. */
  preview: boolean;
  /** Records are compared with records: no provider is asked about anything that exists. */
  offline: boolean;
  registry: Registry;
  emit: Emitter;
};

/** One run of the program against a state, in memory: what it has seen and decided so far. */
export type Deployment = Parts & {
  /** The state before, in dependency order; and those of its resources that are not condemned yet, by URN. */
  base: readonly Resource[];
  olds: ReadonlyMap<Urn, Resource>;
  /** Who judges; comparing with records leaves the base unjudged. */
  pack: Pack | undefined;
  /** Missing in previews. */
  snapshot: Snapshot | undefined;
  /** What may be done; a preview may show anything. */
  plan: Plan | undefined;
  /** What the program wants, for everything that it has registered. */
  goals: Map<Urn, Goal>;
  /** Everything that this run has made, changed or left as it was. */
  news: Map<Urn, Resource>;
  /** Provider resources as this run wants them. */
  providers: Map<Urn, Resource>;
  /** URNs about which it is decided what happens. */
  decided: Set<Urn>;
  /** URNs of before that stay, changed or not: everything else is deleted at the end. */
  operated: Set<Urn>;
  /** Deleted because of a replacement, and waiting to be registered again; with the properties that force it. */
  toRecreate: Map<Urn, readonly string[]>;
  /** Objects for which a deletion is decided. */
  condemned: Set<Resource>;
  /** True after a mandatory violation or a refused deletion: the run goes on and fails in the end. */
  violated: boolean;
  stopped: Stop | undefined;
  /** Decisions are taken one after the other; operations run beside them and beside each other. */
  turns: Turns;
  limit: Limit;
  /** Called once when the deployment stops. */
  onStop: (() => void) | undefined;
};

/** Starts a deployment that has seen nothing yet and whose stack is empty. */
export function startDeployment(parts: Parts): Deployment {
  return {
    ...parts,
    base: [],
    olds: new Map(),
    pack: undefined,
    snapshot: undefined,
    plan: undefined,
    goals: new Map(),
    news: new Map(),
    providers: new Map(),
    decided: new Set(),
    operated: new Set(),
    toRecreate: new Map(),
    condemned: new Set(),
    violated: false,
    stopped: undefined,
    turns: startTurns(),
    limit: startLimit(PARALLEL_OPERATIONS),
    onStop: undefined,
  };
}

/** Says what the stack had before; done before anything is decided. */
export function setBase(deployment: Deployment, base: readonly Resource[]): void {
  deployment.base = base;
  deployment.olds = new Map(base.filter((resource) => !resource.delete).map((resource) => [resource.urn, resource]));
}

/** True when the run is to be reported as failed. */
export function hasFailed({ stopped, violated }: Deployment): boolean {
  return stopped !== undefined || violated;
}

/** Ends a deployment: what runs is finished, nothing else begins. The first reason counts. */
export function stop(deployment: Deployment, reason: Stop): void {
  if (deployment.stopped) return;
  deployment.stopped = reason;
  deployment.onStop?.();
}

/** Ends a deployment because of an error, reports it, and returns what to throw: the program must not see a reason of its own in it. */
export function fail(deployment: Deployment, error: unknown, urn?: Urn): Error {
  if (isShutDown(error)) return error as Error;
  if (error instanceof EngineError) stop(deployment, { because: error });
  else {
    deployment.emit.diagnostic("error", messageOf(error), urn);
    stop(deployment, { because: "failed" });
  }
  return shutDown();
}

/** Ends a deployment whose failure is reported already, and returns what to throw. */
export function abort(deployment: Deployment): Error {
  stop(deployment, { because: "failed" });
  return shutDown();
}

/** The provider of a resource; nothing for the stack and for components. */
export function providerOf(deployment: Deployment, resource: Pick<Resource, "custom" | "type" | "provider">): Provider | undefined {
  if (!resource.custom) return undefined;
  return isProviderType(resource.type) ? deployment.registry.self : deployment.registry.get(resource.provider);
}

/** Refuses an operation that the plan did not show. @param inputs with which values, once that is decided. @throws EngineError UNPLANNED_OPERATION */
export function requirePlanned({ plan }: Deployment, op: OperationKind, { urn, type, custom }: Resource, inputs?: Values): void {
  if (!plan || isProviderType(type) || !custom) return;
  const complaint = unplanned(plan, { op, urn, after: inputs && shown(inputs) });
  if (complaint !== undefined) throw new EngineError("UNPLANNED_OPERATION", complaint);
}
