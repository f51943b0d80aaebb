import type { Answers } from "../decide/requests/new-record.ts";
import { missingAnswers } from "../decide/requests/new-record.ts";
import { QUESTIONS, templateOf } from "../decide/requests/templates.ts";
import type { Ask } from "./ask.ts";
import { UsageError } from "./options.ts";

/** Answers to what is still open about a record of this kind, from a terminal: first what it needs, then what it may say. Empty answers say nothing. */
export async function askForRecord(kind: string, given: Answers, sets: readonly string[], ask: Ask): Promise<Answers> {
  const answers: Record<string, readonly string[]> = { ...given };
  const open = missingAnswers(kind, given, sets);
  for (const options of open) await askFirst(options, answers, ask);
  for (const option of templateOf(kind).asks) if (open.length > 0) await askOne(option, answers, ask);
  return answers;
}

/** @throws UsageError that lists all that is missing at once, for a run without a terminal. */
export function requireAnswers(kind: string, given: Answers, sets: readonly string[]): void {
  const missing = missingAnswers(kind, given, sets);
  if (missing.length === 0) return;
  const said = missing.map((options) => options.map((option) => `--${option}`).join(" or "));
  throw new UsageError(`${kind}: expected ${said.join(", ")} (or a terminal to ask on)`);
}

/** One of several ways to say it: which one, then its question. */
async function askFirst(options: readonly string[], answers: Record<string, readonly string[]>, ask: Ask): Promise<void> {
  let option = options[0]!;
  if (options.length > 1) {
    option = await ask(`which one: ${options.join(", ")}`, option);
    if (!options.includes(option)) throw new UsageError(`expected ${options.join(", ")}, got "${option}"`);
  }
  await askOne(option, answers, ask);
}

async function askOne(option: string, answers: Record<string, readonly string[]>, ask: Ask): Promise<void> {
  if (answers[option] !== undefined) return;
  const { ask: question, form, next = [] } = QUESTIONS[option]!;
  const isList = form === "list" || form === "slots" || form === "statement";
  const answer = await ask(isList ? `${question}; several with spaces, none with return` : question);
  if (answer === "") return;
  answers[option] = isList ? answer.split(/[\s,]+/) : [answer];
  for (const follower of next) await askOne(follower, answers, ask);
}
