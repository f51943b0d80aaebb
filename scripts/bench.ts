import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Measurement, measurementTable } from "./command/bench/bench.ts";
import { BENCHES } from "./command/bench/benches.ts";
import { main, type Outcome } from "./command/command.ts";
import { UsageError } from "./command/options.ts";
import { withScratch } from "./command/scratch.ts";

const NAMES = Object.keys(BENCHES);
const [first = "", ...rest] = process.argv.slice(2);
const named = first !== "" && !first.startsWith("-");

/** `npm run bench -- <name>`: how long things take on this machine, beside ratios and counts that say the same on any. */
await main(
  {
    name: "bench",
    summary: "Measures how fast Tenure is, on organisations made for it.",
    details: `Without a name all are run: ${NAMES.map((name) => `\n  ${name.padEnd(8)} ${BENCHES[name]!.title}`).join("")}\nNothing is decided by what is measured. Nothing leaves this machine, and nothing is left on it.`,
    options: {
      size: { value: "<count>", many: true, help: "so many records instead of the usual; may be repeated" },
      json: { help: "print the measurements as JSON" },
    },
    exits: { clean: "measured", error: "something could not be measured" },
    examples: ["npm run bench -- read", "npm run bench -- read --size 2000", "npm run bench -- --json"],
    async run({ options, log }): Promise<Outcome> {
      if (named && !Object.hasOwn(BENCHES, first)) throw new UsageError(`expected one of ${NAMES.join(", ")}, got "${first}"`);
      const measured: Record<string, readonly Measurement[]> = {};
      for (const name of named ? [first] : NAMES) {
        const bench = BENCHES[name]!;
        const results: Measurement[] = [];
        for (const size of options.size.length > 0 ? options.size.map(count) : bench.sizes) {
          log.progress(`${name}: ${size}`);
          results.push(
            ...(await withScratch((scratch) => {
              const folder = join(scratch, "bench");
              mkdirSync(folder);
              return bench.run(size, folder, log);
            })),
          );
        }
        measured[name] = results;
      }
      const output = options.json
        ? JSON.stringify({ schema: "tenure/bench/1", benches: measured }, null, 2)
        : Object.entries(measured)
            .map(([name, results]) => `${BENCHES[name]!.title}\n${measurementTable(results)}`)
            .join("\n\n");
      return { result: "clean", output };
    },
  },
  named ? rest : undefined,
);

function count(text: string): number {
  if (!/^\d{1,7}$/.test(text)) throw new UsageError(`--size: expected a whole number, got "${text}"`);
  return Number(text);
}
