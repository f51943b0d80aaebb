// Verifies a ledger without a line of Tenure: node verify-ledger.mjs <folder with the .jsonl files of the branch `evidence`>
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** RFC 8785 for what JSON.parse gives: keys sorted, no white space. */
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`;
}

const folder = process.argv[2];
let last = { number: 0, hash: "0".repeat(64) };
for (const file of readdirSync(folder)
  .filter((name) => name.endsWith(".jsonl"))
  .sort()) {
  const text = readFileSync(join(folder, file), "utf8");
  for (const [index, line] of text.replace(/\n$/, "").split("\n").entries()) {
    const { hash, ...entry } = JSON.parse(line);
    const real = createHash("sha256").update(canonical(entry)).digest("hex");
    const follows = entry.number === last.number + 1 && entry.previous === last.hash;
    if (!follows || real !== hash || canonical({ ...entry, hash }) !== line || !text.endsWith("\n")) {
      console.log(`broken at ${file}:${index + 1}`);
      process.exit(2);
    }
    last = { number: entry.number, hash };
  }
}
console.log(`${last.number} ${last.hash}`);
