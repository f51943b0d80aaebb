import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** Writes files, `null` takes one away. Each is written in full beside its place before the first takes it: a full disk leaves everything as it was. */
export function writeFiles(files: readonly { file: string; text: string | null }[]): void {
  const places = files.map((place) => ({ ...place, beside: `${place.file}.tenure-new` }));
  const made: string[] = [];
  try {
    for (const { file, text, beside } of places) {
      if (text === null) continue;
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(beside, text, { flag: "wx" });
      made.push(beside);
    }
  } catch (error) {
    for (const beside of made) rmSync(beside);
    throw error;
  }
  for (const { file, text, beside } of places) {
    if (text === null) rmSync(file);
    else renameSync(beside, file);
  }
}
