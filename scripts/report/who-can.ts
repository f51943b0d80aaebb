import { MANAGED_AS_OF } from "../../stacks/iam/managed.ts";
import type { Instant } from "../../stacks/model/instant.ts";
import type { Access, Answer, Asked, Way } from "../gate/access.ts";

/** What the answer does not take into account. It is part of every answer: a list of people is easily read as the whole list. */
export const UNSEEN: readonly string[] = [
  "policies of resources (buckets, keys, functions), which may allow and deny on their own; those of the secrets of declared keys are seen",
  "policies of organizations (SCPs, RCPs) and of sessions, which can only take away",
  "identities that no record declares, the root user, and roles of IAM Identity Center",
  "who may become one of these identities, and what services do with roles that they were handed",
  `policies that AWS keeps, but for a few as of ${MANAGED_AS_OF}`,
];

const WORDS: Readonly<Record<Answer, string>> = { yes: "can", if: "can, if", unknown: "unknown" };

/** The answer for a terminal. */
export function whoCanText(asked: Asked, stacks: readonly string[], found: readonly Access[], asOf: Instant): string {
  const head = `${asked.action} on ${asked.resource}, by the records as of ${asOf}`;
  const parts = stacks.map((stack) => {
    const here = found.filter((access) => access.stack === stack);
    return [`${stack}: ${here.length === 0 ? "nobody" : ""}`.trimEnd(), ...here.map(accessText)].join("\n");
  });
  return [head, ...parts, `Not seen:\n${UNSEEN.map((line) => `  - ${line}`).join("\n")}`].join("\n\n");
}

/** The answer for programs, stable and sorted. */
export function whoCanJson(asked: Asked, found: readonly Access[], asOf: Instant): unknown {
  return { schema: "tenure/who-can/1", asOf, ...asked, access: found, notSeen: UNSEEN };
}

function accessText({ record, holder, answer, through, unless, unjudged }: Access): string {
  const who = holder === "template" ? `${record} (whoever gets a grant of it)` : record;
  return [
    `  ${WORDS[answer].padEnd(8)} ${who}`,
    ...through.map((way) => `             through ${wayText(way)}`),
    ...unless.map((way) => `             unless denied by ${wayText(way)}`),
    ...unjudged.map((what) => `             not judged: ${what}`),
  ].join("\n");
}

function wayText({ policy, group, on, when }: Way): string {
  return [
    policy,
    ...(group === null ? [] : [`of groups/${group}`]),
    ...(on === null ? [] : [`on ${on.join(", ")}`]),
    ...(when.length === 0 ? [] : [`where ${when.join(" and ")}`]),
  ].join(" ");
}
