import { sameValue } from "./compare.ts";
import type { ResourceType } from "./schema.ts";
import type { Properties, Value } from "./value.ts";

/** The official plugin's list of the inputs that it filled in itself. */
export const DEFAULTS_KEY = "__defaults";

/** The list for refreshed inputs: those recorded as defaults that still have their default. Nothing when none was recorded. */
export function remainingDefaults(type: ResourceType, recorded: Properties, inputs: Properties): Readonly<Record<string, Value>> {
  const names = recorded[DEFAULTS_KEY];
  if (!Array.isArray(names)) return {};
  return {
    [DEFAULTS_KEY]: names.filter((name) => {
      const property = type.properties[String(name)];
      return property !== undefined && sameValue(property, inputs[String(name)], undefined);
    }),
  };
}
