import { z } from "zod";
import type { Role } from "../iam/entity.ts";
import { resolveOwner } from "../model/directory.ts";
import { owner, personRef, strictObject } from "../model/fields.ts";
import { type OwnerRef, parseOwner, type RecordRef } from "../model/ref.ts";
import { boundaryMisfits, boundaryReferences } from "./boundary.ts";
import { STATES_ITS_REASON, statesItsReason } from "./fields.ts";
import { kind } from "./kind.ts";
import { lastDays } from "./latest-end.ts";
import { denyDelegation, ONWARD_POLICY, splitDelegation } from "./onward.ts";
import { isTaggedAs, mayBeKind, permissionReferences } from "./translate.ts";
import { trustMisfits, trustReferences, workloadTrust } from "./trust.ts";
import { recogniseWorkload, type WorkloadRecord, workloadFields, workloadRole } from "./workloads.ts";

/** An AI agent: a role for software, and who is accountable for what it does with it. */
export type AgentRecord = WorkloadRecord & {
  sponsor: `person/${string}`;
  autonomy: { humanInLoop: boolean; mayDelegate: boolean };
  kill: { contact: OwnerRef; procedure: string };
};

/** The services that run nothing but agents (developer guides of Amazon Bedrock and Bedrock AgentCore, "Service role"). */
const AGENT_SERVICES = ["bedrock-agentcore.amazonaws.com", "bedrock.amazonaws.com"];

const record = strictObject({
  ...workloadFields,
  trust: workloadTrust,
  sponsor: personRef.describe("the person, never a team, who is accountable for what it does"),
  autonomy: strictObject({
    humanInLoop: z.boolean().describe("true when a person confirms what it does before it is done"),
    mayDelegate: z.boolean().describe("false denies it to take on other roles, to give roles to services and to call other agents"),
  }).describe("how far it may go by itself"),
  kill: strictObject({
    contact: owner.describe("who stops it in an emergency"),
    procedure: z
      .string()
      .min(10)
      .max(500)
      .describe("what they do, as a command where there is one")
      .meta({ examples: ["npm run disable -- agents/support-triage"] }),
  }).describe("how it is stopped at once"),
})
  .refine(statesItsReason, STATES_ITS_REASON)
  .refine(({ legacy }) => !Object.hasOwn(legacy?.inline ?? {}, ONWARD_POLICY), {
    error: `expected another name than ${ONWARD_POLICY}, which "autonomy" writes`,
    path: ["legacy", "inline"],
  });

/** An AI agent. */
export const agents = kind<AgentRecord>({
  name: "agents",
  title: "an AI agent: an IAM role, and the person who is accountable for it",
  entityType: "role",
  record,
  references: (fields) => [
    ...permissionReferences(fields.permissions),
    ...boundaryReferences(fields),
    ...trustReferences(fields.trust),
    { path: ["sponsor"], owner: fields.sponsor },
    { path: ["kill", "contact"], owner: fields.kill.contact },
  ],
  misfits: (fields, at) => [...trustMisfits(fields.trust, at.account), ...boundaryMisfits(fields, at)],
  notAfter: (fields, _at, { directory }) => lastDays([fields.sponsor], directory),
  entities(fields, at, declared) {
    const role = workloadRole(fields, at, declared);
    return [fields.autonomy.mayDelegate ? role : { ...role, inline: { ...role.inline, [ONWARD_POLICY]: denyDelegation() } }];
  },
  recognise: (entities, account, declared) =>
    entities.flatMap((entity) => {
      if (entity.type !== "role" || !mayBeKind(entity, "agents", declared)) return [];
      if (!isTaggedAs(entity, "agents", declared) && !runsAgents(entity)) return [];
      const { role, mayDelegate } = splitDelegation(entity);
      const fields = recogniseWorkload(role, account, declared);
      // Whether somebody watches it, nobody can see: the least is assumed.
      const autonomy = { humanInLoop: false, mayDelegate };
      return [{ kind: "agents", name: entity.name, entity: entity.arn, fields: { ...fields, autonomy } }];
    }),
  meanwhile({ owner: answers, asOf }, at, { directory }) {
    const answer = resolveOwner(directory, answers, asOf);
    const present = answer.state === "answers" ? answer.people.filter(({ status }) => status === "active") : [];
    const lead = directory.teams.get(parseOwner(answers)?.id ?? "")?.lead;
    const sponsor = present.find(({ id }) => id === lead) ?? present[0];
    return {
      ...(sponsor ? { sponsor: `person/${sponsor.id}` } : {}),
      kill: { contact: answers, procedure: stoppingProcedure(at.ref) },
    };
  },
});

/** How an agent is stopped, in words for whoever has to do it. */
export function stoppingProcedure(ref: RecordRef): string {
  return `npm run disable -- ${ref} --reason "…", then merge and deploy`;
}

function runsAgents({ trust }: Role): boolean {
  const principals = trust.statements.flatMap((statement) => statement.principals ?? []);
  return principals.some(({ type, values }) => type === "Service" && values.some((service) => AGENT_SERVICES.includes(service)));
}
