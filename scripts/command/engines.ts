import { cliEngine, findCli } from "../engine/cli/cli.ts";
import { embeddedEngine } from "../engine/embedded/embedded.ts";
import { EngineError } from "../engine/error.ts";
import type { Engine } from "../engine/port.ts";
import type { Environment } from "./environment.ts";
import type { Log } from "./log.ts";
import { type Option, UsageError } from "./options.ts";

/** The option that chooses the engine. */
export const ENGINE_OPTION = {
  value: "auto|pulumi|embedded",
  help: "which engine to use: the Pulumi CLI, or the one built in",
} as const satisfies Option;

const CHOICES = ["auto", "pulumi", "embedded"] as const;

/** Opens the engine that was asked for. @param automatic what `auto` means for this command. @throws EngineError when the CLI is asked for and not there. */
export async function openEngine(
  choice: string | undefined,
  automatic: "embedded" | "cli-if-there",
  environment: Environment,
  log: Log,
): Promise<Engine> {
  const chosen = CHOICES.find((name) => name === (choice ?? "auto"));
  if (!chosen) throw new UsageError(`--engine: expected ${CHOICES.join(" or ")}, got "${choice}"`);
  const options = { project: process.cwd(), environment, progress: log.progress };
  if (chosen === "embedded" || (chosen === "auto" && automatic === "embedded")) return embeddedEngine(options);
  const cli = await findCli(environment);
  if (cli) return cliEngine({ ...options, executable: cli.executable });
  if (chosen === "auto") return embeddedEngine(options);
  throw new EngineError(
    "ENGINE_MISSING",
    "the Pulumi CLI is neither on the PATH nor installed as the npm package pulumi; install it, or use --engine embedded",
  );
}
