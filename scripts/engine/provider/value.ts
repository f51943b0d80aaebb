import { UNKNOWN } from "../port.ts";
import { ProviderError } from "./error.ts";

/** A property value on Pulumi's wire, secrets unwrapped; one that is not known yet is the string `UNKNOWN`. */
export type Value = null | boolean | number | string | readonly Value[] | { readonly [key: string]: Value };

/** Inputs or outputs of one resource by property name. */
export type Properties = Readonly<Record<string, Value>>;

/** Tags as AWS keeps them, without those of AWS itself. */
export type TagMap = Readonly<Record<string, string>>;

/** True when the value, or anything inside it, will be known only after the deployment. */
export function hasUnknown(value: Value | undefined): boolean {
  if (typeof value === "string") return value === UNKNOWN;
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).some(hasUnknown);
}

/** True for everything that stands for "not set": the official plugin writes any of these for it. */
export function isEmpty(value: Value | undefined): boolean {
  if (value === undefined || value === null || value === "" || value === false) return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}

/** A property that must be text. @throws ProviderError STATE_INVALID */
export function text(properties: Properties, name: string): string {
  const value = properties[name];
  if (typeof value === "string" && value !== "" && value !== UNKNOWN) return value;
  throw new ProviderError("STATE_INVALID", `expected the property "${name}" to be text, got ${describe(value)}`);
}

/** A property that may be text; `undefined` when it is not set. */
export function optionalText(properties: Properties, name: string): string | undefined {
  return isEmpty(properties[name]) ? undefined : text(properties, name);
}

/** A property that is a list of texts; empty when it is not set. @throws ProviderError STATE_INVALID */
export function texts(properties: Properties, name: string): readonly string[] {
  const value = properties[name] ?? [];
  if (Array.isArray(value) && value.every((item) => typeof item === "string")) return value;
  throw new ProviderError("STATE_INVALID", `expected the property "${name}" to be a list of texts, got ${describe(value)}`);
}

/** The property `tags`; empty when it is not set. @throws ProviderError STATE_INVALID */
export function tagsOf(properties: Properties): TagMap {
  const value = properties.tags ?? {};
  if (typeof value === "object" && !Array.isArray(value) && Object.values(value).every((item) => typeof item === "string")) {
    return withoutReserved(value as Properties) as TagMap;
  }
  throw new ProviderError("STATE_INVALID", `expected the property "tags" to be a map of texts, got ${describe(value)}`);
}

/** Without the bookkeeping of engines and of the official plugin (`__defaults`, `__meta`, `__pulumi_raw_state_delta`, …). */
export function withoutReserved(properties: Properties): Properties {
  return Object.fromEntries(Object.entries(properties).filter(([name]) => !name.startsWith("__")));
}

/** Without what is `undefined`: for objects whose parts may be missing. */
export function present(properties: Readonly<Record<string, Value | undefined>>): Properties {
  return Object.fromEntries(Object.entries(properties).filter((entry): entry is [string, Value] => entry[1] !== undefined));
}

/** The kind of a value for messages; never the value itself, which may be a secret. */
export function describe(value: Value | undefined): string {
  if (value === undefined || value === null) return "nothing";
  if (value === UNKNOWN) return "a value that is not known yet";
  if (Array.isArray(value)) return "a list";
  return { boolean: "a boolean", number: "a number", string: value === "" ? "an empty text" : "a text", object: "a map" }[
    typeof value as "boolean" | "number" | "string" | "object"
  ];
}
