import { openLedger } from "../../scripts/ledger/ledger.ts";
import type { Instant } from "../../stacks/model/instant.ts";
import { driftFacts } from "./entries.ts";

/** A child process of tests: appends so many entries to the ledger in a folder, each named after the writer. `<folder> <writer> <count>` */
const [folder, writer, count] = process.argv.slice(2) as [string, string, string];
const ledger = openLedger(undefined, folder);
process.stdout.write("ready\n");
for (let index = 0; index < Number(count); index++)
  await ledger.append("drift", "2026-11-24T06:00:00Z" as Instant, driftFacts({ stack: writer, heldBack: index }));
