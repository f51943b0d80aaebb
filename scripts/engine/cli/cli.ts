import { existsSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { EngineError } from "../error.ts";
import type { Engine } from "../port.ts";
import { planWithCli } from "./plan.ts";
import { type Options, pulumi, versionOf } from "./pulumi.ts";
import { refreshWithCli } from "./refresh.ts";
import { upWithCli } from "./up.ts";

/**
 * The real Pulumi CLI behind the same port: a process of its own for each command, read by its events (`--event-log`).
 * Not through the Automation API, which loses the exit code and leaves out policy events (`reference/pulumi.md`, sections 3.2 and 3.3).
 * @param options.executable as `findCli` finds it.
 */
export function cliEngine(options: {
  executable: string;
  project: string;
  environment: Options["environment"];
  progress?: (line: string) => void;
}): Engine {
  const complete: Options = { ...options, progress: options.progress ?? (() => undefined) };
  return {
    name: `pulumi ${versionOf(complete)}`,
    plan: async (stack, head, against) => {
      if (against === "state") return planWithCli(complete, stack, head);
      throw new EngineError(
        "NOT_SUPPORTED",
        "the Pulumi CLI cannot compare records with records: use the embedded engine, or plan against the state",
      );
    },
    up: (stack, plan, deletions) => upWithCli(complete, stack, plan, deletions),
    refresh: (stack, urns) => refreshWithCli(complete, stack, urns),
    settle: async (stacks) => {
      throw new EngineError(
        "NOT_SUPPORTED",
        `the number of slices has changed, and with the CLI their resources are moved by hand: \`pulumi state move\` to ${stacks.join(", ")}; or deploy once with --engine embedded, where the backend is a file:// folder`,
      );
    },
    close: async () => undefined,
  };
}

/** The CLI on the PATH, else the one of the npm package `pulumi`; one that does not start is passed over. */
export async function findCli(environment: Options["environment"]): Promise<{ executable: string; version: string } | undefined> {
  const name = process.platform === "win32" ? "pulumi.exe" : "pulumi";
  const folders = (environment.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  const candidates = [...folders.map((folder) => join(folder, name)), resolve("node_modules", ".bin", name)];
  for (const executable of candidates.filter((path) => existsSync(path))) {
    const { code, stdout } = await pulumi(
      { executable, project: process.cwd(), environment, progress: () => undefined },
      { args: ["version"] },
    );
    if (code === 0) return { executable, version: stdout.trim() };
  }
  return undefined;
}
