import { writeFileSync } from "node:fs";
import { main, type Outcome } from "../../scripts/command/command.ts";
import type { Result } from "../../scripts/command/exit.ts";
import { ProjectError } from "../../stacks/model/errors.ts";

/** A command of tests, run as a process of its own: it does what its options say. */
await main({
  name: "sample",
  summary: "Does what its options say.",
  details: "Only tests run it.",
  options: {
    result: { value: "<result>", help: "how it went" },
    print: { value: "<text>", help: "what stands on stdout" },
    lines: { value: "<count>", help: "prints so many lines" },
    fail: { value: "<code>", help: "fails with an error of this code" },
    write: { value: "<file>", help: "writes a file" },
    json: { help: "a flag" },
  },
  reads: { SAMPLE: "nothing", "GITHUB_TOKEN, GITHUB_API_URL": "nothing either" },
  exits: { clean: "all is well", findings: "something was found" },
  examples: ["npm run sample", "npm run sample -- --json"],
  async run({ options, log }): Promise<Outcome> {
    log.info("a message");
    if (options.fail === "PROJECT") throw new ProjectError("SAMPLE", "this is what to repair");
    if (options.fail === "BUG") throw new TypeError("x is undefined");
    if (options.fail === "TEXT") throw "only words";
    if (options.fail === "NOTHING") throw undefined;
    if (options.fail !== undefined) throw Object.assign(new Error(`${options.fail}: something, open 'x'`), { code: options.fail });
    if (options.write !== undefined) writeFileSync(options.write, "x".repeat(10_000));
    const lines = Array.from({ length: Number(options.lines ?? 0) }, (_, index) => `line ${index} ${"x".repeat(100)}`);
    return { result: (options.result ?? "clean") as Result, output: options.print ?? lines.join("\n") };
  },
});
