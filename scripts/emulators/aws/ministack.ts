import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { EmulatorError } from "../error.ts";
import { freePort } from "../server.ts";

/** A running ministack that nobody but the gateway talks to. */
export type Ministack = {
  /** `http://127.0.0.1:<port>`. */
  url: string;
  close(): Promise<void>;
};

/** The account of unsigned and unknown callers, and the one that `local` uses for `prod`. */
export const DEFAULT_ACCOUNT = "000000000000";

/** From start to healthy; it takes about a second on an idle machine. In milliseconds. */
const START_LIMIT_MS = 60_000;

/** How long a closing process may take before it is killed. In milliseconds. */
const CLOSE_LIMIT_MS = 3_000;

/** A free port can be taken by somebody else between the look and the start: so often it is tried again. */
const ATTEMPTS = 3;

/** What a process needs of its parent's environment to run at all; everything else of it could change how ministack behaves. */
const INHERITED = ["PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT"] as const;

/**
 * Ends with its parent, however that ends: the parent holds the other end of standard input and never writes to it.
 * The parent alone decides when it ends, so an interrupt of the terminal is not for it.
 */
const CODE = `
import os, sys, threading
def end_with_parent():
    try:
        while sys.stdin.buffer.read(1):
            pass
    finally:
        os._exit(0)
threading.Thread(target=end_with_parent, daemon=True).start()
from ministack.app import main
main()
`;

/**
 * Starts ministack on a free port of 127.0.0.1, with IAM enforced and nothing kept, and waits until it answers.
 * @param folder everything that it writes goes there; made if need be
 * @throws EmulatorError EMULATOR_DID_NOT_START with what it printed
 */
export async function startMinistack(interpreter: string, folder: string, inherited: NodeJS.ProcessEnv): Promise<Ministack> {
  mkdirSync(folder, { recursive: true });
  let said = "";
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const port = await freePort();
    const child = spawn(interpreter, ["-B", "-c", CODE], {
      cwd: folder,
      env: environment(folder, port, inherited),
      stdio: ["pipe", "pipe", "pipe"],
      detached: process.platform !== "win32",
    });
    const output = collect(child);
    const url = `http://127.0.0.1:${port}`;
    if (await isHealthy(child, url)) return { url, close: () => close(child) };
    await close(child);
    said = output();
    if (!said.includes("already in use")) break;
  }
  throw new EmulatorError(
    "EMULATOR_DID_NOT_START",
    `the AWS stand-in (ministack) did not come up within ${START_LIMIT_MS / 1000} s. It said: ${said.slice(-1_500) || "nothing"}`,
  );
}

function environment(folder: string, port: number, inherited: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return {
    ...Object.fromEntries(INHERITED.flatMap((name) => (inherited[name] === undefined ? [] : [[name, inherited[name]]]))),
    HOME: folder,
    TMPDIR: folder,
    STATE_DIR: join(folder, "state"),
    S3_DATA_DIR: join(folder, "s3"),
    // It would look for containers to remove; there are none of ours.
    DOCKER_HOST: `unix://${join(folder, "no-docker.sock")}`,
    BIND_HOST: "127.0.0.1",
    GATEWAY_PORT: String(port),
    AUTH: "true",
    SERVICES: "iam,sts,secretsmanager,cloudtrail",
    SFTP_ENABLED: "0",
    IOT_MTLS_ENABLED: "0",
    MINISTACK_ACCOUNT_ID: DEFAULT_ACCOUNT,
    AWS_ACCESS_KEY_ID: DEFAULT_ACCOUNT,
    AWS_EC2_METADATA_DISABLED: "true",
    LOG_LEVEL: "WARNING",
    PYTHONUNBUFFERED: "1",
  };
}

/** The end of what a process prints, for its error; it must be read, or the process would stop at a full pipe. */
function collect(child: ChildProcess): () => string {
  let said = "";
  const keep = (chunk: Buffer) => {
    said = (said + chunk).slice(-8_000);
  };
  child.stdout?.on("data", keep);
  child.stderr?.on("data", keep);
  child.once("error", (error) => keep(Buffer.from(error.message)));
  return () => said.trim();
}

async function isHealthy(child: ChildProcess, url: string): Promise<boolean> {
  const limit = Date.now() + START_LIMIT_MS;
  let failed = false;
  child.once("error", () => {
    failed = true;
  });
  while (Date.now() < limit && !failed && child.exitCode === null && child.signalCode === null) {
    if (await answers(`${url}/_ministack/health`)) return true;
    await wait(50);
  }
  return false;
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}

/** Ends it through the pipe, by force if it does not follow; resolves when the process is gone. */
async function close(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.stdin?.destroy();
  const timer = setTimeout(() => child.kill("SIGKILL"), CLOSE_LIMIT_MS);
  await gone;
  clearTimeout(timer);
}
