import type grpc from "@grpc/grpc-js";
import type { Environment } from "../environment.ts";
import { notSupported } from "../not-supported.ts";
import { connectInProcess } from "./in-process.ts";

/** Finds what serves a package's resources: the address of a process or, in this process, a connection of one's own. */
export type Addresses = { of(packageName: string): Promise<string | grpc.Client> };

/**
 * Attaches to what `PULUMI_DEBUG_PROVIDERS` names (`aws:<port>`, comma-separated), like the CLI.
 * Without it the provider of this repository serves `aws`, in this process, loaded when it is first needed.
 */
export function openAddresses(environment: Environment): Addresses {
  const attached = new Map((environment.PULUMI_DEBUG_PROVIDERS ?? "").split(",").flatMap(portOf));
  return {
    of: async (packageName) => {
      const port = attached.get(packageName);
      if (port !== undefined) return `127.0.0.1:${port}`;
      if (packageName !== "aws") throw notSupported(`resources of the package "${packageName}", only aws`);
      return openOwn(environment);
    },
  };
}

/**
 * Opens the provider; imported when needed, since the AWS SDK behind it takes time to load.
 * With the address of a stand-in it gets these variables and nothing else: what is meant for a stand-in must never reach AWS.
 */
async function openOwn(environment: Environment): Promise<grpc.Client> {
  const { openProvider } = await import("../../provider/serve.ts");
  const variables = Object.entries(environment).filter(
    (entry): entry is [string, string] => entry[0].startsWith("AWS_") && entry[1] !== undefined,
  );
  const { calls, end } = openProvider(
    environment.AWS_ENDPOINT_URL === undefined ? {} : { environmentOf: () => Object.fromEntries(variables) },
  );
  return connectInProcess(calls, end);
}

function portOf(entry: string): [string, number][] {
  const match = /^([a-z][a-z0-9-]*):(\d+)$/.exec(entry.trim());
  return match ? [[match[1]!, Number(match[2])]] : [];
}
