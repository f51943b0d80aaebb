import { setTimeout as sleep } from "node:timers/promises";
import { parseJson } from "../conform.ts";
import { PartError, type Recorder } from "../part.ts";

/** One answer of a service: its JSON, and where the next page is, if it says so by a `Link` header (RFC 8288). */
export type Reply = { json: unknown; next: string | undefined };

/** A service that is read by GET and nothing else, with a token that is sent to no other host. */
export type Rest = { get(operation: string, pathOrUrl: string): Promise<Reply> };

/** Where a service answers and how to ask. `tokenName` is the environment variable of the token; `scheme` stands before it. */
export type RestOptions = {
  url: string;
  token: string | undefined;
  tokenName: string;
  scheme: "Bearer" | "SSWS";
  recorder: Recorder;
  wait?: (ms: number) => Promise<void>;
};

/** So often a request is sent at most; what fails in passing is asked again after the time that the service asks for, or a growing one. */
const ATTEMPTS = 4;
const LONGEST_WAIT_MS = 60_000;
const TIMEOUT_MS = 30_000;

/** Opens a service. @throws PartError when there is no token for it. */
export function openRest({ url, token, tokenName, scheme, recorder, wait = async (ms) => void (await sleep(ms)) }: RestOptions): Rest {
  const base = url.replace(/\/+$/, "");
  if (!token) throw new PartError("connect", `${tokenName} is not set`);
  const headers = { authorization: `${scheme} ${token}`, accept: "application/scim+json, application/json" };
  return {
    async get(operation, pathOrUrl) {
      const to = new URL(pathOrUrl.startsWith("/") ? `${base}${pathOrUrl}` : pathOrUrl);
      if (to.origin !== new URL(base).origin)
        throw new PartError(operation, `the next page is said to be on another host (${to.origin}); nothing is sent there`);
      for (let attempt = 1; ; attempt += 1) {
        recorder.call(operation);
        const answer = await send(to, headers, operation, attempt < ATTEMPTS);
        if (answer?.ok) return { json: parseJson(operation, await answer.text()), next: nextOf(answer.headers.get("link")) };
        if (answer && (!isPassing(answer.status) || attempt === ATTEMPTS)) throw refusal(answer.status, operation, tokenName);
        await wait(pauseOf(answer?.headers.get("retry-after"), attempt));
      }
    },
  };
}

/** An answer, or `undefined` where none came and it may be tried again. A redirection is no answer: the token would follow it. */
async function send(to: URL, headers: Record<string, string>, operation: string, mayRepeat: boolean): Promise<Response | undefined> {
  try {
    return await fetch(to, { headers, redirect: "manual", signal: AbortSignal.timeout(TIMEOUT_MS) });
  } catch (cause) {
    if (mayRepeat) return undefined;
    const { message, cause: inner } = cause as Error & { cause?: { code?: string } };
    throw new PartError(operation, `${to.origin} does not answer (${inner?.code ?? message})`, { cause, retry: true });
  }
}

function isPassing(status: number): boolean {
  return status === 429 || status >= 500;
}

function refusal(status: number, operation: string, tokenName: string): PartError {
  const why = status === 401 || status === 403 ? `; is ${tokenName} current, and may it read this?` : "";
  return new PartError(operation, `the service answered ${status}${why}`, { retry: isPassing(status) });
}

function pauseOf(after: string | null | undefined, attempt: number): number {
  const asked = Number(after ?? Number.NaN) * 1_000;
  const growing = 500 * 2 ** attempt * (0.5 + Math.random() / 2);
  return Math.min(Number.isFinite(asked) ? asked : growing, LONGEST_WAIT_MS);
}

function nextOf(link: string | null): string | undefined {
  return /<([^>]+)>\s*;[^,]*\brel="?next"?/.exec(link ?? "")?.[1];
}
