import { join } from "node:path";
import { fixFile } from "../../stacks/files/fix.ts";
import { folder } from "../../stacks/files/tree.ts";
import type { Problem } from "../../stacks/model/errors.ts";
import { readProblems } from "./records.ts";
import { writeFiles } from "./write-files.ts";

/** One repair that was made. */
export type Fix = { file: string; line: number; what: string };

/**
 * Repairs the records of a folder where reading complained, and what no reading complains about: white space and the schema's line.
 * A file that would have more problems afterwards than before is left as it is; all others are written, or none.
 */
export function fixRecords(root: string, problems: readonly Problem[]): readonly Fix[] {
  const tree = folder(root);
  const files = new Map(tree.files);
  const fixes: Fix[] = [];
  const count = (all: readonly Problem[], file: string) => all.filter((problem) => problem.file === file).length;
  for (const [path, blob] of tree.files) {
    if (!("text" in blob)) continue;
    const own = problems.filter(({ file }) => file === path);
    const fixed = fixFile(path, blob.text, own);
    if (fixed.text === blob.text) continue;
    files.set(path, { text: fixed.text });
    // Other files are asked too: a record that can be read again may be wrong in what it names.
    if (own.length > 0 && count(readProblems({ ...tree, files }), path) > own.length) files.set(path, blob);
    else fixes.push(...fixed.fixes.map((fix) => ({ file: path, ...fix })));
  }
  const changed = [...files].flatMap(([path, blob]) =>
    "text" in blob && blob !== tree.files.get(path) ? [{ path, text: blob.text }] : [],
  );
  writeFiles(changed.map(({ path, text }) => ({ file: join(root, ...path.split("/")), text })));
  return fixes;
}
