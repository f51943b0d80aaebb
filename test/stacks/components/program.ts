import type { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb.js";
import { disconnect, setMocks } from "@pulumi/pulumi/runtime/index.js";
import { getMonitor } from "@pulumi/pulumi/runtime/settings.js";
import { build } from "../../../stacks/components/build.ts";
import { entitiesOf } from "../../../stacks/entities.ts";
import type { Declared, DeclaredRecord } from "../../../stacks/model/declared.ts";
import { accountOf, declaredOf } from "../../support/builders.ts";

/** What stands for a value that is not known before the deployment (Pulumi's own sentinel). */
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** The key by which Pulumi marks a secret on the wire. */
const SECRET = "4dabf18193072939515e22adb298388d";

/** One resource as the program registered it; `unknown` and `secret` are the inputs that come from other resources, and those that are marked. */
export type Registered = {
  type: string;
  name: string;
  inputs: Record<string, unknown>;
  unknown: readonly string[];
  secret: readonly string[];
  dependsOn: readonly string[];
  importId: string;
  ignoreChanges: readonly string[];
  additionalSecretOutputs: readonly string[];
  deleteBeforeReplace: boolean;
  provider: string | undefined;
  protect: boolean;
};

/**
 * Runs a program against a pretended engine that has not deployed anything yet: a preview, so that only plain values are known.
 * @returns the resources in the order in which they were registered.
 */
export async function registeredBy(program: () => void): Promise<readonly Registered[]> {
  const registered: Registered[] = [];
  await setMocks({ newResource: () => ({ id: undefined, state: {} }), call: ({ inputs }) => inputs }, "tenure", "prod", true);
  const monitor = getMonitor() as unknown as { registerResource(request: RegisterResourceRequest, callback: unknown): Promise<void> };
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request, callback) => {
    registered.push(readRequest(request));
    return register(request, callback);
  };
  program();
  await disconnect();
  return registered;
}

/** The resources of an account with these records. */
export async function builtOf(records: readonly DeclaredRecord[], declared?: Declared): Promise<readonly Registered[]> {
  const organisation = declared ?? declaredOf({ accounts: [accountOf("prod", records)] });
  return registeredBy(() => build(entitiesOf(organisation, "prod"), organisation.accounts.get("prod")!, organisation));
}

/** The one resource of that name. @throws Error when there is none. */
export function named(resources: readonly Registered[], name: string): Registered {
  const found = resources.find((resource) => resource.name === name);
  if (!found) throw new Error(`there is no resource ${name}; there are ${resources.map((resource) => resource.name).join(", ")}`);
  return found;
}

/** `type name` of each, the provider left out. */
export function summary(resources: readonly Registered[]): readonly string[] {
  return resources.filter(({ type }) => !type.startsWith("pulumi:")).map(({ type, name }) => `${type} ${name}`);
}

function readRequest(request: RegisterResourceRequest): Registered {
  const raw = request.getObject()?.toJavaScript() as Record<string, unknown>;
  const entries = Object.entries(raw).map(([name, value]) => ({
    name,
    value: isSecret(value) ? value.value : value,
    secret: isSecret(value),
  }));
  return {
    type: request.getType(),
    name: request.getName(),
    inputs: Object.fromEntries(entries.map(({ name, value }) => [name, value])),
    unknown: entries.filter(({ value }) => JSON.stringify(value).includes(UNKNOWN)).map(({ name }) => name),
    secret: entries.filter(({ secret }) => secret).map(({ name }) => name),
    dependsOn: request.getDependenciesList().map(nameOf).sort(),
    importId: request.getImportid(),
    ignoreChanges: request.getIgnorechangesList(),
    additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
    deleteBeforeReplace: request.getDeletebeforereplace() === true,
    provider: request.getProvider() === "" ? undefined : nameOf(request.getProvider().split("::").slice(0, 4).join("::")),
    protect: request.getProtect() === true,
  };
}

function isSecret(value: unknown): value is { value: unknown } {
  return typeof value === "object" && value !== null && SECRET in value;
}

function nameOf(urn: string): string {
  return urn.slice(urn.lastIndexOf("::") + 2);
}
