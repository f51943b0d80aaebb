import { isDeepStrictEqual } from "node:util";
import { BLINDED } from "./events.ts";
import { type Operation, type OperationKind, type Plan, type Properties, UNKNOWN, type Urn } from "./port.ts";

/** What a planned operation may turn out to be: what a preview takes for a change because a value is unknown may prove to be none. */
const COVERS: Record<OperationKind, readonly OperationKind[]> = {
  create: ["create"],
  update: ["update"],
  replace: ["replace", "update"],
  delete: ["delete"],
  import: ["import"],
  same: [],
};

/**
 * Why an operation may not be done under a plan, or `undefined` when the plan showed it.
 * Against the state the values must be the planned ones too, where they were known; against records names may hold invented ids.
 */
export function unplanned(plan: Plan, operation: Pick<Operation, "op" | "urn" | "after">): string | undefined {
  const { op, urn, after } = operation;
  if (op === "same") return undefined;
  const planned = byUrn(plan).get(urn);
  if (!planned || !COVERS[planned.op].includes(op)) {
    return `${op} of ${urn} is not what the plan showed (${planned?.op ?? "nothing"}); plan again`;
  }
  if (plan.against !== "state" || !planned.after || !after) return undefined;
  const differing = differingProperties(planned.after, after);
  return differing.length === 0 ? undefined : `${op} of ${urn} has other values than the plan showed (${differing.join(", ")}); plan again`;
}

const INDEXED = new WeakMap<Plan, ReadonlyMap<Urn, Operation>>();

/** Each operation of a run is looked up once, in a plan of as many. */
function byUrn(plan: Plan): ReadonlyMap<Urn, Operation> {
  const known = INDEXED.get(plan) ?? new Map(plan.operations.map((operation) => [operation.urn, operation]));
  INDEXED.set(plan, known);
  return known;
}

function differingProperties(planned: Properties, actual: Properties): readonly string[] {
  return [...new Set([...Object.keys(planned), ...Object.keys(actual)])].filter((key) => !fulfils(planned[key], actual[key])).sort();
}

function fulfils(planned: unknown, actual: unknown): boolean {
  if (planned === UNKNOWN || planned === BLINDED) return true;
  if (!isContainer(planned) || !isContainer(actual)) return isDeepStrictEqual(planned, actual);
  return Array.isArray(planned) === Array.isArray(actual) && differingProperties(planned, actual).length === 0;
}

function isContainer(value: unknown): value is Properties {
  return typeof value === "object" && value !== null;
}
