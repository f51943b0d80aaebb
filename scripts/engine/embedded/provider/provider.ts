import type { Urn } from "../../port.ts";
import type { Value, Values } from "../value.ts";

/** What a provider does for resources, whoever it is: a plugin, the engine itself for provider resources, or nobody (`offline.ts`). */
export type Provider = {
  check(request: CheckRequest): Promise<CheckResponse>;
  diff(request: DiffRequest): Promise<Diff>;
  create(request: CreateRequest): Promise<Made>;
  update(request: UpdateRequest): Promise<Made>;
  delete(request: DeleteRequest): Promise<void>;
  read(request: ReadRequest): Promise<ReadResponse>;
};

/** `olds` are the inputs of before; missing when there are none to carry defaults over from. */
export type CheckRequest = { urn: Urn; olds: Values | undefined; news: Values; preview: boolean };

/** The inputs as the provider understands them, with its defaults; or what is wrong with them. */
export type CheckResponse = { inputs: Values; failures: readonly { property: string; reason: string }[] };

/** What a resource is (`oldInputs` as recorded, `oldOutputs` as last read) and what it is to be. */
export type DiffRequest = {
  urn: Urn;
  id: string;
  oldInputs: Values;
  oldOutputs: Values;
  newInputs: Values;
  ignoreChanges: readonly string[];
  preview: boolean;
};

/** The kinds of a difference, as Pulumi's events spell them. */
export type DiffKind = "add" | "delete" | "update" | "add-replace" | "delete-replace" | "update-replace";

/** What differs: property names (`changedKeys`, `replaceKeys`) and, if the provider says more, property paths. */
export type Diff = {
  changes: boolean;
  changedKeys: readonly string[];
  replaceKeys: readonly string[];
  detailedDiff: Readonly<Record<string, { diffKind: DiffKind; inputDiff: boolean }>> | undefined;
  deleteBeforeReplace: boolean;
};

/** In a preview nothing is made and unknown values may be among the inputs. */
export type CreateRequest = { urn: Urn; inputs: Values; preview: boolean };

/** A change in place says what a comparison says. */
export type UpdateRequest = DiffRequest;

/** What is to go, as the state knows it. */
export type DeleteRequest = { urn: Urn; id: string; inputs: Values; outputs: Values };

/** Without inputs and outputs the read is an import. */
export type ReadRequest = { urn: Urn; id: string; inputs?: Values; outputs?: Values };

/** What there is after the operation; the id is empty in a preview. `initErrors`: it exists, but the provider could not finish it. */
export type Made = { id: string; outputs: Values; initErrors: readonly string[] };

/** An empty id says that it does not exist. */
export type ReadResponse = { id: string; inputs: Values | undefined; outputs: Values; initErrors: readonly string[] };

/** No difference at all. */
export const NO_DIFF: Diff = { changes: false, changedKeys: [], replaceKeys: [], detailedDiff: undefined, deleteBeforeReplace: false };

/** True when the resource cannot be changed in place. */
export function requiresReplacement(diff: Diff): boolean {
  return diff.replaceKeys.length > 0 || Object.values(diff.detailedDiff ?? {}).some(({ diffKind }) => diffKind.endsWith("-replace"));
}

/** The difference seen from the other side: what the one has more, the other has less. */
export function invert(diff: Diff): Diff {
  const opposite = { add: "delete", delete: "add", "add-replace": "delete-replace", "delete-replace": "add-replace" } as const;
  const inverted = Object.entries(diff.detailedDiff ?? {}).map(([path, { diffKind, inputDiff }]) => {
    return [path, { diffKind: diffKind in opposite ? opposite[diffKind as keyof typeof opposite] : diffKind, inputDiff }];
  });
  return diff.detailedDiff === undefined ? diff : { ...diff, detailedDiff: Object.fromEntries(inverted) };
}

/** A difference of inputs, for a provider that does not say itself whether there is one. */
export function diffOfInputs(olds: Values, news: Values, same: (a: Value | undefined, b: Value | undefined) => boolean): Diff {
  const changedKeys = [...new Set([...Object.keys(olds), ...Object.keys(news)])].filter((key) => !same(olds[key], news[key]));
  const kind = (key: string): DiffKind => (olds[key] === undefined ? "add" : news[key] === undefined ? "delete" : "update");
  return {
    ...NO_DIFF,
    changes: changedKeys.length > 0,
    changedKeys,
    detailedDiff: Object.fromEntries(changedKeys.map((key) => [key, { diffKind: kind(key), inputDiff: true }])),
  };
}
