import { describe, expect, it } from "vitest";
import { scopeOf } from "../../../scripts/compare/check.ts";
import { FACET_SOURCES } from "../../../scripts/compare/facets.ts";
import { pairsOf } from "../../../scripts/compare/pairs.ts";
import type { Observation } from "../../../scripts/observe/observation.ts";
import { entitiesOf } from "../../../stacks/entities.ts";
import { changeUser, observationOf, partOf, removeEntity } from "../../support/observations.ts";
import { sample } from "../../support/small-organisation.ts";

const DECLARED = sample();
const OF_DETAILS = FACET_SOURCES.find(({ facets }) => facets.includes("attachment"))!;
const scope = () => scopeOf(DECLARED, DECLARED.accounts.get("prod")!, entitiesOf(DECLARED, "prod"));
const pairs = (observation: Observation, of = scope()) => pairsOf(OF_DETAILS, of, { authorization: partOf(observation, "authorization") });

describe("scripts/compare/pairs", () => {
  it("puts each declared facet beside the observed one, without a difference where both say the same", () => {
    const all = pairs(observationOf(DECLARED, "prod"));
    expect(all.length).toBeGreaterThan(100);
    expect(all.every(({ declared, observed }) => declared.facet === observed.facet)).toBe(true);
    expect(all.filter(({ differences }) => differences.length > 0)).toEqual([]);
  });

  it("says what differs, and leaves out what AWS does not have", () => {
    const moved = changeUser(observationOf(DECLARED, "prod"), "billing-exporter", { groups: [] });
    const changed = pairs(moved).filter(({ differences }) => differences.length > 0);
    expect(changed.map(({ arn, declared }) => [arn.split("/").at(-1), declared.facet])).toEqual([["billing-exporter", "membership"]]);
    const gone = pairs(removeEntity(moved, changed[0]!.arn));
    expect(gone.filter(({ arn }) => arn === changed[0]!.arn)).toEqual([]);
  });

  it("works once for a scope and an observation, and anew for another observation of the same scope", () => {
    const [of, observation] = [scope(), observationOf(DECLARED, "prod")];
    const first = pairs(observation, of);
    expect(pairs(observation, of)).toBe(first);
    const moved = pairs(changeUser(observation, "billing-exporter", { groups: [] }), of);
    expect(moved.filter(({ differences }) => differences.length > 0)).toHaveLength(1);
  });
});
