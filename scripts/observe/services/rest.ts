import { setTimeout as sleep } from "node:timers/promises";
import { parseJson } from "../conform.ts";
import { PartError, type Recorder } from "../part.ts";

/** One answer of a service: its JSON, and where the next page is, if it says so by a `Link` header (RFC 8288). */
export type Reply = { json: unknown; next: string | undefined };

/** A service that is read by GET and nothing else, with a token that is sent to no other host. */
export type Rest = {
  /** `needs` says what somebody must be allowed who is refused, or told that it is not there. */
  get(operation: string, pathOrUrl: string, needs?: string): Promise<Reply>;
};

/** How services are asked: the environment, which holds their tokens by name, and how to wait between two attempts. */
export type Access = { tokens: Readonly<Record<string, string | undefined>>; wait?: RestOptions["wait"] };

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
    async get(operation, pathOrUrl, needs) {
      const to = new URL(pathOrUrl.startsWith("/") ? `${base}${pathOrUrl}` : pathOrUrl);
      if (to.origin !== new URL(base).origin)
        throw new PartError(operation, `the next page is said to be on another host (${to.origin}); nothing is sent there`);
      for (let attempt = 1; ; attempt += 1) {
        recorder.call(operation);
        const answer = await send(to, headers, operation, attempt < ATTEMPTS);
        if (answer?.ok) return { json: parseJson(operation, await answer.text()), next: nextOf(answer.headers.get("link")) };
        if (answer && (!isPassing(answer) || attempt === ATTEMPTS)) throw refusal(answer, operation, tokenName, needs);
        await wait(pauseOf(answer?.headers, attempt));
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

/** GitHub says 403 where others say 429, and then by its headers when to come again (REST API, "Rate limits"). */
function isPassing({ status, headers }: Response): boolean {
  const isLimit = status === 403 && (headers.has("retry-after") || headers.get("x-ratelimit-remaining") === "0");
  return isLimit || status === 429 || status >= 500;
}

function refusal(answer: Response, operation: string, tokenName: string, needs: string | undefined): PartError {
  const { status } = answer;
  const isHidden = status === 404 && needs !== undefined;
  const may = needs === undefined ? "and may it read this?" : `and has it ${needs}?`;
  const why = status === 401 || status === 403 || isHidden ? `; is ${tokenName} current, ${may}` : "";
  return new PartError(operation, `the service answered ${status}${why}`, { retry: isPassing(answer) });
}

function pauseOf(headers: Headers | undefined, attempt: number): number {
  const asked = Number(headers?.get("retry-after") ?? Number.NaN) * 1_000;
  const growing = 500 * 2 ** attempt * (0.5 + Math.random() / 2);
  return Math.min(Number.isFinite(asked) ? asked : growing, LONGEST_WAIT_MS);
}

function nextOf(link: string | null): string | undefined {
  return /<([^>]+)>\s*;[^,]*\brel="?next"?/.exec(link ?? "")?.[1];
}
