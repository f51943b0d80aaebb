import { type Duration, parseDuration } from "../../../stacks/model/instant.ts";
import type { Facts } from "./facts.ts";

/** What a check comes to about one thing. `broken` and `unknown` say what to do: a repair, or what it takes to know. */
export type Judgement = { state: "ok"; says: string } | { state: "broken" | "unknown"; says: string; repair: string };

/** One question about the set-up. Pure: the same facts give the same answers; what could not be read is `unknown`, never `ok`. */
export type SetUpCheck = { name: string; judge(facts: Facts): readonly Judgement[] };

/** Requests are signed with the time: AWS refuses five minutes (Signature Version 4), and ends must come to the second. */
const CLOCK_MS = 5_000;

/** Whether two clocks agree; `null` where no answer said what time it is there. */
export function clock(whose: string, aheadMs: number | null): Judgement {
  if (aheadMs === null) return unknown(`${whose}'s clock was not seen`, `repair the connection to ${whose} first`);
  return Math.abs(aheadMs) <= CLOCK_MS
    ? ok(`this clock is that of ${whose}`)
    : broken(
        `this clock is ${Math.round(Math.abs(aheadMs) / 1_000)} seconds ${aheadMs > 0 ? "behind" : "ahead of"} ${whose}'s`,
        "set the clock by NTP: ends come to the second, and AWS refuses requests that are five minutes off",
      );
}

/** In order. */
export function ok(says: string): Judgement {
  return { state: "ok", says };
}

/** Not as it must be, and what to do. */
export function broken(says: string, repair: string): Judgement {
  return { state: "broken", says, repair };
}

/** Could not be read, and what it takes. */
export function unknown(says: string, repair: string): Judgement {
  return { state: "unknown", says, repair };
}

/** How long ago something was, in whole days or hours. */
export function ago(age: Duration): string {
  const hours = Math.floor(age / parseDuration("1h")!);
  return hours >= 48 ? `${Math.floor(hours / 24)} days ago` : `${hours} hours ago`;
}
