import { describe, expect, it } from "vitest";
import { scopeOf } from "../../../scripts/compare/check.ts";
import { allEntities, declaredFacets, FACET_SOURCES } from "../../../scripts/compare/facets.ts";
import { entitiesOf } from "../../../stacks/entities.ts";
import type { Facet, FacetName } from "../../../stacks/iam/facet.ts";
import { AWS_THUMBPRINT, addEntity, addKey, changeUser, observationOf, partOf, strangeRole, withPart } from "../../support/observations.ts";
import { PROD, sample } from "../../support/small-organisation.ts";

const declared = sample();
const scope = scopeOf(declared, declared.accounts.get("prod")!, entitiesOf(declared, "prod"));
const observation = observationOf(declared, "prod");
const sourceOf = (facet: FacetName) => FACET_SOURCES.find(({ facets }) => facets.includes(facet))!;
const partsOf = (from = observation) =>
  Object.fromEntries(Object.entries(from.parts).map(([name, part]) => [name, (part as { value: unknown }).value])) as never;

/** Without what AWS alone knows: ids and dates of keys, thumbprints that it filled in. */
function foundAsDeclared(facet: Facet): Facet {
  if (facet.facet === "key") return { ...facet, keys: facet.keys.map(({ id: _id, createdAt: _at, ...key }) => key) };
  if (facet.facet !== "federation" || !("oidc" in facet.federation)) return facet;
  const { thumbprints, ...oidc } = facet.federation.oidc;
  return { ...facet, federation: { oidc: thumbprints?.join() === AWS_THUMBPRINT ? oidc : facet.federation.oidc } };
}

describe("scripts/compare/facets", () => {
  it("shows every facet from exactly one source", () => {
    const all: FacetName[] = [
      "tags",
      "boundary",
      "trust",
      "session",
      "document",
      "attachment",
      "membership",
      "profile",
      "federation",
      "key",
      "console",
    ];
    // Tags of providers come with the providers, those of all others with the account's details.
    expect(FACET_SOURCES.flatMap(({ facets }) => facets).sort()).toEqual([...all, "tags"].sort());
  });

  it.each(FACET_SOURCES.map((source) => [source.facets.join(", "), source] as const))(
    "observes what is declared, facet for facet: %s",
    (_, source) => {
      const observed = source.observed(scope, partsOf());
      for (const [arn, facets] of declaredFacets(scope, source.facets)) {
        if (arn.includes("-provider/") !== source.facets.includes("federation")) continue;
        // AWS's details of the account leave the tags of policies out.
        const expected = arn.includes(":policy/") ? facets.filter(({ facet }) => facet !== "tags") : facets;
        const found = (observed.get(arn) ?? []).map((facet) => foundAsDeclared(facet));
        expect(found).toEqual(expected);
      }
    },
  );

  it("says that every facet belongs to the record that declares the entity, whatever its own tag says", () => {
    const users = partOf(observation, "authorization").users;
    const forged = users.reduce(
      (all, { name, tags }) => changeUser(all, name, { tags: { ...tags, record: "prod/people/somebody-else" } }),
      observation,
    );
    for (const { observed } of FACET_SOURCES) {
      for (const [arn, facets] of observed(scope, partsOf(forged))) {
        const { ref } = scope.entities.find(({ entity }) => entity.arn === arn)!;
        expect(facets.map(({ record }) => record)).toEqual(facets.map(() => `prod/${ref}`));
      }
    }
  });

  it("makes up nothing for what a part does not show", () => {
    const [sessions, consoles] = [sourceOf("session"), sourceOf("console")];
    const role = strangeRole(PROD, "new");
    const withRole = withPart(addEntity(observation, role), "sessions", (value) => {
      const { [role.arn]: _, ...others } = value;
      return others;
    });
    expect(sessions.observed(scope, partsOf(withRole)).has(role.arn)).toBe(false);
    const without = withPart(observation, "credentials", (report) => ({ ...report, rows: report.rows.slice(1) }));
    expect(consoles.observed(scope, partsOf(without)).size).toBe(partOf(observation, "credentials").rows.length - 1);
  });

  it("leaves keys that no slot knows to the check key-undeclared", () => {
    const user = partOf(observation, "authorization").users[0]!.arn;
    const keys = sourceOf("key").observed(scope, partsOf(addKey(observation, { id: "AKIASTRANGE00001", user })));
    expect(JSON.stringify([...keys])).not.toContain("AKIASTRANGE00001");
  });

  it("leaves out the roles of AWS itself", () => {
    const own = strangeRole(PROD, "AWSServiceRoleForSupport", { path: "/aws-service-role/support.amazonaws.com/" });
    const entities = allEntities(partOf(addEntity(observation, own), "authorization"));
    expect(entities.map(({ arn }) => arn)).not.toContain(own.arn);
    expect(entities).toHaveLength(scope.entities.filter(({ entity }) => entity.type !== "provider").length);
  });
});
