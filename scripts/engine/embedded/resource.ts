import type { Urn } from "../port.ts";
import type { Values } from "./value.ts";

/** The type of the stack itself. */
export const STACK_TYPE = "pulumi:pulumi:Stack";

const PROVIDER_TYPE = "pulumi:providers:";

/**
 * A resource as the state holds it (`ResourceV3` in `sdk/go/common/apitype/core.go`), with its secrets wrapped, not encrypted.
 * The engine knows a resource by the object, not by its URN: during a replacement two objects have the same URN.
 */
export type Resource = {
  readonly urn: Urn;
  readonly type: string;
  /** True when a provider manages it; false for the stack and for components. */
  readonly custom: boolean;
  /** The provider's id; empty as long as it is not known. */
  id: string;
  inputs: Values;
  outputs: Values;
  readonly parent: Urn;
  /** `<urn>::<id>` of the provider resource; empty for providers and for what is not custom. */
  readonly provider: string;
  readonly dependencies: readonly Urn[];
  readonly propertyDependencies: Readonly<Record<string, readonly Urn[]>>;
  readonly protect: boolean;
  readonly retainOnDelete: boolean;
  readonly ignoreChanges: readonly string[];
  readonly additionalSecretOutputs: readonly string[];
  readonly importID: string;
  /** Why it exists but does not work yet; the next update tries again. */
  initErrors: readonly string[];
  /** Replaced, and to be deleted at the end. */
  delete: boolean;
  /** Deleted already, and to be created again. */
  pendingReplacement: boolean;
  created: string | undefined;
  modified: string | undefined;
  /** Fields that the CLI wrote and this engine only carries along. */
  readonly kept: Readonly<Record<string, unknown>>;
};

/** A resource as a program wants it, before anybody has looked at it. */
export type Goal = Pick<
  Resource,
  | "type"
  | "custom"
  | "inputs"
  | "parent"
  | "provider"
  | "dependencies"
  | "propertyDependencies"
  | "protect"
  | "retainOnDelete"
  | "ignoreChanges"
  | "additionalSecretOutputs"
  | "importID"
> & { name: string; deleteBeforeReplace: boolean | undefined };

/** The resource that a goal asks for, not yet made. */
export function resourceOf(urn: Urn, goal: Goal): Resource {
  const { name: _name, deleteBeforeReplace: _deleteBeforeReplace, ...fields } = goal;
  return {
    ...fields,
    urn,
    id: "",
    outputs: {},
    initErrors: [],
    delete: false,
    pendingReplacement: false,
    created: undefined,
    modified: undefined,
    kept: {},
  };
}

/** True for the type of a provider: `pulumi:providers:aws`. */
export function isProviderType(type: string): boolean {
  return type.startsWith(PROVIDER_TYPE);
}

/** The type of the provider of a package, and back. */
export function providerType(name: string): string {
  return `${PROVIDER_TYPE}${name}`;
}

/** The package of a provider type (`aws` of `pulumi:providers:aws`) or of a resource type (`aws` of `aws:iam/user:User`). */
export function packageOf(type: string): string {
  return isProviderType(type) ? type.slice(PROVIDER_TYPE.length) : (type.split(":")[0] ?? "");
}

/** `urn:pulumi:<stack>::<project>::<types>::<name>`; the types of parents come first, except that of the stack. */
export function urnOf(stack: string, project: string, parent: Urn, type: string, name: string): Urn {
  const above = parent.split("::")[2] ?? "";
  const types = above === "" || above === STACK_TYPE ? type : `${above}$${type}`;
  return `urn:pulumi:${stack}::${project}::${types}::${name}`;
}

/** The URN of the stack itself. */
export function stackUrn(stack: string, project: string): Urn {
  return urnOf(stack, project, "", STACK_TYPE, `${project}-${stack}`);
}

/** `<urn>::<id>`, how resources name their provider. */
export function providerReference(provider: Pick<Resource, "urn" | "id">): string {
  return `${provider.urn}::${provider.id}`;
}

/** The URN in a provider reference. */
export function urnOfReference(reference: string): Urn {
  return reference.slice(0, reference.lastIndexOf("::"));
}

/** Everything a resource needs to exist: its parent, its provider and what it depends on; each URN once. */
export function needsOf(resource: Resource): ReadonlySet<Urn> {
  const needs = new Set<Urn>([...resource.dependencies, ...Object.values(resource.propertyDependencies).flat()]);
  if (resource.parent !== "") needs.add(resource.parent);
  if (resource.provider !== "") needs.add(urnOfReference(resource.provider));
  return needs;
}
