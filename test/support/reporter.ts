import { writeSync } from "node:fs";
import type { Reporter, SerializedError, TestModule } from "vitest/node";

/** What a run came to; skipped tests are counted by their reason, `""` for none given. */
export type Tally = { passed: number; failed: number; skipped: ReadonlyMap<string, number> };

/** The lines that end the output of a run: each reason for skipping, then the counts. */
export function describeTally({ passed, failed, skipped }: Tally): string {
  const reasons = [...skipped].map(([reason, count]) => `${count} skipped${reason === "" ? "" : ` (${reason})`}\n`);
  return `${reasons.join("")}${passed} passed, ${failed} failed\n`;
}

/**
 * Prints the counts of the run as the very last lines of the process, whatever else is printed before.
 * A file that could not be loaded and an error outside all tests count as failures: neither may look like success.
 */
class TallyReporter implements Reporter {
  #tally: Tally | undefined;

  onInit(): void {
    process.once("exit", () => {
      if (this.#tally) writeSync(1, describeTally(this.#tally));
    });
  }

  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    this.#tally = tallyOf(modules, unhandled.length);
  }
}

// biome-ignore lint/style/noDefaultExport: vitest loads a reporter by its default export
export default TallyReporter;

function tallyOf(modules: readonly TestModule[], unhandled: number): Tally {
  const skipped = new Map<string, number>();
  let [passed, failed] = [0, unhandled];
  for (const module of modules) {
    let failedHere = 0;
    for (const test of module.children.allTests()) {
      const result = test.result();
      if (result.state === "passed") passed += 1;
      else if (result.state === "failed") failedHere += 1;
      else {
        const reason = (result.state === "skipped" && result.note) || "";
        skipped.set(reason, (skipped.get(reason) ?? 0) + 1);
      }
    }
    failed += failedHere === 0 && module.state() === "failed" ? 1 : failedHere;
  }
  return { passed, failed, skipped };
}
