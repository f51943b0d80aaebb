import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, openSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Command, helpOf } from "../../../scripts/command/command.ts";

const CHILD = join(import.meta.dirname, "..", "..", "support", "command-child.ts");
const FULL = "/dev/full";

/** Runs the sample command and gives all that came of it. */
async function run(...words: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [CHILD, ...words], { stdio: ["ignore", "pipe", "pipe"] });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr.on("data", (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const [code] = (await once(child, "close")) as [number | null];
  return { code, stdout, stderr };
}

const HELP = `Does what its options say.

Only tests run it.

Usage: npm run sample -- [options]

Options:
  --result <result>  how it went
  --print <text>     what stands on stdout
  --lines <count>    prints so many lines
  --fail <code>      fails with an error of this code
  --write <file>     writes a file
  --json             a flag
  --help             print this

Environment:
  SAMPLE                        nothing
  GITHUB_TOKEN, GITHUB_API_URL  nothing either

Exit codes:
  0  all is well
  2  something was found

Examples:
  npm run sample
  npm run sample -- --json
`;

describe.concurrent("scripts/command/command", () => {
  it.for([
    ["clean", 0],
    ["error", 1],
    ["findings", 2],
    ["incomplete", 3],
  ] as const)("ends with the exit code of the result: %s is %i", async ([result, code], { expect: expectHere }) => {
    expectHere(await run("--result", result, "--print", "text")).toEqual({ code, stdout: "text\n", stderr: "a message\n" });
  });

  it("prints the result on stdout, with one line end, and nothing else there", async ({ expect: expectHere }) => {
    expectHere((await run("--print", "text\n")).stdout).toBe("text\n");
    expectHere((await run()).stdout).toBe("");
  });

  it.for(["--help", "-h"])("explains itself for %s, and does nothing", async (word, { expect: expectHere }) => {
    expectHere(await run("--fail", "BUG", word)).toEqual({ code: 0, stdout: HELP, stderr: "" });
  });

  it("says what to repair, without a stack", async ({ expect: expectHere }) => {
    expectHere(await run("--fail", "PROJECT")).toEqual({ code: 1, stdout: "", stderr: "a message\nerror: this is what to repair\n" });
  });

  it("says which option was meant, and runs nothing", async ({ expect: expectHere }) => {
    expectHere(await run("--jsn")).toEqual({
      code: 1,
      stdout: "",
      stderr: "error: unknown option --jsn; did you mean --json? (--help lists the options)\n",
    });
  });

  it.for([
    ["ENOSPC", "the disk is full: ENOSPC: something, open 'x'"],
    ["EACCES", "not allowed by the operating system: EACCES: something, open 'x'"],
    ["EPERM", "not allowed by the operating system: EPERM: something, open 'x'"],
    ["EROFS", "not allowed by the operating system: EROFS: something, open 'x'"],
  ])("says of %s what it means", async ([code, message], { expect: expectHere }) => {
    expectHere(await run("--fail", code!)).toEqual({ code: 1, stdout: "", stderr: `a message\nerror: ${message}\n` });
  });

  it("says of an error that nobody expected where it came from, for a report", async ({ expect: expectHere }) => {
    const { code, stdout, stderr } = await run("--fail", "BUG");
    expectHere([code, stdout]).toEqual([1, ""]);
    expectHere(stderr).toMatch(/error: unexpected: TypeError: x is undefined\n {4}at .*command-child\.ts/);
    expectHere(await run("--fail", "NOTHING")).toEqual({ code: 1, stdout: "", stderr: "a message\nerror: unexpected: undefined\n" });
    expectHere(await run("--fail", "TEXT")).toEqual({ code: 1, stdout: "", stderr: "a message\nerror: unexpected: only words\n" });
  });

  it("does not mind a reader that has seen enough", async ({ expect: expectHere }) => {
    const child = spawn(process.execPath, [CHILD, "--lines", "50000", "--result", "findings"], { stdio: ["ignore", "pipe", "pipe"] });
    let stderr = "";
    child.stderr.on("data", (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    child.stdout.once("data", () => child.stdout.destroy());
    const [code] = (await once(child, "close")) as [number | null];
    expectHere({ code, stderr }).toEqual({ code: 2, stderr: "a message\n" });
  });

  it("prints all of a long result into a pipe", async ({ expect: expectHere }) => {
    const { code, stdout } = await run("--lines", "20000");
    expectHere([code, stdout.split("\n").length]).toEqual([0, 20_001]);
  });

  it.skipIf(!existsSync(FULL))("says that the disk is full when it cannot write a file", async ({ expect: expectHere }) => {
    const { code, stdout, stderr } = await run("--write", FULL);
    expectHere([code, stdout]).toEqual([1, ""]);
    expectHere(stderr).toMatch(/^a message\nerror: the disk is full: ENOSPC: no space left on device, write\n$/);
  });

  it.skipIf(!existsSync(FULL))(
    "says so when the result itself does not fit on the disk: what is lost is no success",
    async ({ expect: expectHere }) => {
      const full = openSync(FULL, "w");
      const child = spawn(process.execPath, [CHILD, "--lines", "1000"], { stdio: ["ignore", full, "pipe"] });
      let stderr = "";
      child.stderr!.on("data", (chunk: Buffer) => {
        stderr += chunk.toString();
      });
      const [code] = (await once(child, "close")) as [number | null];
      closeSync(full);
      expectHere(code).toBe(1);
      expectHere(stderr).toContain("the disk is full");
    },
  );
});

describe("scripts/command/command help", () => {
  const command: Command<Record<string, never>> = {
    name: "tiny",
    summary: "Does little.",
    options: {},
    exits: { clean: "done" },
    examples: ["npm run tiny"],
    run: () => ({ result: "clean", output: "" }),
  };

  it("leaves out what a command does not have", () => {
    expect(helpOf(command)).toBe(
      "Does little.\n\nUsage: npm run tiny\n\nOptions:\n  --help  print this\n\nExit codes:\n  0  done\n\nExamples:\n  npm run tiny\n",
    );
  });
});
