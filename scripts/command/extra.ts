import { join } from "node:path";
import { entitiesOfResources, type FromResource, saysOfEntities } from "../../policies/entities.ts";
import { type DeclaredEntity, entitiesOf } from "../../stacks/entities.ts";
import { hasProgram, programPath } from "../../stacks/files/program.ts";
import type { Tree } from "../../stacks/files/tree.ts";
import type { AccountName, Declared } from "../../stacks/model/declared.ts";
import { ProjectError } from "../../stacks/model/errors.ts";
import type { Instant } from "../../stacks/model/instant.ts";
import { declarerOf, isExtra, TENURE_KIND } from "../../stacks/model/ref.ts";
import type { Extra } from "../compare/extra.ts";
import { embeddedEngine } from "../engine/embedded/embedded.ts";
import { type Operation, type Plan, type Properties, UNKNOWN } from "../engine/port.ts";
import type { Environment } from "./environment.ts";
import { writeRoot } from "./judged-roots.ts";
import { withScratch } from "./scratch.ts";

/** The question what an account's own program declares. `project` is the folder of `Pulumi.yaml`: the program stands beside the code. */
export type Asking = { project: string; declared: Declared; tree: Tree; asOf: Instant; environment: Environment };

/**
 * What an account's own program declares, by a preview that asks nothing outside: the program runs on the records, and what it registers is
 * read back into entities. Tags in AWS say nothing here, since anybody may write them. What cannot be learned is a gap.
 */
export async function readExtra(account: AccountName, { project, declared, tree, asOf, environment }: Asking): Promise<Extra> {
  if (!hasProgram(join(project, "stacks"), account)) return { complete: true, entities: [] };
  const engine = embeddedEngine({ project, environment });
  try {
    const plan = await withScratch((scratch) => {
      const judged = writeRoot(scratch, "head", tree, tree, { commit: declared.commit, exceptions: [], standing: [] }, asOf);
      return engine.plan(account, judged, judged);
    });
    requireWhole(plan, account, declared);
    return { complete: true, entities: extraEntities(plan.operations, "after", account, declared) };
  } catch (error) {
    if (!(error instanceof ProjectError)) throw error;
    return { complete: false, gap: { source: programPath(account), operation: "preview", reason: error.message, retry: false } };
  } finally {
    await engine.close();
  }
}

/** That a rule is broken is the gate's to say; but a preview that stopped half-way shows half of what is declared. */
function requireWhole({ operations, diagnostics }: Plan, account: AccountName, declared: Declared): void {
  const errors = diagnostics.filter(({ severity, message }) => severity === "error" && message !== "preview failed");
  const names = new Set(operations.map(({ name }) => name));
  const lost = entitiesOf(declared, account).find(({ ref }) => !names.has(ref));
  if (errors.length > 0) throw new ProjectError("EXTRA_UNKNOWN", errors.map(({ message }) => message).join("; "));
  if (lost) throw new ProjectError("EXTRA_UNKNOWN", `the preview ended before it came to ${lost.ref}`);
}

/**
 * The entities that operations of an account's own program make, or unmake, beside those of records.
 * @throws ProjectError when one of them is not known before it is deployed
 */
export function extraEntities(
  operations: readonly Operation[],
  side: "before" | "after",
  account: AccountName,
  declared: Declared,
): readonly DeclaredEntity[] {
  const ofRecords = entitiesOf(declared, account).map(({ entity }) => entity);
  const resources = operations.flatMap(({ type, name, [side]: props }) => (props && saysOfEntities(type) ? [{ type, name, props }] : []));
  const own = resources.filter(({ name }) => isExtra(declarerOf(name)));
  for (const { name, props } of own) requireKnown(name, props, account);
  const boundaries = resources.filter(({ name }) => name.startsWith(`${TENURE_KIND}/`));
  const { entities, strays } = entitiesOfResources([...boundaries, ...own], { account, declared });
  const stray = strays.find(({ facet: { type, name } }) => !ofRecords.some((entity) => entity.type === type && entity.name === name));
  if (stray)
    throw unknown(
      account,
      `${stray.resource.name} is about the ${stray.facet.type} ${stray.facet.name}, which neither it nor a record declares`,
    );
  const arns = new Set(ofRecords.map(({ arn }) => arn));
  return entities.filter(({ entity }) => !arns.has(entity.arn)).map(declaredBy);
}

function requireKnown(name: string, props: Properties, account: AccountName): void {
  const property = Object.keys(props).find((key) => JSON.stringify(props[key])?.includes(UNKNOWN));
  if (property !== undefined)
    throw unknown(account, `${property} of ${name} is not known before it is deployed: state it, an ARN with \`arn(type, name)\``);
}

function unknown(account: AccountName, what: string): ProjectError {
  return new ProjectError("EXTRA_UNKNOWN", `${programPath(account)}: ${what}`);
}

function declaredBy({ entity, name }: FromResource): DeclaredEntity {
  return { entity, ref: declarerOf(name), adopted: false };
}
