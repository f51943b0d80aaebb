import type { Aws } from "./aws/clients.ts";
import { untilPresent } from "./aws/waits.ts";
import { isChanged, withoutIgnored } from "./diff.ts";
import type { Created, ResourceType } from "./schema.ts";
import { readInputs, readOutputs, unfinishedOutputs, writtenOutputs } from "./state.ts";
import { UnfinishedError } from "./unfinished.ts";
import { type Properties, withoutReserved } from "./value.ts";

/** A resource as it goes into state. */
export type Recorded = { id: string; outputs: Properties };

/**
 * Makes a resource and waits until AWS shows it.
 * @throws UnfinishedError when it was made but something after that failed: it carries the id, so that nothing is lost
 */
export async function createResource(type: ResourceType, inputs: Properties, aws: Aws): Promise<Recorded> {
  const created = await type.create(inputs, aws);
  try {
    await created.finish?.();
    return await written(type, created, inputs, {}, aws);
  } catch (cause) {
    const known = withoutReserved({ ...created.outputs, ...inputs });
    const found = await type.read(created.id, known, aws).catch(() => undefined);
    throw new UnfinishedError(created.id, unfinishedOutputs(type, created.id, known, found), cause);
  }
}

/** Makes a resource what the inputs say, but for what is ignored; a second attempt after a failure does what is left. */
export async function updateResource(
  type: ResourceType,
  { id, olds, news, ignored }: { id: string; olds: Properties; news: Properties; ignored: readonly string[] },
  aws: Aws,
): Promise<Recorded> {
  const inputs = withoutIgnored(type, olds, news, ignored);
  // An engine also updates what was left unfinished; where nothing can be changed in place, being there is all that is missing.
  await type.update?.({ id, olds, news: inputs, changed: (name) => isChanged(type, name, olds, inputs) }, aws);
  return written(type, { id }, inputs, olds, aws);
}

/**
 * Reads a resource for a refresh, or for an import (nothing recorded).
 * `undefined` only when AWS says that it does not exist; whatever else keeps it from being read is thrown.
 */
export async function readResource(
  type: ResourceType,
  id: string,
  recorded: { inputs: Properties; outputs: Properties },
  aws: Aws,
): Promise<(Recorded & { inputs: Properties }) | undefined> {
  const known = withoutReserved({ ...recorded.inputs, ...recorded.outputs });
  const found = await type.read(id, known, aws);
  if (!found) return undefined;
  const outputs = readOutputs(type, found.id ?? id, known, found);
  return { id: found.id ?? id, outputs, inputs: readInputs(type, outputs, recorded.inputs) };
}

/** Removes a resource; one that is gone already is no error. */
export async function deleteResource(type: ResourceType, id: string, recorded: Properties, aws: Aws): Promise<void> {
  await type.delete(id, withoutReserved(recorded), aws);
}

async function written(type: ResourceType, created: Created, inputs: Properties, olds: Properties, aws: Aws): Promise<Recorded> {
  const known = withoutReserved({ ...olds, ...created.outputs, ...inputs });
  const found = await untilPresent(aws, () => type.read(created.id, known, aws));
  const id = found.id ?? created.id;
  return { id, outputs: writtenOutputs(type, id, inputs, olds, found, created.outputs ?? {}) };
}
