import { changedKeys, mapOf, sameValue } from "./compare.ts";
import { isCovered, memberPath } from "./path.ts";
import type { Property, ResourceType } from "./schema.ts";
import { hasUnknown, isEmpty, type Properties, present, type Value } from "./value.ts";

/** One property, or one member of one, that differs. */
export type Difference = { path: string; property: string; kind: "add" | "update" | "delete"; replace: boolean };

/** How recorded outputs and wanted inputs differ. `stables` are the outputs that no update changes. */
export type Diff = {
  differences: readonly Difference[];
  replaces: readonly string[];
  stables: readonly string[];
  deleteBeforeReplace: boolean;
};

/**
 * Compares what is recorded of a resource (its outputs) with what is wanted (checked inputs), as the official plugin does:
 * a value that is not known yet differs, an unset property differs from a set one unless AWS chooses it, and everything else by meaning.
 * @param ignored property paths of `ignoreChanges`
 */
export function diffResource(type: ResourceType, olds: Properties, news: Properties, ignored: readonly string[]): Diff {
  const wanted = withoutIgnored(type, olds, news, ignored);
  const differences = inputsOf(type).flatMap(([name, property]) => differencesOf(name, property, olds[name], wanted[name]));
  const replaces = [...new Set(differences.filter(({ replace }) => replace).map(({ property }) => property))].sort();
  const fixed = Object.entries(type.properties).filter(([, property]) => property.forceNew);
  return {
    differences,
    replaces,
    stables: fixed
      .map(([name]) => name)
      .filter((name) => !replaces.includes(name))
      .sort(),
    deleteBeforeReplace: replaces.length > 0 && type.deleteBeforeReplace,
  };
}

/** The wanted inputs with what is ignored taken from the recorded outputs: such a difference is neither shown nor made. */
export function withoutIgnored(type: ResourceType, olds: Properties, news: Properties, ignored: readonly string[]): Properties {
  if (ignored.length === 0) return news;
  const kept = inputsOf(type).map(([name, property]) => [name, keptValue(name, property, olds[name], news[name], ignored)]);
  return present({ ...news, ...Object.fromEntries(kept) });
}

/** True when a property of a resource differs in meaning; the question that updates ask. */
export function isChanged(type: ResourceType, name: string, olds: Properties, news: Properties): boolean {
  return differencesOf(name, type.properties[name]!, olds[name], news[name]).length > 0;
}

function differencesOf(name: string, property: Property, old: Value | undefined, wanted: Value | undefined): readonly Difference[] {
  if (property.computed && wanted !== false && isEmpty(wanted)) return [];
  if (!hasUnknown(wanted) && sameValue(property, old, wanted)) return [];
  const replace = property.forceNew === true;
  if (property.type !== "tags" || typeof wanted === "string") {
    return [{ path: name, property: name, kind: kindOf(isEmpty(old), isEmpty(wanted)), replace }];
  }
  const [before, after] = [mapOf(old), mapOf(wanted)];
  return changedKeys(old, wanted).map((key) => ({
    path: memberPath(name, key),
    property: name,
    kind: kindOf(before[key] === undefined, after[key] === undefined),
    replace,
  }));
}

function keptValue(
  name: string,
  property: Property,
  old: Value | undefined,
  wanted: Value | undefined,
  ignored: readonly string[],
): Value | undefined {
  if (isCovered(name, ignored)) return old;
  if (property.type !== "tags" || typeof wanted === "string") return wanted;
  const keys = changedKeys(old, wanted).filter((key) => isCovered(memberPath(name, key), ignored));
  return keys.length === 0 ? wanted : present({ ...mapOf(wanted), ...Object.fromEntries(keys.map((key) => [key, mapOf(old)[key]])) });
}

function inputsOf(type: ResourceType): readonly (readonly [string, Property])[] {
  return Object.entries(type.properties).filter(([, property]) => property.input !== undefined);
}

function kindOf(isNew: boolean, isGone: boolean): Difference["kind"] {
  if (isNew) return "add";
  return isGone ? "delete" : "update";
}
