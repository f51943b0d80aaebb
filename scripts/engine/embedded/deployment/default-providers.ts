import { type Goal, providerReference, providerType } from "../resource.ts";
import type { Deployment } from "./deployment.ts";
import { register } from "./register.ts";

/**
 * The reference of the provider for a resource that names none: one for each package and version, registered when it is first needed
 * (`default_providers.go`).
 */
export function defaultProviders(deployment: Deployment): (packageName: string, version: string) => Promise<string> {
  const known = new Map<string, Promise<string>>();
  return (packageName, version) => {
    const name = version === "" ? "default" : `default_${version.replace(/[.+-]/g, "_")}`;
    const key = `${packageName} ${name}`;
    const reference = known.get(key) ?? register(deployment, defaultGoal(packageName, name, version)).then(providerReference);
    known.set(key, reference);
    return reference;
  };
}

function defaultGoal(packageName: string, name: string, version: string): Goal {
  return {
    type: providerType(packageName),
    name,
    custom: true,
    inputs: { ...(version === "" ? {} : { version, __internal: {} }) },
    parent: "",
    provider: "",
    dependencies: [],
    propertyDependencies: {},
    protect: false,
    retainOnDelete: false,
    ignoreChanges: [],
    additionalSecretOutputs: [],
    importID: "",
    deleteBeforeReplace: undefined,
  };
}
