import type { Ledger } from "../ledger/ledger.ts";
import { countWaiting, flush, QUEUE_FOLDER } from "../ledger/queue.ts";
import type { Log } from "./log.ts";

/**
 * Writes into the ledger what waits on this machine, each entry once. What cannot be written yet waits on, and that is said; it stops nothing.
 * @param folder where entries wait
 */
export async function bringHome(ledger: Ledger, log: Pick<Log, "warn">, folder: string = QUEUE_FOLDER): Promise<void> {
  try {
    await flush(folder, ledger);
  } catch (error) {
    const count = countWaiting(folder);
    const what = count === 1 ? "1 entry waits" : `${count} entries wait`;
    log.warn(
      `${what} in ${folder} on this machine, since the ledger could not be written (${(error as Error).message}); the next command that writes evidence brings ${count === 1 ? "it" : "them"}`,
    );
  }
}
