import { describe, expect, it } from "vitest";
import { NO_EXTRA } from "../../../scripts/compare/extra.ts";
import { tieOut } from "../../../scripts/compare/tie-out.ts";
import { entitiesOf } from "../../../stacks/entities.ts";
import { addEntity, observationOf, strangeUser, withGap } from "../../support/observations.ts";
import { PROD, small } from "../../support/small-organisation.ts";

const DECLARED = small();
const ENTITIES = entitiesOf(DECLARED, "prod");
const REAL = observationOf(DECLARED, "prod");

describe("scripts/compare/tie-out", () => {
  it("counts every entity of AWS once: declared, unmanaged or AWS's own", () => {
    const lines = tieOut(ENTITIES, addEntity(REAL, strangeUser(PROD, "x")), NO_EXTRA)!;
    expect(lines.map(({ type }) => type)).toEqual(["user", "role", "group", "policy", "provider"]);
    expect(lines[0]).toEqual({ type: "user", live: 3, declared: 2, unmanaged: 1, platform: 0, missing: 0 });
    for (const { live, declared, unmanaged, platform } of lines) expect(declared + unmanaged + platform).toBe(live);
  });

  it("counts what is declared and not there apart", () => {
    const lines = tieOut(ENTITIES, observationOf(small({ "accounts/prod/people/w1.yaml": null }), "prod"), NO_EXTRA)!;
    expect(lines[0]).toMatchObject({ live: 1, declared: 1, missing: 1 });
  });

  it("ties nothing to what was not wholly read", () => {
    const gap = { source: "program", operation: "run", reason: "it failed", retry: false };
    expect(tieOut(ENTITIES, withGap(REAL, "providers"), NO_EXTRA)).toBeUndefined();
    expect(tieOut(ENTITIES, withGap(REAL, "authorization"), NO_EXTRA)).toBeUndefined();
    expect(tieOut(ENTITIES, REAL, { complete: false, gap })).toBeUndefined();
  });
});
