import type { Environment } from "../environment.ts";
import { notSupported } from "../not-supported.ts";

/** Finds the process that serves a package's resources. */
export type Addresses = { of(packageName: string): Promise<string>; close(): Promise<void> };

/**
 * Attaches to what `PULUMI_DEBUG_PROVIDERS` names (`aws:<port>`, comma-separated), like the CLI.
 * Without it the provider of this repository serves `aws`, in this process, started when it is first needed.
 */
export function openAddresses(environment: Environment): Addresses {
  const attached = new Map((environment.PULUMI_DEBUG_PROVIDERS ?? "").split(",").flatMap(portOf));
  let own: Promise<{ port: number; close(): Promise<void> }> | undefined;
  return {
    of: async (packageName) => {
      const port = attached.get(packageName);
      if (port !== undefined) return `127.0.0.1:${port}`;
      if (packageName !== "aws") throw notSupported(`resources of the package "${packageName}", only aws`);
      own ??= startOwn(environment);
      return `127.0.0.1:${(await own).port}`;
    },
    close: async () => {
      await (await own)?.close();
      own = undefined;
    },
  };
}

/**
 * Starts the provider; imported when needed, since the AWS SDK behind it takes time to load.
 * With the address of a stand-in it gets these variables and nothing else: what is meant for a stand-in must never reach AWS.
 */
async function startOwn(environment: Environment) {
  const { serveProvider } = await import("../../provider/serve.ts");
  if (environment.AWS_ENDPOINT_URL === undefined) return serveProvider();
  const variables = Object.entries(environment).filter(
    (entry): entry is [string, string] => entry[0].startsWith("AWS_") && entry[1] !== undefined,
  );
  return serveProvider({ environmentOf: () => Object.fromEntries(variables) });
}

function portOf(entry: string): [string, number][] {
  const match = /^([a-z][a-z0-9-]*):(\d+)$/.exec(entry.trim());
  return match ? [[match[1]!, Number(match[2])]] : [];
}
