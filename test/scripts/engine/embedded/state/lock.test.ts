import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { openBackend } from "../../../../../scripts/engine/embedded/state/backend.ts";
import { lockStack } from "../../../../../scripts/engine/embedded/state/lock.ts";

function open() {
  const folder = mkdtempSync(join(tmpdir(), "tenure-lock-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return openBackend({ PULUMI_BACKEND_URL: `file://${folder}` }, { folder, name: "tenure" }, "prod");
}

describe("scripts/engine/embedded/state/lock", () => {
  it("writes who has the stack, as the CLI does, and gives it back", () => {
    const backend = open();
    const unlock = lockStack(backend);
    const [name] = readdirSync(backend.lockFolder);
    expect(name).toMatch(/^[0-9a-f-]{36}\.json$/);
    expect(JSON.parse(readFileSync(join(backend.lockFolder, name!), "utf8"))).toMatchObject({ pid: process.pid, hostname: hostname() });
    unlock();
    expect(readdirSync(backend.lockFolder)).toEqual([]);
  });

  it("honours a lock of the CLI and names who holds it", () => {
    const backend = open();
    mkdirSync(backend.lockFolder, { recursive: true });
    const lock = { pid: 4711, username: "ada", hostname: "laptop", timestamp: "2026-11-24T02:00:00Z" };
    writeFileSync(join(backend.lockFolder, "other.json"), JSON.stringify(lock));
    expect(() => lockStack(backend)).toThrow(
      expect.objectContaining({
        code: "STACK_LOCKED",
        message: expect.stringContaining("by ada@laptop (pid 4711) since 2026-11-24T02:00:00Z"),
      }),
    );
    expect(readdirSync(backend.lockFolder)).toEqual(["other.json"]);
  });

  it("says of a lock of this machine that its process no longer runs", () => {
    const backend = open();
    mkdirSync(backend.lockFolder, { recursive: true });
    const lock = { pid: 2 ** 30, username: "ada", hostname: hostname(), timestamp: "2026-11-24T02:00:00Z" };
    writeFileSync(join(backend.lockFolder, "other.json"), JSON.stringify(lock));
    expect(() => lockStack(backend)).toThrow(/this process no longer runs/);
  });

  it("lets only one of two in", () => {
    const backend = open();
    lockStack(backend);
    expect(() => lockStack(backend)).toThrow(expect.objectContaining({ code: "STACK_LOCKED" }));
  });
});
