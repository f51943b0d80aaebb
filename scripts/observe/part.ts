import type { Instant } from "../../stacks/model/instant.ts";
import type { Gap, Part, Refusal } from "./observation.ts";
import type { Subject } from "./subject.ts";

/** What a recorder knows of one operation. */
export type Counted = { source: string; operation: string; calls: number; pages: number; items: number; refused: readonly string[] };

/** Counts what was asked of a source and what came, operation by operation. */
export type Recorder = {
  /** One request that is about to be sent, repeated ones included. */
  call(operation: string): void;
  /** One answer: a page with its number of items. */
  page(operation: string, items: number): void;
  /** One entity that AWS would not tell of while it told of others. */
  refused(operation: string, subject: Subject, error: unknown): void;
  manifest(): readonly Counted[];
  /** The gaps about single entities. */
  refusals(): readonly Refusal[];
};

/** A recorder for one source. */
export function recorderOf(source: string): Recorder {
  const entries = new Map<string, { calls: number; pages: number; items: number; refused: Refusal[] }>();
  const entry = (operation: string) => {
    const found = entries.get(operation) ?? { calls: 0, pages: 0, items: 0, refused: [] };
    entries.set(operation, found);
    return found;
  };
  return {
    call(operation) {
      entry(operation).calls += 1;
    },
    page(operation, items) {
      const counted = entry(operation);
      counted.pages += 1;
      counted.items += items;
    },
    refused: (operation, subject, error) => void entry(operation).refused.push({ ...gapOf(source, operation, error), subject }),
    manifest: () =>
      [...entries].map(([operation, { refused, ...counts }]) => ({
        source,
        operation,
        ...counts,
        refused: refused.map(({ subject }) => subject).sort(),
      })),
    refusals: () => [...entries.values()].flatMap(({ refused }) => refused),
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
export async function readPart<T>(
  source: string,
  operation: string,
  now: () => Instant,
  read: (recorder: Recorder) => Promise<T>,
  recorder: Recorder = recorderOf(source),
): Promise<Part<T>> {
  try {
    const value = await read(recorder);
    const except = recorder.refusals();
    return { complete: true, value, observedAt: now(), ...(except.length > 0 ? { except } : {}) };
  } catch (error) {
    return { complete: false, gap: gapOf(source, operation, error) };
  }
}

/** True when AWS answered that the caller may not: asking again changes nothing. */
export function isDenial(error: unknown): boolean {
  return error instanceof Error && /^(AccessDenied|AccessDeniedException|UnauthorizedOperation)$/.test(error.name);
}

/** True when the credentials themselves are over: whatever else is asked with them is refused too. */
export function isExpiry(error: unknown): boolean {
  return error instanceof Error && /^(ExpiredToken|ExpiredTokenException|RequestExpired|CredentialsProviderError)$/.test(error.name);
}

/** True when waiting may heal it. */
export function isPassing(error: unknown): boolean {
  return error instanceof PartError ? error.retry : error instanceof Error && PASSING.test(`${error.name} ${error.message}`);
}

/** Failures that waiting may heal: error names of IAM, STS and Secrets Manager (API references, "Errors"), and the codes of networks that are down for the moment. */
const PASSING =
  /Throttl|TooManyRequests|RequestLimitExceeded|ServiceUnavailable|InternalFailure|InternalServiceError|ServiceFailure|Timeout|ETIMEDOUT|ECONNRESET|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EAI_AGAIN|EPIPE|socket hang up/i;

function gapOf(source: string, operation: string, error: unknown): Gap {
  // Anything may be thrown, also nothing.
  const { name, message } = error instanceof Error ? error : { name: "Error", message: String(error) };
  if (error instanceof PartError) return { source, operation: error.operation, reason: message, retry: error.retry };
  const words = isExpiry(error)
    ? `the AWS session ended during the observation; sign in again (${name}: ${message})`
    : `${name}: ${message}`;
  return { source, operation, reason: words.slice(0, 500), retry: isPassing(error) };
}
