import type { Declared } from "../../stacks/model/declared.ts";
import { gapsOf } from "../report/drift-json.ts";
import type { Outcome } from "./command.ts";
import type { Environment } from "./environment.ts";
import type { Log } from "./log.ts";
import { observeInto, readOutside } from "./observe.ts";
import { UsageError } from "./options.ts";

/** Observes one account into a file, for a job that decides elsewhere. @throws UsageError when more than one account is meant */
export async function saveObservation(
  file: string,
  [stack, ...others]: readonly string[],
  declared: Declared,
  deep: boolean,
  environment: Environment,
  log: Log,
): Promise<Outcome> {
  if (others.length > 0) throw new UsageError("--save-observation: name the account with --stack; an observation is of one account");
  const outside = await readOutside(declared, [stack!], environment, log);
  const observation = await observeInto(file, declared.accounts.get(stack!)!, declared, deep, log, outside);
  const complete = Object.values(observation.parts).every((part) => gapsOf(part).length === 0);
  return { result: complete ? "clean" : "incomplete", output: `observed ${stack}: ${file}${complete ? "" : " (with gaps)"}` };
}
