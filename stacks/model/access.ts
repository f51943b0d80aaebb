import { z } from "zod";
import { strictObject, uniqueList, wordRecord } from "./fields.ts";

/** What members of a team get in one account: a record of a person's own, made when they begin or come to the team. */
const given = strictObject({
  kind: z.literal("people").describe("kind of the record; an IAM user for the person"),
  groups: uniqueList(z.string())
    .default([])
    .describe("groups of the account; a mover loses those that the new team does not give")
    .meta({ examples: [["readers"]] }),
  console: z.boolean().default(false).describe("has a console password"),
  purpose: z
    .string()
    .min(10)
    .max(200)
    .optional()
    .describe("what it is for, in one sentence")
    .meta({ examples: ["Reads the ledger in daily work"] }),
});

/** What members of each team get, by account. */
export const access = wordRecord(
  z.string().regex(/^team\/[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, { error: "expected team/<id>" }),
  wordRecord(z.string(), given),
)
  .default({})
  .describe("what members of a team get from their first day, by team and account. Why: nothing, until somebody decides that")
  .meta({ examples: [{ "team/payments": { prod: { kind: "people", groups: ["readers"] } } }] });

/** What members of a team get, by account. */
export type TeamAccess = Readonly<Record<string, z.output<typeof given>>>;

/** What the settings give to members of a team, by account; `undefined` where they say nothing about the team. */
export function accessOfTeam(all: Readonly<Record<string, TeamAccess>>, team: string): TeamAccess | undefined {
  return Object.hasOwn(all, `team/${team}`) ? all[`team/${team}`] : undefined;
}
