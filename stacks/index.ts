import { getStack, runtime } from "@pulumi/pulumi";
import { build } from "./components/build.ts";
import { buildExtra } from "./components/extra.ts";
import { accountOfStack, entitiesOf, requireOwnStack } from "./entities.ts";
import { boundaryPolicy } from "./expiry.ts";
import { JUDGED_VARIABLE, readJudged } from "./files/judged.ts";
import { hasProgram, programPath } from "./files/program.ts";
import { readDeclared } from "./files/read.ts";
import { folder } from "./files/tree.ts";
import { EXTRA_KIND, recordRef } from "./model/ref.ts";
import { isInStack } from "./model/slice.ts";

/** The Pulumi program: read the records, translate them, declare the resources. It has no clock: same records, same resources. */
const path = process.env[JUDGED_VARIABLE];
const judged = path === undefined ? undefined : readJudged(path);
const declared = readDeclared(folder(judged?.root ?? import.meta.dirname));
const stack = getStack();
const account = accountOfStack(declared, stack);
if (!runtime.isDryRun()) requireOwnStack(account, stack);
const only = judged?.only && new Set(judged.only);
if (only && (!runtime.isDryRun() || hasProgram(import.meta.dirname, account.name)))
  throw new Error(
    `${stack}: a part of its records alone is planned in previews, and only where no ${programPath(account.name)} stands on the rest`,
  );
const entities = entitiesOf(declared, stack).filter(({ ref }) => !only || only.has(ref));
const context = build(entities, account, declared);
// Code comes from beside this code, whatever is judged: what a change would run is not run to judge it.
if (isInStack(account, stack, recordRef(EXTRA_KIND, account.name)) && hasProgram(import.meta.dirname, account.name)) {
  const { extra } = await import(new URL(programPath(account.name), import.meta.url).href);
  if (typeof extra !== "function")
    throw new Error(`${programPath(account.name)}: expected \`export function extra(context: Extra)\`, got no function of that name`);
  await buildExtra(extra, account, (name) => boundaryPolicy(name, account, declared), context);
}
