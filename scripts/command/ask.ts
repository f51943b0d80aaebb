import { createInterface } from "node:readline/promises";
import type { Readable, Writable } from "node:stream";

/** Asks one question; the answer, or what stands in brackets for an empty one. */
export type Ask = (question: string, otherwise?: string) => Promise<string>;

/** Questions on a terminal. They stand on stderr: stdout is the result and nothing else. */
export function terminal(input: Readable, output: Writable): { ask: Ask; close(): void } {
  const lines = createInterface({ input, output });
  const ended = new Promise<never>((_, reject) => lines.once("close", () => reject(new Error("the questions were left"))));
  ended.catch(() => {});
  return {
    async ask(question, otherwise) {
      const answer = await Promise.race([lines.question(`${question}${otherwise === undefined ? "" : ` [${otherwise}]`}: `), ended]);
      return answer.trim() === "" ? (otherwise ?? "") : answer.trim();
    },
    close: () => lines.close(),
  };
}
