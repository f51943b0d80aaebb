import { createHash } from "node:crypto";
import { UNKNOWN, type Urn } from "../../port.ts";
import { isObject, mapValues, type Value, type Values } from "../value.ts";
import type { Provider } from "./provider.ts";

/**
 * A provider for comparing records with records: it checks and diffs like the real one, and beyond that nothing is asked or done.
 * What is made has its inputs as outputs; all else stays unknown.
 * @param known true for the records that are the old state: their resources get an id, as if they were deployed.
 */
export function offline(real: Pick<Provider, "check" | "diff">, known: boolean): Provider {
  return {
    check: real.check,
    diff: (request) => {
      const { oldInputs, oldOutputs, newInputs } = request;
      return real.diff({
        ...request,
        oldInputs: settled(oldInputs, newInputs),
        oldOutputs: settled(oldOutputs, newInputs),
        newInputs: settled(newInputs, oldInputs),
      });
    },
    create: async ({ urn, inputs }) => ({ id: known ? inventedId(urn) : "", outputs: inputs, initErrors: [] }),
    update: async ({ id, newInputs }) => ({ id, outputs: newInputs, initErrors: [] }),
    read: async ({ id }) => ({ id, inputs: {}, outputs: {}, initErrors: [] }),
    delete: async () => undefined,
  };
}

/** The id that a resource would have: the same in every run, so that what is named after it stays the same too. */
export function inventedId(urn: Urn): string {
  return `id-${createHash("sha256").update(urn).digest("hex").slice(0, 12)}`;
}

/** What a value is called that is unknown on both sides: a provider must not take it for a change. */
const UNKNOWN_AS_BEFORE = "known-after-deployment";

function settled(values: Values, others: Values): Values {
  return mapValues(values, (value, key) => settledValue(value, others[key]));
}

function settledValue(value: Value, other: Value | undefined): Value {
  if (value === UNKNOWN) return other === UNKNOWN ? UNKNOWN_AS_BEFORE : value;
  if (Array.isArray(value)) return value.map((part, index) => settledValue(part, Array.isArray(other) ? other[index] : undefined));
  return isObject(value) ? settled(value, isObject(other) ? other : {}) : value;
}
