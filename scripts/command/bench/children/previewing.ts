import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { commitTree, folder } from "../../../../stacks/files/tree.ts";
import { parseInstant } from "../../../../stacks/model/instant.ts";
import { openPacks, type Packs } from "../../../engine/embedded/pack/packs.ts";
import { planAgainstRecords } from "../../../engine/embedded/plan-against-records.ts";
import { readProject } from "../../../engine/embedded/project.ts";
import { openAddresses } from "../../../engine/embedded/provider/address.ts";
import { writeRoot } from "../../judged-roots.ts";
import { hollowTree } from "../../sides.ts";
import { BENCH_ACCOUNT, BENCH_AS_OF } from "../organisation.ts";

/** A process of its own that plans all records of a folder as new, with the pack or without one, and says how long that took. */
const [root, which] = process.argv.slice(2) as [string, "with" | "without"];
const scratch = mkdtempSync(join(tmpdir(), "tenure-preview-"));
const asOf = parseInstant(BENCH_AS_OF)!;
const holding = { commit: commitTree(root, "HEAD").commit, exceptions: [], standing: [] };
const tree = folder(root);
const [head, base] = [
  writeRoot(scratch, "head", tree, tree, holding, asOf),
  writeRoot(scratch, "base", hollowTree(tree), tree, holding, asOf),
];
const none: Packs = { of: () => Promise.resolve(undefined as never), close: () => undefined };
const packs = which === "with" ? openPacks() : none;
const environment = process.env;
const started = performance.now();
const plan = await planAgainstRecords(
  { project: readProject(process.cwd()), environment, addresses: openAddresses(environment), packs, progress: () => undefined },
  BENCH_ACCOUNT,
  head,
  base,
);
process.stdout.write(
  JSON.stringify({ seconds: (performance.now() - started) / 1_000, operations: plan.operations.length, result: plan.result }),
);
packs.close();
rmSync(scratch, { recursive: true });
