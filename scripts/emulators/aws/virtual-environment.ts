import { type ChildProcess, spawn } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { EmulatorError } from "../error.ts";
import { isAlive } from "../process.ts";

/** Where the environment goes, what goes into it, and the process environment that finds Python and the package registry. */
export type VirtualEnvironmentOptions = {
  folder: string;
  requirements: string;
  inherited: NodeJS.ProcessEnv;
  progress: (line: string) => void;
};

/** The oldest Python that the pinned packages accept (their `Requires-Python`). */
const OLDEST_PYTHON = [3, 10] as const;

/** Names under which Python is looked for on the PATH, in this order. */
const PYTHON_NAMES = ["python3", "python"] as const;

/** Holds the hash of the requirements that an environment was made from; written last, so a half-made one has none. */
const STAMP = "requirements.sha256";

/** Beside the environment: `<name>.making-<pid>-<n>`, renamed when complete. */
const MAKING = /\.making-(\d+)-/;

/** Settings with which a user's Python finds or puts packages elsewhere; none of them may reach into this environment. */
const ELSEWHERE = ["PYTHONPATH", "PYTHONHOME", "PIP_TARGET", "PIP_PREFIX", "PIP_USER"] as const;

type Python = { command: string; version: string; canMake: boolean };

/**
 * Makes the Python environment of the AWS stand-in unless it is there already, and returns the path of its interpreter.
 * Made beside and renamed: a killed run leaves nothing half-made, two runs at once do no harm.
 * @throws EmulatorError PYTHON_MISSING, PYTHON_TOO_OLD, VENV_FAILED, PACKAGES_UNREACHABLE, PACKAGES_REFUSED
 */
export async function ensureVirtualEnvironment(options: VirtualEnvironmentOptions): Promise<string> {
  const { folder, requirements, progress } = options;
  const wanted = createHash("sha256").update(readFileSync(requirements)).digest("hex");
  if (isComplete(folder, wanted)) return interpreterOf(folder);
  const python = await findPython(options.inherited);
  progress(`preparing the AWS stand-in, once: Python ${python.version} and its packages into ${folder}`);
  mkdirSync(dirname(folder), { recursive: true });
  removeAbandoned(folder);
  const beside = `${folder}.making-${process.pid}-${randomUUID()}`;
  try {
    await make(beside, python, options);
    writeFileSync(join(beside, STAMP), wanted);
    putInPlace(beside, folder, wanted);
  } finally {
    rmSync(beside, { recursive: true, force: true });
  }
  progress("the AWS stand-in is prepared");
  return interpreterOf(folder);
}

/** The interpreter of an environment, whether or not it exists. */
function interpreterOf(folder: string): string {
  return process.platform === "win32" ? join(folder, "Scripts", "python.exe") : join(folder, "bin", "python");
}

/** True when it was finished, from these requirements, and the Python that it was made with is still installed. */
function isComplete(folder: string, wanted: string): boolean {
  const stamp = join(folder, STAMP);
  return existsSync(stamp) && readFileSync(stamp, "utf8") === wanted && existsSync(interpreterOf(folder));
}

async function findPython(inherited: NodeJS.ProcessEnv): Promise<Python> {
  const found: Python[] = [];
  for (const command of PYTHON_NAMES) {
    const python = await probe(command, inherited);
    if (python !== undefined) found.push(python);
  }
  const oldest = OLDEST_PYTHON.join(".");
  const how = `install Python ${oldest} or newer (python.org, or your system's package python3) and put it on the PATH`;
  if (found.length === 0) {
    throw new EmulatorError("PYTHON_MISSING", `the AWS stand-in needs Python, and neither python3 nor python is on the PATH: ${how}`);
  }
  const recent = found.filter(({ version }) => isRecent(version));
  if (recent.length === 0) {
    const versions = found.map(({ command, version }) => `${command} ${version}`).join(", ");
    throw new EmulatorError("PYTHON_TOO_OLD", `the AWS stand-in needs Python ${oldest} or newer, got ${versions}: ${how}`);
  }
  const able = recent.find(({ canMake }) => canMake);
  if (able) return able;
  const how2 = "install it (Debian and Ubuntu: apt install python3-venv)";
  throw new EmulatorError(
    "VENV_FAILED",
    `Python ${recent[0]!.version} lacks the modules venv and ensurepip, which the AWS stand-in needs: ${how2}`,
  );
}

function isRecent(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > OLDEST_PYTHON[0] || (major === OLDEST_PYTHON[0] && minor >= OLDEST_PYTHON[1]);
}

/** Works on Python 2 too. What does not answer as Python does (a shim without a version, a shop link) counts as missing. */
const PROBE = `
import sys
able = 1
try:
    import venv, ensurepip
except ImportError:
    able = 0
print("%d.%d.%d %d" % (sys.version_info[:3] + (able,)))
`;

async function probe(command: string, inherited: NodeJS.ProcessEnv): Promise<Python | undefined> {
  const { code, output } = await run(command, ["-B", "-c", PROBE], inherited);
  const match = /^(\d+\.\d+\.\d+) ([01])\s*$/.exec(output);
  return code === 0 && match ? { command, version: match[1]!, canMake: match[2] === "1" } : undefined;
}

async function make(folder: string, python: Python, { requirements, inherited, progress }: VirtualEnvironmentOptions): Promise<void> {
  // Byte code of the system's own library and pip's cache would land outside `folder`.
  const environment = {
    ...without(inherited, ELSEWHERE),
    PYTHONDONTWRITEBYTECODE: "1",
    PIP_NO_CACHE_DIR: "1",
    PIP_DISABLE_PIP_VERSION_CHECK: "1",
  };
  const created = await run(python.command, ["-m", "venv", folder], environment);
  if (created.code !== 0) {
    const how = "on Debian and Ubuntu: apt install python3-venv";
    throw new EmulatorError(
      "VENV_FAILED",
      `Python ${python.version} could not make an environment in ${folder} (${how}): ${tail(created.output)}`,
    );
  }
  progress("downloading the packages of the AWS stand-in (about 20 MB, pinned by hash)");
  // What the packages compile stays inside `folder` and makes each start a second faster.
  const words = [
    "-m",
    "pip",
    "install",
    "--require-hashes",
    "--only-binary",
    ":all:",
    "--no-deps",
    "--retries",
    "2",
    "--quiet",
    "-r",
    requirements,
  ];
  const temporary = join(folder, "tmp");
  mkdirSync(temporary);
  const installed = await run(interpreterOf(folder), words, { ...environment, TMPDIR: temporary });
  rmSync(temporary, { recursive: true, force: true });
  if (installed.code !== 0) throw installError(installed.output);
}

function installError(output: string): EmulatorError {
  if (/DO NOT MATCH THE HASHES/.test(output)) {
    return new EmulatorError(
      "PACKAGES_REFUSED",
      `a package of the AWS stand-in is not the one that was pinned, nothing was installed: ${tail(output)}`,
    );
  }
  if (/No space left|ENOSPC/.test(output)) return new EmulatorError("VENV_FAILED", `the disk is full: ${tail(output)}`);
  const how = "check the network or the proxy, or set PIP_INDEX_URL to a mirror; once installed, no network is needed";
  if (/connection|resolution|timed out|unreachable|ProxyError|SSLError|No matching distribution/i.test(output)) {
    return new EmulatorError(
      "PACKAGES_UNREACHABLE",
      `cannot download the packages of the AWS stand-in from the Python package index (${how}): ${networkReason(output)}${tail(output)}`,
    );
  }
  return new EmulatorError("VENV_FAILED", `cannot install the packages of the AWS stand-in: ${tail(output)}`);
}

/** pip tells it in a warning before its last words, which say only that nothing was found. */
function networkReason(output: string): string {
  const reason = /\[Errno -?\d+\] ([\w ]+)|(Read timed out|certificate verify failed)/.exec(output);
  return reason ? `${reason[1] ?? reason[2]}; ` : "";
}

/** The first to arrive wins; whoever comes later with the same packages uses what is there. */
function putInPlace(beside: string, folder: string, wanted: string): void {
  for (let attempt = 0; ; attempt += 1) {
    if (existsSync(folder) && !isComplete(folder, wanted)) {
      const old = `${beside}-old`;
      renameSync(folder, old);
      rmSync(old, { recursive: true, force: true });
    }
    try {
      renameSync(beside, folder);
      return;
    } catch (cause) {
      if (isComplete(folder, wanted)) return;
      if (attempt === 3)
        throw new EmulatorError("VENV_FAILED", `cannot put the environment in place at ${folder}: ${(cause as Error).message}`, { cause });
    }
  }
}

/** Removes what killed runs left beside the environment. */
function removeAbandoned(folder: string): void {
  for (const name of readdirSync(dirname(folder))) {
    const pid = MAKING.exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid))) rmSync(join(dirname(folder), name), { recursive: true, force: true });
  }
}

/** Runs to the end; a command that does not exist has the code `undefined`. */
function run(
  command: string,
  words: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<{ code: number | null | undefined; output: string }> {
  return new Promise((resolve) => {
    const child: ChildProcess = spawn(command, words, { env, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    child.stdout?.on("data", (chunk: Buffer) => {
      output += chunk;
    });
    child.stderr?.on("data", (chunk: Buffer) => {
      output += chunk;
    });
    child.once("error", (error) => resolve({ code: undefined, output: error.message }));
    child.once("close", (code) => resolve({ code, output }));
  });
}

function without(environment: NodeJS.ProcessEnv, names: readonly string[]): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !names.includes(name)));
}

/** The last lines that say something: tools put the reason at the end. */
function tail(output: string): string {
  const lines = output.split("\n").filter((line) => line.trim() !== "" && !/^WARNING:|notice\]/.test(line));
  return lines.slice(-3).join(" / ").slice(0, 600);
}
