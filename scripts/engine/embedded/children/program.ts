import { JUDGED_VARIABLE } from "../../../../stacks/files/judged.ts";
import type { JudgedPath } from "../../port.ts";
import type { Environment } from "../environment.ts";
import type { Project } from "../project.ts";
import { type Child, startChild } from "./child.ts";

/** How many registrations the program may have open at once; what depends on each other waits anyway. */
const PARALLEL = 64;

/** One run of the project's program. */
type ProgramRun = {
  project: Project;
  stack: string;
  /** Where the monitor and the engine services of `monitor/` listen. */
  address: string;
  /** The program learns whether values may stay unknown. */
  preview: boolean;
  judged: JudgedPath;
  environment: Environment;
  line(text: string, stream: "stdout" | "stderr"): void;
};

/** Starts the unmodified program as Pulumi's language host does (`execRuntime` in `pulumi-language-nodejs/main.go`). */
export function startProgram({ project, stack, address, preview, judged, environment, line }: ProgramRun): Child {
  const flags = {
    monitor: address,
    engine: address,
    organization: "organization",
    project: project.name,
    stack,
    pwd: project.folder,
    "root-directory": project.folder,
    parallel: String(PARALLEL),
  };
  return startChild({
    command: "@pulumi/pulumi/cmd/run",
    args: [...Object.entries(flags).map(([name, value]) => `--${name}=${value}`), ...(preview ? ["--dry-run"] : []), "."],
    folder: project.folder,
    environment: {
      ...environment,
      PULUMI_NODEJS_TYPESCRIPT: "false",
      PULUMI_CONFIG: "{}",
      PULUMI_CONFIG_SECRET_KEYS: "[]",
      [JUDGED_VARIABLE]: judged,
    },
    line,
  });
}
