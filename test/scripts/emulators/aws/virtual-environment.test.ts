import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ensureVirtualEnvironment } from "../../../../scripts/emulators/aws/virtual-environment.ts";
import { EmulatorError } from "../../../../scripts/emulators/error.ts";

/** A Python of the shell: answers the questions of the code, and makes environments out of itself. */
const FAKE = `#!/bin/sh
case "$*" in
  *"sys.version_info"*) echo "VERSION"; exit 0;;
  "-m venv "*) mkdir -p "$3/bin" && cp "$0" "$3/bin/python" && echo venv >> "$LOG"; exit 0;;
  *"pip install"*) echo pip >> "$LOG"; PIP;;
esac
exit 1
`;

describe("scripts/emulators/aws/virtual-environment", () => {
  let home: string;
  let lines: string[];
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), "tenure-venv-"));
    mkdirSync(join(home, "bin"));
    writeFileSync(join(home, "requirements.txt"), "ministack==1\n");
    lines = [];
  });
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  const folder = () => join(home, ".tenure", "venv");
  const log = () => (existsSync(join(home, "log")) ? readFileSync(join(home, "log"), "utf8").trim().split("\n") : []);
  const install = (name: string, version: string, pip = "exit 0") => {
    writeFileSync(join(home, "bin", name), FAKE.replace("VERSION", version).replace("PIP", pip));
    chmodSync(join(home, "bin", name), 0o755);
  };
  const ensure = (path = `${join(home, "bin")}:/bin:/usr/bin`) =>
    ensureVirtualEnvironment({
      folder: folder(),
      requirements: join(home, "requirements.txt"),
      inherited: { PATH: path, LOG: join(home, "log") },
      progress: (line) => lines.push(line),
    });
  const code = async (promise: Promise<unknown>) => {
    const error = await promise.then(
      () => undefined,
      (caught: unknown) => caught,
    );
    if (!(error instanceof EmulatorError)) throw new Error(`expected an EmulatorError, got ${String(error)}`);
    return [error.code, error.message] as const;
  };

  it("makes the environment once, says so, and leaves nothing beside it", async () => {
    install("python3", "3.11.7 1");
    const interpreter = await ensure();
    expect(interpreter).toBe(join(folder(), "bin", "python"));
    expect(await ensure()).toBe(interpreter);
    expect(log()).toEqual(["venv", "pip"]);
    expect(lines).toHaveLength(3);
    expect(readdirSync(join(home, ".tenure"))).toEqual(["venv"]);
  });

  it("makes it anew when the requirements change or when it was left half-made", async () => {
    install("python3", "3.11.7 1");
    await ensure();
    writeFileSync(join(home, "requirements.txt"), "ministack==2\n");
    await ensure();
    rmSync(join(folder(), "requirements.sha256"));
    mkdirSync(`${folder()}.making-2147483646-1`);
    await ensure();
    expect(log()).toEqual(["venv", "pip", "venv", "pip", "venv", "pip"]);
    expect(readdirSync(join(home, ".tenure"))).toEqual(["venv"]);
  });

  it("comes to no harm when several make it at once", async () => {
    install("python3", "3.11.7 1");
    expect(new Set(await Promise.all([ensure(), ensure(), ensure()]))).toEqual(new Set([join(folder(), "bin", "python")]));
    expect(readdirSync(join(home, ".tenure"))).toEqual(["venv"]);
  });

  it("takes python when there is no python3", async () => {
    install("python", "3.10.0 1");
    // Not even the system's own python3 may be found.
    install("python3", "", "exit 0");
    await ensure();
    expect(log()).toEqual(["venv", "pip"]);
  });

  it("says that Python is missing, and how to get it", async () => {
    expect(await code(ensure(join(home, "bin")))).toEqual([
      "PYTHON_MISSING",
      "the AWS stand-in needs Python, and neither python3 nor python is on the PATH: install Python 3.10 or newer (python.org, or your system's package python3) and put it on the PATH",
    ]);
    expect(existsSync(join(home, ".tenure"))).toBe(false);
  });

  it("says which Python is too old", async () => {
    install("python3", "3.9.18 1");
    install("python", "2.7.18 0");
    const [name, message] = await code(ensure());
    expect(name).toBe("PYTHON_TOO_OLD");
    expect(message).toContain("needs Python 3.10 or newer, got python3 3.9.18, python 2.7.18");
  });

  it("says that the modules for environments are missing", async () => {
    install("python3", "3.11.2 0");
    install("python", "3.11.2 0");
    const [name, message] = await code(ensure());
    expect(name).toBe("VENV_FAILED");
    expect(message).toContain("apt install python3-venv");
  });

  it.each([
    [
      "PACKAGES_UNREACHABLE",
      "ERROR: Could not find a version (from versions: none); connection refused",
      "once installed, no network is needed",
    ],
    ["PACKAGES_REFUSED", "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE", "nothing was installed"],
    ["VENV_FAILED", "OSError: [Errno 28] No space left on device", "the disk is full"],
  ])("says %s, quotes pip and leaves nothing half-made", async (expected, output, part) => {
    install("python3", "3.11.7 1", `echo "${output}"; exit 1`);
    const [name, message] = await code(ensure());
    expect(name).toBe(expected);
    expect(message).toContain(part);
    expect(message).toContain(output);
    expect(readdirSync(join(home, ".tenure"))).toEqual([]);
  });
});
