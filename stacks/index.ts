import { getStack, runtime } from "@pulumi/pulumi";
import { build } from "./components/build.ts";
import { accountOfStack, entitiesOf, requireOwnStack } from "./entities.ts";
import { JUDGED_VARIABLE, readJudged } from "./files/judged.ts";
import { readDeclared } from "./files/read.ts";
import { folder } from "./files/tree.ts";

/** The Pulumi program: read the records, translate them, declare the resources. It has no clock: same records, same resources. */
const judged = process.env[JUDGED_VARIABLE];
const declared = readDeclared(folder(judged === undefined ? import.meta.dirname : readJudged(judged).root));
const stack = getStack();
const account = accountOfStack(declared, stack);
if (!runtime.isDryRun()) requireOwnStack(account, stack);
build(entitiesOf(declared, stack), account, declared);
