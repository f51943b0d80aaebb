import { IAMClient } from "@aws-sdk/client-iam";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { afterAll, beforeAll } from "vitest";
import type { Limits } from "../../../../scripts/engine/provider/aws/limits.ts";
import { type ServedProvider, serveProvider } from "../../../../scripts/engine/provider/serve.ts";
import { type TestAccount, testAccount } from "../../../support/aws.ts";
import { openEngine, type TestEngine } from "./engine.ts";

/** Short enough that a test may wait for their end. */
export const SHORT: Limits = { visibleMs: 400, dependentMs: 400, conflictMs: 400, pauseMs: 10 };

/** A provider in a fresh account, and the account seen from outside; filled before the first test of the file. */
export type Setting = { account: TestAccount; engine: TestEngine; iam: IAMClient; secrets: SecretsManagerClient };

/** Starts a provider for the tests of a file. The SDK finds the account in the environment, as it does in a deployment. */
export function providerSetting(): Setting {
  const setting = {} as Setting;
  let provider: ServedProvider;
  beforeAll(async () => {
    setting.account = testAccount();
    Object.assign(process.env, setting.account.environment);
    setting.iam = new IAMClient(setting.account.client);
    setting.secrets = new SecretsManagerClient(setting.account.client);
    provider = await serveProvider({ limits: SHORT });
    setting.engine = await openEngine(provider.port);
    await setting.engine.configure({ region: "us-east-1", allowedAccountIds: JSON.stringify([setting.account.id]) });
  });
  afterAll(async () => {
    setting.engine.close();
    await provider.close();
  });
  return setting;
}

/** A trust policy that one service may use. */
export function trustOf(service: string): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" }],
  });
}

/** A document that allows one action. */
export function allowing(action: string): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: action, Resource: "*" }] });
}
