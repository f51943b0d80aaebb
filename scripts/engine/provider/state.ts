import { sameValue } from "./compare.ts";
import { DEFAULTS_KEY, remainingDefaults } from "./defaults.ts";
import { isChanged } from "./diff.ts";
import type { Found, Property, ResourceType } from "./schema.ts";
import { isEmpty, type Properties, present, type Value } from "./value.ts";

/**
 * What a state records. Outputs hold the properties of the table and the id, nothing else: what the official plugin keeps beside them
 * (`__meta`, `__pulumi_raw_state_delta`) describes its own reading and would be stale after one of ours.
 */

type Source = (name: string, property: Property) => Value | undefined;

/**
 * Outputs after a create or an update: what the program stated is taken from the program, since AWS may still answer with the state before;
 * the rest from AWS. `only` are the outputs that AWS tells once.
 */
export function writtenOutputs(
  type: ResourceType,
  id: string,
  inputs: Properties,
  olds: Properties,
  found: Found,
  only: Properties,
): Properties {
  return outputsOf(type, id, (name, property) => {
    if (property.input !== undefined) return stated(inputs, name, property) ?? (property.computed ? found.outputs[name] : undefined);
    return property.kept ? (only[name] ?? olds[name]) : found.outputs[name];
  });
}

/**
 * Outputs of something that was made but not finished: only what is certain, so that the next update finds everything that is missing.
 * `known` are the inputs and what AWS tells once; `found` what AWS shows, if it does.
 */
export function unfinishedOutputs(type: ResourceType, id: string, known: Properties, found: Found | undefined): Properties {
  return outputsOf(type, id, (name, property) => {
    const isCertain = property.kept || (property.input !== undefined && property.forceNew);
    return isCertain ? stated(known, name, property) : found?.outputs[name];
  });
}

/** Outputs as far as they are known before a create or an update; the engine makes what is missing unknown. `id` is absent before a create. */
export function plannedOutputs(type: ResourceType, id: string | undefined, inputs: Properties, olds: Properties): Properties {
  return outputsOf(type, id, (name, property) => {
    if (property.input !== undefined) return stated(inputs, name, property) ?? (property.computed ? olds[name] : undefined);
    return property.follows?.some((input) => isChanged(type, input, olds, inputs)) ? undefined : olds[name];
  });
}

/** Outputs as AWS has them now; where that means the same as what is recorded, in the recorded form. */
export function readOutputs(type: ResourceType, id: string, recorded: Properties, found: Found): Properties {
  return outputsOf(type, id, (name, property) => {
    const [old, now] = [recorded[name], found.outputs[name]];
    if (property.kept) return old ?? now ?? property.default;
    if (property.input === undefined) return now;
    if (old !== undefined && sameValue(property, old, now)) return old;
    return now === "" ? undefined : now;
  });
}

/**
 * Inputs that would give these outputs. On refresh those that were recorded, with today's values, and whatever else somebody has set since;
 * on import (nothing recorded) all that are set.
 */
export function readInputs(type: ResourceType, outputs: Properties, recorded: Properties): Properties {
  const inputs = present(
    Object.fromEntries(
      Object.entries(type.properties)
        .filter(([name, property]) => property.input !== undefined && (recorded[name] !== undefined || isSet(property, outputs[name])))
        .map(([name, property]) => [name, property.kept ? recorded[name] : outputs[name]]),
    ),
  );
  const isImport = Object.keys(recorded).length === 0;
  return { ...inputs, ...(isImport ? { [DEFAULTS_KEY]: [] } : remainingDefaults(type, recorded, inputs)) };
}

function outputsOf(type: ResourceType, id: string | undefined, source: Source): Properties {
  const outputs = Object.fromEntries(
    Object.entries(type.properties).map(([name, property]) => [
      name,
      source(name === "tagsAll" ? "tags" : name, name === "tagsAll" ? type.properties.tags! : property),
    ]),
  );
  return present({ ...outputs, id });
}

function stated(inputs: Properties, name: string, property: Property): Value | undefined {
  return inputs[name] ?? property.default;
}

function isSet(property: Property, value: Value | undefined): boolean {
  return !property.computed && !property.kept && !isEmpty(value) && !sameValue(property, value, undefined);
}
