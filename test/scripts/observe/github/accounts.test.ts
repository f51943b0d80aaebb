import { afterEach, describe, expect, it } from "vitest";
import { readGitHubAccounts } from "../../../../scripts/observe/github/accounts.ts";
import { claimsOn } from "../../../../stacks/model/elsewhere.ts";
import type { Instant } from "../../../../stacks/model/instant.ts";
import { declaredOf, personOf } from "../../../support/builders.ts";
import type { Http } from "../../../support/http.ts";
import { type Replies, simpleUser, startOrganisation } from "../../../support/organisation.ts";

const AS_OF = "2026-11-23T12:00:00Z" as Instant;
let http: Http | undefined;
afterEach(() => http?.close());

const people = [1, 2, 3, 4].map((id) => personOf(`w${id}`, { github: { login: `p-${id}`, id } }));
const claims = claimsOn(declaredOf({ people }), "github", AS_OF);
async function read(replies: Replies) {
  const started = await startOrganisation(replies);
  http = started.http;
  return await readGitHubAccounts(started.asking, { claims, limit: { count: 1, percent: 0 }, asOf: AS_OF });
}
const FULL = {
  "/orgs/acme/members?role=admin": [simpleUser(1, "p-1")],
  "/orgs/acme/members?role=member": [2, 3, 4].map((id) => simpleUser(id, `p-${id}`)),
  "/orgs/acme/outside_collaborators": [simpleUser(9, "vendor")],
};

describe("scripts/observe/github/accounts", () => {
  it("reads owners, members and outside collaborators, by their numbers", async () => {
    const { accounts } = await read(FULL);
    expect(accounts.map(({ id, handle, admin }) => [id, handle, admin])).toEqual([
      ["1", "p-1", true],
      ["2", "p-2", false],
      ["3", "p-3", false],
      ["4", "p-4", false],
      ["9", "vendor", false],
    ]);
  });

  it.each<[string, Replies, string]>([
    [
      "public members only, of whom none is an owner",
      { ...FULL, "/orgs/acme/members?role=admin": [] },
      "no owner of acme is shown, and each organisation has one: it needs the organisation permission Members: read",
    ],
    [
      "too few of those whom the directory knows",
      { ...FULL, "/orgs/acme/members?role=member": [] },
      "the list of accounts is not believed: it lacks 3 of the 4 accounts that are declared (2, 3, 4); 1 may be missing (limits.feed.missingPeople)",
    ],
    [
      "the same one twice, who became an owner meanwhile",
      { ...FULL, "/orgs/acme/members?role=admin": [1, 2].map((id) => simpleUser(id, `p-${id}`)) },
      "the list of accounts is not believed: ids that are there twice: 2",
    ],
    [
      "no outside collaborators, since it may not",
      { ...FULL, "/orgs/acme/outside_collaborators": 403 },
      "the service answered 403; is ORGANISATION_TOKEN current, and has it the organisation permission Members: read?",
    ],
  ])("believes no list of %s", async (_, replies, message) => {
    await expect(read(replies)).rejects.toThrow(message);
  });
});
