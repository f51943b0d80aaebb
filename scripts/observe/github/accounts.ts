import { z } from "zod";
import type { Claim } from "../../../stacks/model/elsewhere.ts";
import type { Instant } from "../../../stacks/model/instant.ts";
import type { Limit } from "../../../stacks/model/limit.ts";
import type { AccountList } from "../applications/account.ts";
import { wrongWith } from "../applications/guard.ts";
import { PartError } from "../part.ts";
import { type Asking, listAll } from "./service.ts";

/** An account as lists of people show it (REST API, "simple user"). */
export const simpleUser = z.looseObject({ id: z.int().positive(), login: z.string().min(1), type: z.string() });

const MEMBERS = "the organisation permission Members: read";

/**
 * Members and outside collaborators of the organisation; owners administer it. Without the permission GitHub shows the public members
 * and calls that a list: no owner at all, or too few of the declared accounts, is a gap. @throws PartError
 */
export async function readGitHubAccounts(
  asking: Asking,
  against: { claims: ReadonlyMap<string, readonly Claim[]>; limit: Limit; asOf: Instant },
): Promise<AccountList> {
  const organisation = `/orgs/${asking.source.organisation}`;
  const owners = await listAll(asking, "members", `${organisation}/members?role=admin`, simpleUser, MEMBERS);
  if (owners.length === 0)
    throw new PartError(
      "members",
      `no owner of ${asking.source.organisation} is shown, and each organisation has one: it needs ${MEMBERS}`,
    );
  const members = await listAll(asking, "members", `${organisation}/members?role=member`, simpleUser, MEMBERS);
  const outside = await listAll(asking, "outside_collaborators", `${organisation}/outside_collaborators`, simpleUser, MEMBERS);
  const account = (user: z.output<typeof simpleUser>, admin: boolean) => ({
    ...{ id: String(user.id), active: true, admin, lastUsedAt: null, person: null, handle: user.login },
  });
  const accounts = [...owners.map((user) => account(user, true)), ...[...members, ...outside].map((user) => account(user, false))];
  const list = { asOf: against.asOf, accounts };
  const wrong = wrongWith({ ...list, held: [] }, { ...against, least: asking.source.least });
  if (wrong !== undefined) throw new PartError("guard", `the list of accounts is not believed: ${wrong}`, { retry: true });
  return list;
}
