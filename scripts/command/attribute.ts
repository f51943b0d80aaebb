import { setTimeout as wait } from "node:timers/promises";
import type { Account, Declared } from "../../stacks/model/declared.ts";
import { compare } from "../compare/compare.ts";
import { questionsOf } from "../compare/questions.ts";
import { readAttributions } from "../observe/aws-cloudtrail/attribution.ts";
import { openTrail } from "../observe/aws-cloudtrail/client.ts";
import type { Observation } from "../observe/observation.ts";
import { now } from "./clock.ts";
import type { Log } from "./log.ts";

/** The observation with who did what is not as declared, as far as CloudTrail tells; asked only about what there is. */
export async function withAttributions(observation: Observation, account: Account, declared: Declared, log: Log): Promise<Observation> {
  const questions = questionsOf(compare(declared, observation, now()).findings);
  if (questions.length === 0) return observation;
  log.progress(`${account.name}: asking CloudTrail who did it`);
  const trail = openTrail(account);
  try {
    return { ...observation, attributions: await readAttributions(trail, questions, { now, wait, progress: log.progress }) };
  } finally {
    trail.destroy();
  }
}
