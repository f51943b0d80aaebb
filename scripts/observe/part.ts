import type { Instant } from "../../stacks/model/instant.ts";
import type { Gap, ManifestEntry, Part } from "./observation.ts";

/** Counts what was asked of a source and what came, operation by operation. */
export type Recorder = {
  /** One answered call: a page with its number of items. */
  page(operation: string, items: number): void;
  /** One item that was refused while the rest went on. */
  refused(operation: string, what: string): void;
  manifest(): readonly ManifestEntry[];
};

/** A recorder for one source. */
export function recorderOf(source: string): Recorder {
  const entries = new Map<string, { pages: number; items: number; refused: string[] }>();
  const entry = (operation: string) => {
    const found = entries.get(operation) ?? { pages: 0, items: 0, refused: [] };
    entries.set(operation, found);
    return found;
  };
  return {
    page(operation, items) {
      const counted = entry(operation);
      counted.pages += 1;
      counted.items += items;
    },
    refused: (operation, what) => void entry(operation).refused.push(what),
    manifest: () =>
      [...entries].map(([operation, { pages, items, refused }]) => ({
        source,
        operation,
        calls: pages + refused.length,
        pages,
        items,
        refused,
      })),
  };
}

/** Thrown inside a source when a part cannot be complete. */
export class PartError extends Error {
  override name = "PartError";
  readonly operation: string;
  readonly retry: boolean;
  constructor(operation: string, reason: string, options: { retry?: boolean; cause?: unknown } = {}) {
    super(reason, { cause: options.cause });
    this.operation = operation;
    this.retry = options.retry ?? false;
  }
}

/** Reads one part. The only place where a source's failure becomes a gap: whatever was thrown, the part is absent and says why. */
export async function readPart<T>(source: string, operation: string, now: () => Instant, read: () => Promise<T>): Promise<Part<T>> {
  try {
    const value = await read();
    return { complete: true, value, observedAt: now() };
  } catch (error) {
    return { complete: false, gap: gapOf(source, operation, error) };
  }
}

/** Failures that waiting may heal: error names of IAM, STS and Secrets Manager (API references, "Errors"), and the codes of networks that are down for the moment. */
const PASSING =
  /Throttl|TooManyRequests|RequestLimitExceeded|ServiceUnavailable|InternalFailure|InternalServiceError|ServiceFailure|Timeout|ETIMEDOUT|ECONNRESET|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EAI_AGAIN|EPIPE|socket hang up/i;

function gapOf(source: string, operation: string, error: unknown): Gap {
  // Anything may be thrown, also nothing.
  const { name, message } = error instanceof Error ? error : { name: "Error", message: String(error) };
  if (error instanceof PartError) return { source, operation: error.operation, reason: message, retry: error.retry };
  return { source, operation, reason: `${name}: ${message}`.slice(0, 500), retry: PASSING.test(`${name} ${message}`) };
}
