import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openEngine } from "../../../scripts/command/engines.ts";
import { UsageError } from "../../../scripts/command/options.ts";
import { quietLog } from "../../support/fake-engine.ts";

describe("scripts/command/engines", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "tenure-path-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const { log } = quietLog();

  /** A PATH on which there is a CLI that says only its version. */
  function withCli(): Record<string, string> {
    const file = join(folder, "pulumi");
    writeFileSync(file, "#!/bin/sh\necho v3.248.0\n");
    chmodSync(file, 0o755);
    return { PATH: `${folder}:/usr/bin:/bin` };
  }
  const withoutCli = () => ({ PATH: folder });
  const nameOf = async (...args: Parameters<typeof openEngine>) => {
    const engine = await openEngine(...args);
    await engine.close();
    return engine.name;
  };

  it.each([
    ["embedded", "embedded", true, "embedded"],
    ["embedded", "cli-if-there", true, "embedded"],
    [undefined, "embedded", true, "embedded"],
    ["auto", "embedded", true, "embedded"],
    ["auto", "cli-if-there", true, "pulumi v3.248.0"],
    [undefined, "cli-if-there", true, "pulumi v3.248.0"],
    [undefined, "cli-if-there", false, "embedded"],
    ["pulumi", "embedded", true, "pulumi v3.248.0"],
  ] as const)("opens for --engine %s, where auto means %s and the CLI is there (%s), %s", async (choice, automatic, there, expected) => {
    expect(await nameOf(choice, automatic, there ? withCli() : withoutCli(), log)).toBe(expected);
  });

  it("says how to get the CLI when it is asked for and not there", async () => {
    await expect(openEngine("pulumi", "embedded", withoutCli(), log)).rejects.toMatchObject({
      name: "EngineError",
      code: "ENGINE_MISSING",
      message: "the Pulumi CLI is neither on the PATH nor installed as the npm package pulumi; install it, or use --engine embedded",
    });
  });

  it.each(["", "cli", "Embedded"])("refuses --engine %j", async (choice) => {
    await expect(openEngine(choice, "embedded", withoutCli(), log)).rejects.toThrow(
      new UsageError(`--engine: expected auto or pulumi or embedded, got "${choice}"`),
    );
  });
});
