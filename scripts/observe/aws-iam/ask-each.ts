import type { Arn } from "../../../stacks/iam/arn.ts";
import { isDenial, isPassing, type Recorder } from "../part.ts";

/** IAM throttles an account as a whole: more at once only means more retries. */
const AT_ONCE = 4;

/** So many failures before anything was answered: then it is the operation that fails, and not some entity. */
const HOPELESS = 10;

/** How many answers lie between two lines of progress. */
const REPORT_EVERY = 500;

type Named = { arn: Arn; name: string };

/** An entity that was not told of, and why. */
type Unanswered = { entity: Named; error: unknown };

/**
 * Asks the same of many entities, one call each, a few at once.
 *
 * - An entity that AWS refuses to tell of (and tells of others) is recorded as refused, and the rest goes on.
 * - One that fails in passing, after all retries of the SDK, is asked again when the others are done, as long as each round gets further:
 *   on a long read the SDK's quota of retries runs out before AWS's patience does.
 * - Anything else, and a failure that meets every entity, is thrown: nothing is known then. What is under way ends, nothing new is asked.
 */
export async function askEach<T>(
  operation: string,
  entities: readonly Named[],
  recorder: Recorder,
  ask: (entity: Named) => Promise<T>,
  progress: (line: string) => void,
): Promise<readonly T[]> {
  const answers: T[] = [];
  const refused: Unanswered[] = [];
  const report = () => {
    const done = answers.length + refused.length;
    if (done % REPORT_EVERY === 0 && done > 0) progress(`${operation}: ${done} of ${entities.length}`);
  };
  for (let waiting = entities; waiting.length > 0; ) {
    const failed = await askRound(waiting, ask, { answers, refused }, report);
    if (failed.length === waiting.length) throw failed[0]!.error;
    waiting = failed.map(({ entity }) => entity);
  }
  if (answers.length === 0 && refused.length > 0) throw refused[0]!.error;
  for (const { entity, error } of refused) recorder.refused(operation, entity.arn, error);
  return answers;
}

/** One round; returns what failed in passing. */
async function askRound<T>(
  entities: readonly Named[],
  ask: (entity: Named) => Promise<T>,
  { answers, refused }: { answers: T[]; refused: Unanswered[] },
  report: () => void,
): Promise<readonly Unanswered[]> {
  const waiting = entities.values();
  const failed: Unanswered[] = [];
  const before = answers.length;
  let over = false;
  const note = (entity: Named, error: unknown) => {
    if (isDenial(error)) refused.push({ entity, error });
    else if (isPassing(error)) failed.push({ entity, error });
    else over = true;
    over ||= answers.length === before && failed.length + refused.length >= HOPELESS;
    if (over) throw error;
  };
  const work = async () => {
    for (const entity of waiting) {
      if (over) return;
      await ask(entity).then(
        (answer) => void answers.push(answer),
        (error: unknown) => note(entity, error),
      );
      report();
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, entities.length) }, work));
  return failed;
}
