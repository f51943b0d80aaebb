import type { Urn } from "../../port.ts";
import { needsOf, type Resource } from "../resource.ts";
import { type Deployment, fail, requirePlanned } from "./deployment.ts";
import { execute } from "./execute.ts";
import { ensureProvider } from "./providers.ts";
import type { Step } from "./steps/step.ts";

/** Deletes what the program did not register, and what was replaced: last in the state first, and nothing while something still needs it. */
export async function deleteTheRest(deployment: Deployment): Promise<void> {
  try {
    const steps = new Map<Resource, Step>();
    for (const resource of deployment.base) {
      const step = deletionOf(deployment, resource);
      if (step) steps.set(resource, step);
    }
    keepProtected(deployment, steps);
    for (const resource of steps.keys()) {
      if (!resource.delete) requirePlanned(deployment, "delete", resource);
      await ensureProvider(deployment, resource);
    }
    for (const wave of waves(deployment.base, new Set(steps.keys()))) {
      await Promise.all(wave.map((resource) => execute(deployment, [steps.get(resource)!])));
    }
  } catch (error) {
    fail(deployment, error);
  }
}

function deletionOf({ operated, condemned }: Deployment, resource: Resource): Step | undefined {
  if (resource.delete) return condemned.has(resource) ? undefined : { op: "delete-replaced", old: resource, early: false };
  if (operated.has(resource.urn)) return undefined;
  return resource.pendingReplacement ? { op: "remove-pending-replace", old: resource } : { op: "delete", old: resource };
}

/** A protected resource stays, and with it all that it needs; the run goes on to show the rest, and fails. */
function keepProtected(deployment: Deployment, steps: Map<Resource, Step>): void {
  const needed = new Set<Urn>();
  for (const resource of deployment.base.toReversed()) {
    const step = steps.get(resource);
    const isProtected = step?.op === "delete" && resource.protect;
    if (isProtected) {
      deployment.emit.diagnostic(
        "error",
        `resource "${resource.urn}" cannot be deleted: it is protected; remove its option protect first`,
        resource.urn,
      );
      deployment.violated = true;
    }
    if (!isProtected && !(step && needed.has(resource.urn))) continue;
    steps.delete(resource);
    for (const urn of needsOf(resource)) needed.add(urn);
  }
}

/** Groups whose members do not need each other, in the order in which they may go (`ScheduleDeletes` in `step_generator.go`). */
function waves(base: readonly Resource[], condemned: ReadonlySet<Resource>): readonly (readonly Resource[])[] {
  const heights = new Map<Urn, number>();
  const groups: Resource[][] = [];
  for (const resource of base.toReversed()) {
    if (!condemned.has(resource)) continue;
    const height = heights.get(resource.urn) ?? 0;
    groups[height] = [...(groups[height] ?? []), resource];
    for (const urn of needsOf(resource)) heights.set(urn, Math.max(heights.get(urn) ?? 0, height + 1));
  }
  return groups;
}
