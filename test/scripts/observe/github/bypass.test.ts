import { afterEach, describe, expect, it } from "vitest";
import { readBypass } from "../../../../scripts/observe/github/bypass.ts";
import type { Http } from "../../../support/http.ts";
import { type Replies, simpleUser, startOrganisation } from "../../../support/organisation.ts";

let http: Http | undefined;
afterEach(() => http?.close());
const ruleset = (id: number, more: object = {}) => ({
  ...{ id, name: `rules-${id}`, target: "branch", source_type: "Repository", source: "acme/identities", enforcement: "active", ...more },
});
const actor = (actor_type: string, actor_id: number | null, bypass_mode = "always") => ({ actor_type, actor_id, bypass_mode });
const FULL: Replies = {
  "/repos/acme/identities/rulesets": [ruleset(1), ruleset(2, { enforcement: "evaluate" }), ruleset(3, { target: "tag" }), ruleset(4)],
  "/repos/acme/identities/rulesets/1": {
    ...ruleset(1),
    bypass_actors: [actor("OrganizationAdmin", 1), actor("Integration", 7, "pull_request")],
  },
  "/repos/acme/identities/rulesets/4": { ...ruleset(4), bypass_actors: [] },
  "/orgs/acme/members?role=admin": [simpleUser(1, "owner")],
  "/repos/acme/identities/collaborators": [simpleUser(2, "admin")],
};
async function read(replies: Replies, settings = {}) {
  const started = await startOrganisation(replies, settings);
  http = started.http;
  return await readBypass(started.asking);
}

describe("scripts/observe/github/bypass", () => {
  it("reads whom active rules of branches let past, and who may change them", async () => {
    expect(await read(FULL)).toEqual({
      repository: "acme/identities",
      rulesets: 2,
      actors: [
        { actor: "OrganizationAdmin", ruleset: "rules-1", always: true },
        { actor: "Integration/7", ruleset: "rules-1", always: false },
      ],
      administrators: [
        { id: "1", handle: "owner", owner: true },
        { id: "2", handle: "admin", owner: false },
      ],
    });
    expect(http!.requests.map(({ path }) => path)).toContain("/repos/acme/identities/collaborators?permission=admin&per_page=100");
  });

  it("is not complete where GitHub leaves out whom a ruleset lets past, unless nobody asks for that", async () => {
    const hidden = { ...FULL, "/repos/acme/identities/rulesets/1": ruleset(1) };
    await expect(read(hidden)).rejects.toThrow(
      'GitHub does not say who may bypass the ruleset "rules-1": it needs the repository permission Administration: write, or rulesetActors: false',
    );
    await http!.close();
    expect(await read(hidden, { rulesetActors: false })).toMatchObject({ rulesets: 2, actors: [] });
  });

  it("names the permission where a list is refused", async () => {
    await expect(read({ ...FULL, "/repos/acme/identities/collaborators": 403 })).rejects.toThrow(
      "has it the repository permission Administration: read?",
    );
  });

  it("rejects a malformed reply with the field's path", async () => {
    const odd = { ...ruleset(1), bypass_actors: [{ actor_id: 1, bypass_mode: "always" }] };
    await expect(read({ ...FULL, "/repos/acme/identities/rulesets/1": odd })).rejects.toThrow(/^malformed: bypass_actors\.0\.actor_type: /);
  });
});
