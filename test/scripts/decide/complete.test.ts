import { describe, expect, it } from "vitest";
import { completeEntities } from "../../../scripts/decide/complete.ts";
import { entitiesOf } from "../../../stacks/entities.ts";
import type { Entity } from "../../../stacks/iam/entity.ts";
import {
  AWS_THUMBPRINT,
  addEntity,
  keyIdOf,
  MADE_AT,
  observationOf,
  PART_NAMES,
  strangeRole,
  WHOLE_PARTS,
  withGap,
  withPart,
} from "../../support/observations.ts";
import { PROD, sample } from "../../support/small-organisation.ts";

const declared = sample();
const whole = observationOf(declared, "prod");
const byArn = (entities: readonly Entity[]) => [...entities].sort((a, b) => (a.arn < b.arn ? -1 : 1));

describe("scripts/decide/complete", () => {
  it("puts together exactly what is declared from an observation of it, keys with what AWS knows of them", () => {
    const complete = completeEntities(whole.parts);
    const expected = entitiesOf(declared, "prod").map(({ entity }): Entity => {
      if (entity.type === "policy") return { ...entity, tags: {} };
      // AWS fills thumbprints in.
      if (entity.type === "provider" && "oidc" in entity.federation)
        return { ...entity, federation: { oidc: { ...entity.federation.oidc, thumbprints: [AWS_THUMBPRINT] } } };
      if (entity.type !== "user") return entity;
      const keys = entity.keys.map(({ slot, status, id }) => ({
        id: keyIdOf(entity, { slot: slot!, ...(id ? { id } : {}) }),
        status,
        createdAt: MADE_AT,
        slot: slot!,
      }));
      // Who reads their secrets is observed with the secrets.
      const { secretReaders: _, ...user } = entity;
      return { ...user, keys };
    });
    expect("value" in complete && byArn(complete.value)).toEqual(byArn(expected));
  });

  it("leaves providers out when they could not be read: nothing else rests on them", () => {
    const complete = completeEntities(withGap(whole, "providers").parts);
    const all = completeEntities(whole.parts);
    expect("value" in complete && "value" in all && byArn(complete.value)).toEqual(
      "value" in all && byArn(all.value.filter(({ type }) => type !== "provider")),
    );
  });

  it.each(WHOLE_PARTS)("names %s when that is missing, and makes nothing up", (name) => {
    expect(completeEntities(withGap(whole, name).parts)).toEqual({ missing: name });
  });

  it("names one part when several are missing", () => {
    const dark = PART_NAMES.reduce((all, name) => withGap(all, name), whole);
    expect(completeEntities(dark.parts)).toEqual({ missing: "authorization" });
  });

  it("does not invent how long the sessions of a role last", () => {
    const role = strangeRole(PROD, "fresh");
    const without = withPart(addEntity(whole, role), "sessions", (sessions) =>
      Object.fromEntries(Object.entries(sessions).filter(([arn]) => arn !== role.arn)),
    );
    const complete = completeEntities(without.parts);
    const found = "value" in complete ? complete.value.find(({ arn }) => arn === role.arn) : undefined;
    expect(found).toBeUndefined();
  });
});
