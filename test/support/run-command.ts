import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { REPOSITORY } from "./sources.ts";

/** What a command came to when it ran as a process of its own. */
export type Ran = { code: number | null; stdout: string; stderr: string };

/** Runs a command of `scripts/` with exactly these variables, in a folder of the test's own, where what it keeps locally goes. */
export async function runCommand(words: readonly string[], environment: Readonly<Record<string, string>>, folder: string): Promise<Ran> {
  const [name, ...others] = words;
  const child = spawn(process.execPath, [join(REPOSITORY, `scripts/${name}.ts`), ...others], {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: folder, GIT_CONFIG_NOSYSTEM: "1", ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [stdout, stderr] = [child.stdout, child.stderr].map((stream) => {
    const chunks: Buffer[] = [];
    stream.on("data", (chunk: Buffer) => void chunks.push(chunk));
    return chunks;
  });
  const [code] = (await once(child, "close")) as [number | null];
  return { code, stdout: Buffer.concat(stdout!).toString(), stderr: Buffer.concat(stderr!).toString() };
}
