import { isDeepStrictEqual } from "node:util";
import struct from "google-protobuf/google/protobuf/struct_pb.js";
import { BLINDED, SECRET, SIGNATURE } from "../events.ts";
import { UNKNOWN } from "../port.ts";
import { notSupported } from "./not-supported.ts";

/**
 * A property value as it travels between engine, program, pack and provider: JSON, with two conventions of Pulumi's
 * (`sdk/go/common/resource/plugin/rpc.go`): what is not known yet is the string `UNKNOWN`, and a secret is an object with a signature.
 */
export type Value = null | boolean | number | string | readonly Value[] | { readonly [key: string]: Value };

/** Inputs or outputs of a resource. */
export type Values = { readonly [key: string]: Value };

type Secret = { readonly [SIGNATURE]: typeof SECRET; readonly value: Value };

/** True for an object; lists are none. */
export function isObject(value: Value | undefined): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** True for a wrapped secret. */
export function isSecret(value: Value | undefined): value is Secret {
  return isObject(value) && value[SIGNATURE] === SECRET;
}

/** Wraps a value; a secret stays as it is. */
export function asSecret(value: Value): Value {
  return isSecret(value) ? value : { [SIGNATURE]: SECRET, value };
}

/** The value with each secret in it replaced; `replace` gets the secret's content, without wrappers further in. */
export function mapSecrets<T extends Value>(value: T, replace: (content: Value) => Value): T {
  const map = (part: Value): Value => {
    if (isSecret(part)) return replace(plain(part.value));
    if (Array.isArray(part)) return part.map(map);
    return isObject(part) ? mapValues(part, map) : part;
  };
  return map(value) as T;
}

/** The value with its secrets in the clear: only for providers that cannot take them otherwise, and for comparing. */
export function plain<T extends Value>(value: T): T {
  return mapSecrets(value, (content) => content);
}

/** The value with its secrets blinded as in Pulumi's events: still marked, and nothing in them. */
export function blinded<T extends Value>(value: T): T {
  return mapSecrets(value, () => ({ [SIGNATURE]: SECRET, ciphertext: BLINDED }));
}

/** True when a secret is anywhere in it. */
function hasSecret(value: Value): boolean {
  return isSecret(value) || partsOf(value).some(hasSecret);
}

/** True when something in it is not known yet. */
export function hasUnknown(value: Value): boolean {
  return value === UNKNOWN || partsOf(value).some(hasUnknown);
}

/** Same value, secrets in the same places. */
export function sameValue(a: Value | undefined, b: Value | undefined): boolean {
  return isDeepStrictEqual(a, b);
}

/**
 * Marks as secret in `answered` what was secret in `asked`, by equal names: a provider that gets secrets in the clear answers in the clear.
 * In lists one secret makes the whole list secret, since a provider may reorder it (`annotateSecrets` in `provider_plugin.go`).
 */
export function withSecretsOf(asked: Values, answered: Values): Values {
  return mapValues(answered, (value, key) => {
    const question = asked[key];
    if (question === undefined || isSecret(value)) return value;
    if (isObject(value) && isObject(question) && !isSecret(question)) return withSecretsOf(question, value);
    return hasSecret(question) ? asSecret(value) : value;
  });
}

/** An object with each of its values replaced. */
export function mapValues(object: Values, replace: (value: Value, key: string) => Value): Values {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, replace(value, key)]));
}

/** Reads a protobuf structure; a missing one is empty. */
export function fromStruct(message: struct.Struct | undefined): Values {
  const values = (message?.toJavaScript() ?? {}) as Values;
  refuseSpecial(values);
  return values;
}

/** Writes a protobuf structure. */
export function toStruct(values: Values): struct.Struct {
  return struct.Struct.fromJavaScript(values as { [key: string]: struct.JavaScriptValue });
}

/** Assets, archives and references to resources are not needed by identities, so they are refused rather than half understood. */
function refuseSpecial(value: Value): void {
  if (isObject(value) && typeof value[SIGNATURE] === "string" && value[SIGNATURE] !== SECRET) {
    throw notSupported("assets, archives and resources as property values");
  }
  for (const part of partsOf(value)) refuseSpecial(part);
}

function partsOf(value: Value): readonly Value[] {
  if (Array.isArray(value)) return value;
  return isObject(value) ? Object.values(value) : [];
}
