import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Holding } from "../../policies/holding.ts";
import { writeJudged } from "../../stacks/files/judged.ts";
import { type Tree, withFile, writeTree } from "../../stacks/files/tree.ts";
import type { Instant } from "../../stacks/model/instant.ts";
import type { JudgedPath } from "../engine/port.ts";

/**
 * Writes a tree to a folder of its own and the file that tells program and pack about it.
 * @param settings the tree whose settings judge: those of base, never those of the change that is judged.
 */
export function writeRoot(folder: string, name: string, tree: Tree, settings: Tree, holding: Holding, asOf: Instant): JudgedPath {
  const root = join(folder, name);
  mkdirSync(root, { recursive: true });
  writeTree(withFile(tree, "settings.yaml", settings), root);
  return writeJudged(join(folder, `${name}.json`), { root, asOf, base: holding });
}
