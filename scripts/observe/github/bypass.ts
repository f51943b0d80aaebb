import { z } from "zod";
import { conform } from "../conform.ts";
import { PartError } from "../part.ts";
import { simpleUser } from "./accounts.ts";
import type { Bypass } from "./parts.ts";
import { type Asking, listAll } from "./service.ts";

const listed = z.looseObject({
  id: z.int().positive(),
  name: z.string(),
  target: z.string().nullish(),
  enforcement: z.enum(["disabled", "active", "evaluate"]),
});
const actor = z.looseObject({ actor_id: z.int().nullish(), actor_type: z.string().min(1), bypass_mode: z.string() });
const ruleset = z.looseObject({ bypass_actors: z.array(actor).optional() });

/** Of these there is one each: the number that GitHub gives says nothing. */
const SINGLE = ["OrganizationAdmin", "EnterpriseOwner", "DeployKey"];

const METADATA = "the repository permission Metadata: read";
const ADMINISTRATION = "the repository permission Administration";

/** Who may bypass the rules of the repository, those of its organisation included. @throws PartError where GitHub leaves out who it is. */
export async function readBypass(asking: Asking): Promise<Bypass> {
  const { organisation, repository, rulesetActors } = asking.source;
  const path = `/repos/${organisation}/${repository}`;
  const all = await listAll(asking, "rulesets", `${path}/rulesets?includes_parents=true`, listed, METADATA);
  const active = all.filter(({ enforcement, target }) => enforcement === "active" && (target ?? "branch") === "branch");
  const actors: Bypass["actors"][number][] = [];
  for (const { id, name } of rulesetActors ? active : []) {
    const { json } = await asking.rest.get("ruleset", `${path}/rulesets/${id}?includes_parents=true`, METADATA);
    const { bypass_actors } = conform("ruleset", ruleset, json);
    if (bypass_actors === undefined)
      throw new PartError(
        "ruleset",
        `GitHub does not say who may bypass the ruleset "${name}": it needs ${ADMINISTRATION}: write, or rulesetActors: false`,
      );
    asking.recorder.page("ruleset", bypass_actors.length);
    for (const { actor_id, actor_type, bypass_mode } of bypass_actors) {
      const named = SINGLE.includes(actor_type) ? actor_type : `${actor_type}/${actor_id}`;
      actors.push({ actor: named, ruleset: name, always: bypass_mode !== "pull_request" });
    }
  }
  const owners = await listAll(
    asking,
    "members",
    `/orgs/${organisation}/members?role=admin`,
    simpleUser,
    "the organisation permission Members: read",
  );
  const ids = new Set(owners.map(({ id }) => id));
  const people = await listAll(asking, "collaborators", `${path}/collaborators?permission=admin`, simpleUser, `${ADMINISTRATION}: read`);
  // Owners administer every repository: a list without them is not whole.
  const administrators = new Map(
    [...owners, ...people].map(({ id, login }) => [id, { id: String(id), handle: login, owner: ids.has(id) }]),
  );
  return { repository: `${organisation}/${repository}`, rulesets: active.length, actors, administrators: [...administrators.values()] };
}
