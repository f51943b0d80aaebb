import { JUDGED_VARIABLE, readJudged } from "../stacks/files/judged.ts";
import { readDeclared } from "../stacks/files/read.ts";
import { baseOfTerminal, commitTree, folder } from "../stacks/files/tree.ts";
import { type Declared, stackNames } from "../stacks/model/declared.ts";
import { RecordError } from "../stacks/model/errors.ts";
import type { Instant } from "../stacks/model/instant.ts";
import { type Holding, holdingOf } from "./holding.ts";

/** What the pack needs to know besides the resources: the records, the time, and what holds on base. */
export type Context = { declared: Declared; asOf: Instant; holding: Holding };

/**
 * From the file that a command wrote; in a user's own terminal from the records beside the pack and the default branch of their repository.
 * @param root the folder of the records when no command names one.
 * @param now the system clock, read by the caller.
 */
export function readContext(environment: Readonly<Record<string, string | undefined>>, root: string, now: Instant): Context {
  const path = environment[JUDGED_VARIABLE];
  if (path !== undefined) {
    const judged = readJudged(path);
    return { declared: readDeclared(folder(judged.root)), asOf: judged.asOf, holding: judged.base };
  }
  const declared = readDeclared(folder(root));
  const base = readBase(root);
  return { declared, asOf: now, holding: holdingOf(base, base ? stackNames(base) : [], now) };
}

/** The base of a terminal; outside git, or when base itself cannot be read, nothing holds and everything is mandatory. */
function readBase(root: string): Declared | undefined {
  const commit = baseOfTerminal(root);
  if (commit === undefined) return undefined;
  try {
    return readDeclared(commitTree(root, commit));
  } catch (error) {
    if (!(error instanceof RecordError)) throw error;
    return undefined;
  }
}
