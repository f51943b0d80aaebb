import { join } from "node:path";
import { LOCAL_FOLDER } from "../run-folder.ts";
import { type Gateway, startGateway } from "./gateway.ts";
import { DEFAULT_ACCOUNT, startMinistack } from "./ministack.ts";
import { ensureVirtualEnvironment } from "./virtual-environment.ts";

/** A running stand-in for AWS: ministack behind our gateway. */
export type Aws = {
  /** What `AWS_ENDPOINT_URL` is set to. */
  endpoint: string;
  /** What the AWS SDK and everything of ours reads, for the administrator of an account; the default one unless stated. */
  environment(accountId?: string): Record<string, string>;
  gateway: Gateway;
  close(): Promise<void>;
};

/** `folder`: what the run writes goes there. `port`: a free one unless stated. */
export type AwsOptions = { folder: string; progress?: (line: string) => void; port?: number };

/**
 * Starts the stand-in for AWS; makes its Python environment first if it is missing (the only time that it needs the network).
 * Nothing outlives this process, however it ends.
 * @throws EmulatorError
 */
export async function startAws({ folder, progress = () => {}, port = 0 }: AwsOptions): Promise<Aws> {
  // The process environment is how Python, its packages' registry and proxies are found: child processes get it as any child would.
  const inherited = process.env;
  const interpreter = await ensureVirtualEnvironment({
    folder: join(LOCAL_FOLDER, "venv"),
    requirements: join(import.meta.dirname, "requirements.txt"),
    inherited,
    progress,
  });
  const ministack = await startMinistack(interpreter, join(folder, "ministack"), inherited);
  const gateway = await startGateway(ministack.url, port).catch(async (error: unknown) => {
    await ministack.close();
    throw error;
  });
  return {
    endpoint: gateway.url,
    environment: (accountId = DEFAULT_ACCOUNT) => environmentOf(gateway.url, accountId),
    gateway,
    async close() {
      await gateway.close();
      await ministack.close();
    },
  };
}

/** The environment of the administrator of an account behind an endpoint of ours: ministack takes the account id as the key of its root. */
export function environmentOf(endpoint: string, accountId: string): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: accountId,
    AWS_SECRET_ACCESS_KEY: "local",
    AWS_REGION: "us-east-1",
    AWS_DEFAULT_REGION: "us-east-1",
    AWS_EC2_METADATA_DISABLED: "true",
  };
}
