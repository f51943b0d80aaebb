import { nameOfUrn } from "../../../stacks/model/ref.ts";
import { EngineError } from "../error.ts";
import type { Urn } from "../port.ts";
import type { Context } from "./context.ts";
import { isProviderType, type Resource, STACK_TYPE, stackUrn, urnOfReference } from "./resource.ts";
import { stacksIn } from "./state/backend.ts";
import { checkpointWriter } from "./state/checkpoint.ts";
import { lockStack } from "./state/lock.ts";
import { type Opened, openState } from "./state/open.ts";
import { replaceState } from "./state/snapshot.ts";

/** The state of one stack while resources move: what it has, and what it will have. */
type Move = { stack: string; opened: Opened; resources: readonly Resource[]; after: readonly Resource[] };

/**
 * Moves resources between the states of an account's stacks, as `pulumi state move` does. First every stack gets what comes to it, then
 * each gives up what has gone: at each moment everything is in a state, and doing it once more goes on where it stopped.
 * @throws EngineError STATE_UNREADABLE when a run was interrupted: what it left open belongs to the stacks as they were.
 */
export async function settle(context: Context, stacks: readonly string[], stackOf: (name: string) => string): Promise<number> {
  const { environment, project } = context;
  const unlocks: (() => void)[] = [];
  try {
    const all = [...new Set([...stacks, ...stacksIn(environment, project).filter((stack) => isOfAccount(stack, stacks))])];
    const moves: Move[] = [];
    for (const stack of all) {
      const opened = await openState(environment, project, stack, (backend) => {
        backend.prepare();
        unlocks.push(lockStack(backend));
      });
      refusePending(stack, opened);
      moves.push({ stack, opened, resources: opened.state.resources, after: [] });
    }
    const leaving = moves.flatMap(({ stack, resources }) =>
      resources.filter((one) => isMovable(one) && stackOf(nameOfUrn(one.urn)) !== stack),
    );
    if (leaving.length === 0) return 0;
    const settled = moves.map((move) => ({ ...move, after: contentOf(move, moves, project.name, stackOf) }));
    for (const move of settled) write(move, withDepartures(move));
    for (const move of settled) write(move, move.after);
    return new Set(leaving.map(({ urn }) => nameOfUrn(urn))).size;
  } finally {
    for (const unlock of unlocks) unlock();
  }
}

/** The account's name with or without the number of a slice. */
function isOfAccount(stack: string, stacks: readonly string[]): boolean {
  return stack.split(".")[0] === stacks[0]!.split(".")[0] && /^[^.]+(\.\d+)?$/.test(stack);
}

function refusePending(stack: string, { state }: Opened): void {
  const [pending] = state.pending;
  if (pending)
    throw new EngineError(
      "STATE_UNREADABLE",
      `${stack}: an earlier run was interrupted while ${pending.type} ${pending.resource.urn}; deploy with the slices as they were before they change`,
    );
}

/** The stack itself and its provider stay: each stack has its own. */
function isMovable({ type }: Resource): boolean {
  return type !== STACK_TYPE && !isProviderType(type);
}

/** What a stack has in the end: what it keeps and, behind that, what comes from others, in their order. */
function contentOf(to: Move, moves: readonly Move[], project: string, stackOf: (name: string) => string): readonly Resource[] {
  const isHere = (one: Resource) => isMovable(one) && stackOf(nameOfUrn(one.urn)) === to.stack;
  const own = to.resources.filter((one) => !isMovable(one) || isHere(one));
  const known = new Set(own.map(keyOf));
  const coming = moves.flatMap((from) => {
    if (from === to) return [];
    const needed = from.resources.filter(isHere);
    const providers = new Set(needed.map(({ provider }) => urnOfReference(provider)));
    const roots = needed.length === 0 ? [] : from.resources.filter(({ type, urn }) => type === STACK_TYPE || providers.has(urn));
    return [...roots, ...needed]
      .map((one) => movedTo(one, from.stack, to.stack, project))
      .filter((one) => !known.has(keyOf(one)) && known.add(keyOf(one)));
  });
  const all = [...own, ...coming];
  if (!all.some(isMovable)) return []; // a stack of nothing but its provider is no stack
  return sorted(all).map((one, index, order) => withoutStrangers(one, new Set(order.slice(0, index).map(({ urn }) => urn)), all));
}

/** What was replaced and waits for its deletion has the URN of its successor. A provider is the same whatever its id. */
function keyOf({ urn, id, type }: Resource): string {
  return isProviderType(type) ? urn : `${urn}::${id}`;
}

/** The stack first, then providers, then the rest as it was. */
function sorted(resources: readonly Resource[]): readonly Resource[] {
  const rank = ({ type }: Resource) => (type === STACK_TYPE ? 0 : isProviderType(type) ? 1 : 2);
  return [...resources].sort((a, b) => rank(a) - rank(b));
}

function movedTo(resource: Resource, from: string, to: string, project: string): Resource {
  const move = (urn: Urn) =>
    urn === stackUrn(from, project) ? stackUrn(to, project) : urn.replace(`urn:pulumi:${from}::`, `urn:pulumi:${to}::`);
  return {
    ...resource,
    urn: move(resource.urn),
    parent: resource.parent === "" ? "" : move(resource.parent),
    provider: resource.provider === "" ? "" : resource.provider.replace(`urn:pulumi:${from}::`, `urn:pulumi:${to}::`),
    dependencies: resource.dependencies.map(move),
    propertyDependencies: Object.fromEntries(Object.entries(resource.propertyDependencies).map(([key, urns]) => [key, urns.map(move)])),
  };
}

/** What it depended on and is now in another stack is no dependency any more; its provider is the one that this stack has. */
function withoutStrangers(resource: Resource, before: ReadonlySet<Urn>, all: readonly Resource[]): Resource {
  const isThere = (urn: Urn) => before.has(urn);
  const provider = resource.provider === "" ? undefined : all.find(({ urn }) => urn === urnOfReference(resource.provider));
  return {
    ...resource,
    provider: provider ? `${provider.urn}::${provider.id}` : resource.provider,
    dependencies: resource.dependencies.filter(isThere),
    propertyDependencies: Object.fromEntries(
      Object.entries(resource.propertyDependencies).map(([key, urns]) => [key, urns.filter(isThere)]),
    ),
  };
}

/** What it will have, and behind it what it is about to give up. */
function withDepartures({ resources, after }: Move): readonly Resource[] {
  if (after.length === 0) return resources;
  const kept = new Set(after.map(({ urn }) => urn));
  return [...after, ...resources.filter(({ urn }) => !kept.has(urn))];
}

function write({ opened: { backend, crypter } }: Move, resources: readonly Resource[]): void {
  replaceState(backend, checkpointWriter(backend.stack, crypter).text({ resources, pending: [] }));
}
