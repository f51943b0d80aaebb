import resource, { type RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb.js";
import type { Deployment } from "../deployment/deployment.ts";
import { fail } from "../deployment/deployment.ts";
import { register } from "../deployment/register.ts";
import { notSupported } from "../not-supported.ts";
import { type Goal, isProviderType, packageOf, type Resource, stackUrn } from "../resource.ts";
import { fromStruct, toStruct, type Values } from "../value.ts";

/** Finds the provider for a resource that names none. */
type Defaults = (packageName: string, version: string) => Promise<string>;

/** RPC RegisterResource: the program declares a resource and waits until it is planned or made (`source_eval.go`). */
export async function registerResource(deployment: Deployment, defaults: Defaults, request: RegisterResourceRequest) {
  try {
    refuseUnknownOptions(request);
    return responseOf(await register(deployment, await goalOf(request, defaults)), request);
  } catch (error) {
    throw fail(deployment, error);
  }
}

/** Options that change what happens and that this engine does not know: doing without them could delete the wrong thing. */
function refuseUnknownOptions(request: RegisterResourceRequest): void {
  const timeouts = request.getCustomtimeouts();
  const used: Readonly<Record<string, boolean>> = {
    "remote components": request.getRemote(),
    aliases: request.getAliasesList().length > 0 || request.getAliasurnsList().length > 0,
    transforms: request.getTransformsList().length > 0,
    hooks: request.hasHooks() && Object.values(request.getHooks()!.toObject()).some((names) => names.length > 0),
    replaceOnChanges: request.getReplaceonchangesList().length > 0,
    replacementTrigger: request.hasReplacementTrigger(),
    replaceWith: request.getReplaceWithList().length > 0,
    deletedWith: request.getDeletedwith() !== "",
    hideDiffs: request.getHidediffsList().length > 0,
    customTimeouts: [timeouts?.getCreate(), timeouts?.getUpdate(), timeouts?.getDelete(), timeouts?.getRead()].some(Boolean),
    pluginDownloadURL: request.getPlugindownloadurl() !== "",
    envVarMappings: request.getEnvvarmappingsMap().getLength() > 0,
  };
  const option = Object.keys(used).find((name) => used[name]);
  if (option !== undefined) throw notSupported(`${option} (resource ${request.getName()})`);
}

async function goalOf(request: RegisterResourceRequest, defaults: Defaults): Promise<Goal> {
  const [type, custom, inputs] = [request.getType(), request.getCustom(), fromStruct(request.getObject())];
  const needsProvider = custom && !isProviderType(type);
  const provider = needsProvider ? request.getProvider() || (await defaults(packageOf(type), request.getVersion())) : "";
  return {
    type,
    name: request.getName(),
    custom,
    inputs: isProviderType(type) ? withVersion(inputs, request.getVersion()) : inputs,
    parent: request.getParent(),
    provider,
    dependencies: request.getDependenciesList(),
    propertyDependencies: propertyDependenciesOf(request, inputs),
    protect: request.getProtect() ?? false,
    retainOnDelete: request.getRetainondelete() ?? false,
    ignoreChanges: request.getIgnorechangesList(),
    additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
    importID: request.getImportid(),
    deleteBeforeReplace:
      request.getDeletebeforereplacedefined() || request.getDeletebeforereplace() ? request.getDeletebeforereplace() : undefined,
  };
}

/** An explicit provider is tied to the version of the SDK that declares it; `__internal` is where the engine would keep more about its plugin. */
function withVersion(inputs: Values, version: string): Values {
  return version === "" ? inputs : { ...inputs, version, __internal: {} };
}

/** What each property comes from; an SDK that does not say so means that each comes from everything. */
function propertyDependenciesOf(request: RegisterResourceRequest, inputs: Values): Goal["propertyDependencies"] {
  const map = request.getPropertydependenciesMap();
  if (map.getLength() === 0) return Object.fromEntries(Object.keys(inputs).map((key) => [key, request.getDependenciesList()]));
  return Object.fromEntries(map.toArray().map(([key]) => [key, map.get(key)!.getUrnsList()]));
}

/** The answer for the stack itself, which is known before anything is: its URN, and nothing else. */
export function rootResponse({ stack, project }: Deployment) {
  const response = new resource.RegisterResourceResponse();
  response.setUrn(stackUrn(stack, project));
  response.setObject(toStruct({}));
  return response;
}

/** Outputs of the stack and of components are the program's own, so they are not sent back. */
function responseOf({ urn, id, outputs, custom }: Resource, request: RegisterResourceRequest) {
  const response = new resource.RegisterResourceResponse();
  response.setUrn(urn);
  response.setId(id);
  response.setObject(toStruct(custom ? outputs : {}));
  if (!request.getAcceptsecrets()) throw notSupported("an SDK that cannot take secrets");
  return response;
}
