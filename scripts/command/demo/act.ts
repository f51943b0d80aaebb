import type { Credentials } from "./hands.ts";
import type { Ran, Stage } from "./stage.ts";

/** Something that was shown, by which command, and whether it was so. */
export type Proof = { claim: string; shown: string; holds: boolean };

/** What one act leaves for the next. */
export type Props = { intruder?: Credentials; deploySeconds: number; gateSeconds: number };

/** One act of the story: what is asked, and what it proves. Nothing in it is special: what it runs are commands that a user types. */
export type Act = { title: string; asks: string; play(stage: Stage, props: Props): Promise<readonly Proof[]> };

/** The options that most commands of the story share. */
export const PROD = ["--stack", "prod"] as const;
/** The story needs no Pulumi CLI. */
export const EMBEDDED = ["--engine", "embedded"] as const;

/** A proof. */
export function proof(claim: string, shown: string, holds: boolean): Proof {
  return { claim, shown, holds };
}

/** True when a command printed all of these words. */
export function mentions(ran: Ran, ...words: readonly string[]): boolean {
  return words.every((word) => ran.stdout.includes(word));
}
