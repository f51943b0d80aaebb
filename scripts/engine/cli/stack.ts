import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { failure } from "./failure.ts";
import { type Command, type Options, pulumi, type Run } from "./pulumi.ts";

/** A stack, and where the CLI may write what it wants to write about it: outside the repository, so that this stays clean. */
export type Stack = {
  /** Options that every command on the stack needs. */
  flags: readonly string[];
  /** Makes the stack in a backend; it must not exist. */
  create(variables?: Command["variables"]): Promise<void>;
  /** A folder of one's own, gone afterwards. */
  scratch: string;
};

/**
 * Uses a stack. Its file `Pulumi.<stack>.yaml` is used if the project has one; otherwise the CLI is given another place for what it
 * would put there, the salt, which stands in the state as well.
 */
export async function withStack<T>(options: Options, name: string, use: (stack: Stack) => Promise<T>): Promise<T> {
  const scratch = mkdtempSync(join(tmpdir(), "tenure-stack-"));
  const file = `Pulumi.${name}.yaml`;
  const own = existsSync(join(options.project, file));
  const double = join(scratch, "project");
  mkdirSync(double);
  for (const each of ["Pulumi.yaml", ...(own ? [file] : [])]) copyFileSync(join(options.project, each), join(double, each));
  try {
    return await use({
      flags: ["--stack", name, ...(own ? [] : ["--config-file", join(double, file)])],
      create: async (variables) => {
        const run = await pulumi(options, {
          args: ["stack", "init", name, "--no-select"],
          folder: double,
          ...(variables ? { variables } : {}),
        });
        if (run.code !== 0) throw failure(run);
      },
      scratch,
    });
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** True when a command ended because the stack does not exist. */
export function isAbsent(run: Run): boolean {
  return run.code !== 0 && /no stack named/.test(run.stderr);
}
