import { setTimeout as wait } from "node:timers/promises";
import { glassRole } from "../../stacks/kinds/break-glass.ts";
import type { Account, Declared } from "../../stacks/model/declared.ts";
import { compare } from "../compare/compare.ts";
import { questionsOf, useQuestionsOf } from "../compare/questions.ts";
import { readAttributions } from "../observe/aws-cloudtrail/attribution.ts";
import { openTrail } from "../observe/aws-cloudtrail/client.ts";
import { readGlass } from "../observe/aws-cloudtrail/glass.ts";
import { openLookups } from "../observe/aws-cloudtrail/lookups.ts";
import { readUses, USE_BUDGET } from "../observe/aws-cloudtrail/use.ts";
import type { Observation } from "../observe/observation.ts";
import { readPart } from "../observe/part.ts";
import { now } from "./clock.ts";
import type { Log } from "./log.ts";

/** The observation with who did what is not as declared, and how grants were used that have ended, as far as CloudTrail tells; asked only about what there is. */
export async function withAttributions(observation: Observation, account: Account, declared: Declared, log: Log): Promise<Observation> {
  const { findings } = compare(declared, observation, now());
  const [questions, uses] = [questionsOf(findings), useQuestionsOf(findings)];
  if (questions.length + uses.length === 0) return observation;
  log.progress(`${account.name}: asking CloudTrail who did it`);
  const trail = openTrail(account);
  try {
    const asking = { now, wait, progress: log.progress };
    const attributions = await readAttributions(trail, questions, asking);
    if (uses.length === 0) return { ...observation, attributions };
    return { ...observation, attributions, uses: await readUses(openLookups(trail, USE_BUDGET, asking), uses) };
  } finally {
    trail.destroy();
  }
}

/** The observation with every use of the account's break-glass roles; a trail that cannot be read is a gap. Nothing is asked where there are none. */
export async function withGlass(observation: Observation, account: Account, log: Log): Promise<Observation> {
  const roles = [...account.records.values()].flatMap(({ kind, name }) => (kind === "break-glass" ? [glassRole(account, name)] : []));
  if (roles.length === 0) return observation;
  log.progress(`${account.name}: asking CloudTrail who broke the glass`);
  const trail = openTrail(account);
  try {
    const lookUp = openLookups(trail, USE_BUDGET, { now, wait, progress: log.progress });
    const glass = await readPart("aws-cloudtrail", "LookupEvents", now, () => readGlass(lookUp, roles));
    return { ...observation, parts: { ...observation.parts, glass } };
  } finally {
    trail.destroy();
  }
}
