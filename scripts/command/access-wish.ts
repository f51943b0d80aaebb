import type { Declared } from "../../stacks/model/declared.ts";
import type { Instant } from "../../stacks/model/instant.ts";
import { type AccessRequest, askForGrant, type Declined, endGrant, extendGrant, type Waiting } from "../decide/requests/access.ts";
import { recordNamed } from "./named.ts";
import { UsageError } from "./options.ts";
import { chosenStacks } from "./records.ts";

/** What the command line, or an issue, says about access. */
export type Words = {
  operands: readonly string[];
  who: string | undefined;
  because: string | undefined;
  from: string | undefined;
  for: string | undefined;
  stack: string | undefined;
};

/** What is asked for, given what was asked before. */
export type Decide = (waiting: Waiting) => AccessRequest | Declined;

/**
 * Understands what somebody asks for: a new grant, more time for one, or its end.
 * @param asker who asks, and gets it unless somebody else is named
 * @throws UsageError for words that cannot be understood
 */
export function wishOf(words: Words, asker: string | undefined, declared: Declared, asOf: Instant): { who: string; decide: Decide } {
  const [first, second] = words.operands;
  if (first === "extend" || first === "end") return aboutGrant(first, second, words, declared, asOf);
  if (first === undefined || second !== undefined)
    throw new UsageError("expected one role, extend <grant> or end <grant>; --list says what can be asked for");
  const who = words.who ?? asker;
  if (who === undefined || !who.startsWith("person/"))
    throw new UsageError(`--who: expected person/<id>, the person who gets the access, got ${who ?? "nothing"}`);
  if (words.because === undefined) throw new UsageError("--because: expected why, in one sentence with the ticket or incident");
  const wish = { role: first, who: who as `person/${string}`, reason: words.because, window: { from: words.from, for: words.for } };
  const account = declared.accounts.get(onlyStack(declared, words.stack))!;
  return { who, decide: (waiting) => askForGrant(wish, account, declared, asOf, waiting) };
}

function aboutGrant(
  action: "extend" | "end",
  name: string | undefined,
  words: Words,
  declared: Declared,
  asOf: Instant,
): { who: string; decide: Decide } {
  if (name === undefined) throw new UsageError(`${action}: expected the grant, as in ${action} grants/2026-11-23-w1003-admin`);
  const foreign = (["who", "from", ...(action === "end" ? (["for"] as const) : [])] as const).find((option) => words[option] !== undefined);
  if (foreign !== undefined)
    throw new UsageError(`--${foreign}: ${action} takes the grant${action === "end" ? "" : ", --for"} and --because`);
  const placed = recordNamed(name, declared, words.stack);
  const who = placed.record.fields.owner;
  if (action === "end") return { who, decide: () => endGrant(placed, words.because ?? "not needed any more", asOf) };
  if (words.for === undefined) throw new UsageError("--for: expected how much longer, e.g. 2h");
  if (words.because === undefined)
    throw new UsageError("--because: expected why it takes longer, in one sentence with the ticket or incident");
  const [length, reason] = [words.for, words.because];
  return { who, decide: () => extendGrant(placed, length, reason, declared, asOf) };
}

function onlyStack(declared: Declared, stack: string | undefined): string {
  const [only, ...others] = chosenStacks(declared, stack);
  if (others.length > 0) throw new UsageError(`--stack: expected the account, one of ${[only, ...others].join(", ")}`);
  return only!;
}
