import { randomInt, randomUUID } from "node:crypto";
import { join } from "node:path";
import { inject } from "vitest";
import { type Aws, environmentOf, startAws } from "../../scripts/emulators/aws/aws.ts";

/** An account that no other test has, with its administrator's credentials. */
export type TestAccount = {
  id: string;
  endpoint: string;
  /** For child processes and for what reads `AWS_*`. */
  environment: Record<string, string>;
  /** For the constructors of AWS SDK clients. */
  client: ClientConfiguration;
};

/** What an AWS SDK client needs to speak to the stand-in as somebody. */
export type ClientConfiguration = {
  endpoint: string;
  region: string;
  credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
};

/** A fresh, empty account of the AWS that the run shares. Needs nothing to be cleaned: it goes with the run. */
export function testAccount(): TestAccount {
  const { endpoint } = inject("aws");
  return accountOf(endpoint, freshId());
}

/** An AWS of one's own, for tests that need its faults, dates or page sizes: these are per gateway. Close it (`afterAll`); takes about a second. */
export function startOwnAws(): Promise<Aws> {
  return startAws({ folder: join(inject("run").folder, randomUUID()) });
}

/** A fresh account of an AWS of one's own. */
export function accountIn({ endpoint }: Pick<Aws, "endpoint">): TestAccount {
  return accountOf(endpoint, freshId());
}

/** A certain account, for tests that need to know its id before. */
export function accountOf(endpoint: string, id: string): TestAccount {
  return {
    id,
    endpoint,
    environment: environmentOf(endpoint, id),
    client: clientOf(endpoint, { accessKeyId: id, secretAccessKey: "local" }),
  };
}

/** A client configuration for somebody else than the administrator: a user's key, a session. */
export function clientOf(endpoint: string, credentials: ClientConfiguration["credentials"]): ClientConfiguration {
  return { endpoint, region: "us-east-1", credentials };
}

/** Among 10^11 accounts two of one run do not meet. */
function freshId(): string {
  return String(randomInt(100_000_000_000, 200_000_000_000));
}
