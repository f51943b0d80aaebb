import { GITHUB, type GitHubSource } from "../../../stacks/model/configured.ts";
import { hasLeft } from "../../../stacks/model/directory.ts";
import type { Instant } from "../../../stacks/model/instant.ts";
import { type Elsewhere, elsewhere } from "../../../stacks/model/ref.ts";
import type { Bypass } from "../../observe/github/parts.ts";
import { type Check, check, type Scope } from "../check.ts";
import type { Draft } from "../finding.ts";

/** Ways into the organisation on GitHub, and past the rules of this repository, that the settings do not declare: only merged records may change AWS. */
export const githubUndeclared: readonly Check[] = [
  check({
    name: "github-undeclared",
    needs: ["githubKeys"],
    detect: ({ declared }, { githubKeys }) => {
      const known = declared.settings.sources.github?.deployKeys ?? [];
      return githubKeys
        .filter(({ id, mayWrite }) => mayWrite && !known.includes(id))
        .map(({ id, repository, createdAt, lastUsedAt }) =>
          draftOf(
            elsewhere(`${GITHUB}/${repository}`, `key/${id}`),
            `deploy key ${id} may write to ${repository} since ${createdAt}, last used ${lastUsedAt ?? "never"}; it belongs to nobody and never ends`,
          ),
        );
    },
  }),
  check({
    name: "github-undeclared",
    needs: ["githubApps"],
    detect: ({ declared }, { githubApps }) => {
      const known = declared.settings.sources.github?.apps ?? [];
      return githubApps
        .filter(({ app, suspended, writes }) => !suspended && writes.length > 0 && !known.includes(app))
        .map(({ id, app, allRepositories, writes }) =>
          draftOf(
            elsewhere(GITHUB, `installation/${id}`),
            `the App ${app} may write ${writes.join(", ")} in ${allRepositories ? "all repositories" : "selected repositories"}`,
          ),
        );
    },
  }),
  check({
    name: "github-undeclared",
    needs: ["githubBypass"],
    detect: (scope, { githubBypass }, asOf) => {
      const { github } = scope.declared.settings.sources;
      return github === null ? [] : [...unprotected(githubBypass), ...strangers(scope, githubBypass, github, asOf)];
    },
  }),
];

function unprotected({ repository, rulesets }: Bypass): readonly Draft[] {
  if (rulesets > 0) return [];
  return [
    draftOf(
      elsewhere(`${GITHUB}/${repository}`, "rules"),
      `no active ruleset protects ${repository}: whoever may write may merge unreviewed`,
    ),
  ];
}

/** Actors that rulesets let past, and people who may change the rules. Whoever has left counts as declared by nobody. */
function strangers(
  { declared }: Scope,
  { repository, actors, administrators }: Bypass,
  { mayBypass }: GitHubSource,
  asOf: Instant,
): readonly Draft[] {
  const people = [...declared.directory.people.values()].filter(({ id }) => mayBypass.includes(`person/${id}`));
  const allowed = new Set(people.filter((person) => !hasLeft(person, asOf)).map(({ github }) => String(github?.id)));
  const place = `${GITHUB}/${repository}`;
  const byActor = Map.groupBy(
    actors.filter(({ actor }) => !mayBypass.includes(actor)),
    ({ actor }) => actor,
  );
  return [
    ...[...byActor].map(([actor, all]) => {
      const how = all.some(({ always }) => always) ? "always" : "by pull requests";
      return draftOf(
        elsewhere(place, actor),
        `${actor} may bypass the rules of ${repository} ${how} (${all.map(({ ruleset }) => ruleset).join(", ")})`,
      );
    }),
    ...administrators
      .filter(({ id, owner }) => !allowed.has(id) && !(owner && mayBypass.includes("OrganizationAdmin")))
      .map(({ id, handle, owner }) =>
        draftOf(
          elsewhere(place, `User/${id}`),
          `${handle} (${id}) ${owner ? "owns the organisation and" : "administers the repository and"} may change the rules of ${repository}`,
        ),
      ),
  ];
}

function draftOf(subject: Elsewhere, what: string): Draft {
  return { check: "github-undeclared", subject, record: null, severity: "high", message: `${what}; sources.github does not declare it` };
}
