import { DEFAULTS_KEY } from "./defaults.ts";
import type { Property, ResourceType } from "./schema.ts";
import { describe, hasUnknown, isEmpty, type Properties, present, type Value, withoutReserved } from "./value.ts";

/** One input that is wrong: the engine shows it with the resource's name and stops before anything is done. */
export type CheckFailure = { property: string; reason: string };

/** Inputs as they go into state and to policies, and what is wrong with them. */
export type Checked = { inputs: Properties; failures: readonly CheckFailure[] };

/**
 * Checks the inputs of a resource and completes them exactly as the official plugin does, so that a state moves between the two
 * providers without a difference: defaults of the provider's schema are filled in, those that are false, zero or empty are not
 * (pulumi-terraform-bridge from 3.127 on, #3398), and `__defaults` names those that were filled in. The list matters to the official
 * plugin: without it, it takes every recorded value for a default and keeps it even after the program has dropped it.
 */
export function checkInputs(type: ResourceType, news: Properties): Checked {
  const stated = present(
    Object.fromEntries(
      Object.entries(withoutReserved(news))
        .filter(([, value]) => value !== null)
        .map(([name, value]) => [name, documentText(type.properties[name], value)]),
    ),
  );
  const defaulted = Object.entries(type.properties)
    .filter(([name, property]) => property.input !== undefined && !isEmpty(property.default) && stated[name] === undefined)
    .map(([name]) => name)
    .sort();
  const defaults = Object.fromEntries(defaulted.map((name) => [name, type.properties[name]!.default!]));
  return { inputs: { ...stated, ...defaults, [DEFAULTS_KEY]: defaulted }, failures: failuresOf(type, stated) };
}

function failuresOf(type: ResourceType, stated: Properties): readonly CheckFailure[] {
  const unsupported = Object.keys(stated).filter((name) => type.properties[name]?.input === undefined);
  return [
    ...Object.entries(type.properties).flatMap(([property, rules]) => {
      const reason = rules.input === undefined ? undefined : problemOf(rules, stated[property]);
      return reason === undefined ? [] : [{ property, reason }];
    }),
    ...unsupported.map((property) => ({
      property,
      reason: `not supported by the embedded AWS provider for ${type.token}; install the official plugin (pulumi plugin install resource aws)`,
    })),
  ];
}

function problemOf(rules: Property, value: Value | undefined): string | undefined {
  if (value === undefined || value === "") return rules.input === "required" ? `expected a value, got ${describe(value)}` : undefined;
  if (hasUnknown(value)) return undefined;
  if (!hasType(rules.type, value)) return `expected ${TYPE_NAMES[rules.type]}, got ${describe(value)}`;
  return rules.document ? jsonProblem(String(value)) : rules.problem?.(value);
}

const TYPE_NAMES: Readonly<Record<Property["type"], string>> = {
  string: "a text",
  number: "a number",
  boolean: "a boolean",
  strings: "a list of texts",
  tags: "a map of texts",
};

function hasType(type: Property["type"], value: Value): boolean {
  if (type === "strings") return Array.isArray(value) && value.every((item) => typeof item === "string");
  if (type !== "tags") return typeof value === type;
  return (
    typeof value === "object" && value !== null && !Array.isArray(value) && Object.values(value).every((item) => typeof item === "string")
  );
}

/** Whether the document says something sensible is for the rules and for AWS to judge. */
function jsonProblem(source: string): string | undefined {
  try {
    const parsed: unknown = JSON.parse(source);
    return typeof parsed === "object" && parsed !== null && !Array.isArray(parsed) ? undefined : "expected a JSON object, got other JSON";
  } catch (error) {
    return `expected a policy document in JSON: ${(error as Error).message}`;
  }
}

/** Documents may be stated as objects; they travel and are stored as text (`TransformJSONDocument` of the official plugin). */
function documentText(property: Property | undefined, value: Value): Value {
  return property?.document && typeof value === "object" && value !== null && !hasUnknown(value) ? JSON.stringify(value) : value;
}
