import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Holding } from "../../policies/holding.ts";
import { readJudged, writeJudged } from "../../stacks/files/judged.ts";
import { type Tree, withFile, writeTree } from "../../stacks/files/tree.ts";
import type { Instant } from "../../stacks/model/instant.ts";
import type { RecordRef } from "../../stacks/model/ref.ts";
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

/** The same records again, of which the program is to declare only these: a file of another name beside the one that tells of all. */
export function onlySome(judged: JudgedPath, name: string, only: readonly RecordRef[]): JudgedPath {
  return writeJudged(judged.replace(/\.json$/, `.${name}.json`), { ...readJudged(judged), only: [...only] });
}
