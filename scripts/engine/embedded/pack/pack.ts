import { existsSync } from "node:fs";
import { join } from "node:path";
import type grpc from "@grpc/grpc-js";
import { JUDGED_VARIABLE } from "../../../../stacks/files/judged.ts";
import { EngineError } from "../../error.ts";
import { type Child, startChild } from "../children/child.ts";
import { connect } from "../rpc.ts";
import { configurePack, type PackRun } from "./configure.ts";

/** A policy pack that runs and can be asked. */
export type Pack = {
  client: grpc.Client;
  /** `<name>|local|<folder>`, as Pulumi's summary names it, and its version. */
  label: readonly [string, string];
  /** The policies that judge single resources, where it says which they are. */
  resourcePolicies: readonly string[] | undefined;
  /** Types of resources of which each of them has said that it applies to other types only: they are not asked about these again. */
  indifferent: Set<string>;
  /** True when its process is gone. */
  ended(): boolean;
  close(): void;
};

const FOLDER = "policies";

/** The pack prints its port first; a start takes below one second, more on a busy machine. */
const START_TIMEOUT_MS = 60_000;

/** Starts the unmodified pack as Pulumi's language host does, and configures it. @throws EngineError PACK_FAILED with what it printed. */
export async function startPack(run: PackRun): Promise<Pack> {
  const { child, port } = await startProcess(run);
  let client: grpc.Client | undefined;
  let gone = false;
  const over = () => {
    gone = true;
  };
  child.exited.then(over, over);
  const close = () => {
    client?.close();
    child.kill();
  };
  try {
    client = await connect(`127.0.0.1:${port}`, "PACK_FAILED", "the policy pack");
    const { name, version, resourcePolicies } = await configurePack(client, run);
    return { client, label: [`${name}|local|${FOLDER}`, version], resourcePolicies, indifferent: new Set(), ended: () => gone, close };
  } catch (error) {
    close();
    throw error;
  }
}

async function startProcess({ project, stack, preview, judged, environment }: PackRun): Promise<{ child: Child; port: number }> {
  const folder = join(project.folder, FOLDER);
  if (!existsSync(folder)) throw new EngineError("PACK_FAILED", `there is no policy pack in ${folder}: nothing is deployed without one`);
  const printed: string[] = [];
  let child: Child | undefined;
  let timer: NodeJS.Timeout | undefined;
  try {
    const port = await new Promise<number>((resolve, reject) => {
      const fail = (what: string) => reject(new EngineError("PACK_FAILED", `the policy pack in ${folder} ${what}\n${printed.join("\n")}`));
      child = startChild({
        command: "@pulumi/pulumi/cmd/run-policy-pack",
        args: ["127.0.0.1:0", folder],
        folder,
        environment: {
          ...environment,
          PULUMI_NODEJS_ORGANIZATION: "organization",
          PULUMI_NODEJS_PROJECT: project.name,
          PULUMI_NODEJS_STACK: stack,
          PULUMI_NODEJS_DRY_RUN: String(preview),
          PULUMI_CONFIG: "{}",
          [JUDGED_VARIABLE]: judged,
        },
        line: (text, stream) => {
          if (stream === "stdout" && /^\d+$/.test(text)) resolve(Number(text));
          else printed.push(text);
        },
      });
      child.exited.then(({ code, signal }) => fail(`ended with ${signal ?? `exit code ${code}`} before it was ready`), reject);
      timer = setTimeout(() => fail(`did not start within ${START_TIMEOUT_MS / 1000} s`), START_TIMEOUT_MS);
    });
    return { child: child!, port };
  } catch (error) {
    child?.kill();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
