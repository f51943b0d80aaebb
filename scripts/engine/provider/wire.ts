import struct from "google-protobuf/google/protobuf/struct_pb.js";
import { hasUnknown, isEmpty, type Properties, type Value } from "./value.ts";

/** Marks an object on Pulumi's wire as a special value, and which one it is (sdk/go/common/resource/sig of pulumi/pulumi). */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

/** Properties of a request. The engine unwraps secrets for a provider that accepts none; one that is wrapped all the same is unwrapped here. */
export function fromStruct(message: struct.Struct | undefined): Properties {
  return unwrap((message?.toJavaScript() ?? {}) as Value) as Properties;
}

/** Properties for a response, those that `secrets` names marked as secret, so that the engine encrypts them whatever the program said. */
export function toStruct(properties: Properties, secrets: ReadonlySet<string>): struct.Struct {
  const marked = Object.entries(properties).map(([name, value]) => [name, secrets.has(name) ? wrap(value) : value]);
  return struct.Struct.fromJavaScript(Object.fromEntries(marked) as { [key: string]: struct.JavaScriptValue });
}

/** A value that is not known yet has no secret to keep; the engine marks the output itself. */
function wrap(value: Value): Value {
  return isEmpty(value) || hasUnknown(value) ? value : { [SIGNATURE]: SECRET, value };
}

function unwrap(value: Value): Value {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(unwrap);
  const object = value as Properties;
  if (object[SIGNATURE] === SECRET) return unwrap(object.value ?? null);
  return Object.fromEntries(Object.entries(object).map(([name, item]) => [name, unwrap(item)]));
}
