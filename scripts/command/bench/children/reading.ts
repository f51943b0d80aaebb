import { readDeclared } from "../../../../stacks/files/read.ts";
import { folder } from "../../../../stacks/files/tree.ts";

/** A process of its own that reads the records of a folder once, and says how long files and records took. */
const started = performance.now();
const tree = folder(process.argv[2]!);
const read = performance.now();
const declared = readDeclared(tree);
const ended = performance.now();
const records = [...declared.accounts.values()].reduce((sum, account) => sum + account.records.size, 0);
process.stdout.write(
  JSON.stringify({ files: tree.files.size, records, filesSeconds: (read - started) / 1_000, seconds: (ended - started) / 1_000 }),
);
