import { type Aws, type Configuration, openAws } from "./aws/clients.ts";
import type { Access } from "./aws/limits.ts";
import { isSameConfiguration } from "./configuration.ts";
import { ProviderError } from "./error.ts";

/** What one connection knows: its configuration, and the AWS clients made for it. Nothing is shared between connections, so accounts never mix. */
export type Session = {
  /** @throws ProviderError NOT_CONFIGURED when the connection already belongs to another configuration */
  configure(configuration: Configuration): void;
  /**
   * Does something in the account, which is verified before the first use and not at `configure`: checking and comparing needs no credentials.
   * @throws ProviderError NOT_CONFIGURED, WRONG_ACCOUNT, CREDENTIALS_MISSING, …, and what `work` throws
   */
  use<T>(work: (aws: Aws) => Promise<T>): Promise<T>;
  /** Ends all waiting. */
  cancel(): void;
  /** The connection is gone: ends all waiting, and closes the clients after the last call that is still under way. */
  end(): void;
};

/** A fresh, unconfigured session. */
export function openSession(access: Access): Session {
  const cancellation = new AbortController();
  let configured: Configuration | undefined;
  let opening: Promise<Aws> | undefined;
  let [active, ended] = [0, false];

  function open(): Promise<Aws> {
    if (!configured) {
      throw new ProviderError(
        "NOT_CONFIGURED",
        "this connection was never configured: an engine calls Configure before it uses a provider",
      );
    }
    // A failure is not remembered: the next call may come after somebody has signed in.
    opening ??= openAws(configured, access, cancellation.signal).catch((error: unknown) => {
      opening = undefined;
      throw error;
    });
    return opening;
  }

  function closeIfUnused(): void {
    if (ended && active === 0) opening?.then((aws) => aws.close()).catch(() => {}); // clients that could not be opened need no closing
  }

  return {
    configure(configuration) {
      if (configured && !isSameConfiguration(configured, configuration)) throw takenBy(configured, configuration);
      configured = configuration;
    },
    async use(work) {
      active += 1;
      try {
        return await work(await open());
      } finally {
        active -= 1;
        closeIfUnused();
      }
    },
    cancel() {
      cancellation.abort();
    },
    end() {
      cancellation.abort();
      ended = true;
      closeIfUnused();
    },
  };
}

function takenBy(configured: Configuration, wanted: Configuration): ProviderError {
  return new ProviderError(
    "NOT_CONFIGURED",
    `this connection already belongs to a provider for ${print(configured)}; one for ${print(wanted)} needs a connection of its own (with grpc-js: channel option "grpc.use_local_subchannel_pool": 1)`,
  );
}

function print({ region, allowedAccountIds }: Configuration): string {
  return `${allowedAccountIds.length === 0 ? "any account" : `account ${allowedAccountIds.join(" or ")}`} in ${region}`;
}
