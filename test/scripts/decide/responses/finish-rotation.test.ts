import { describe, expect, it } from "vitest";
import { finishRotation } from "../../../../scripts/decide/responses/finish-rotation.ts";
import type { Observation } from "../../../../scripts/observe/observation.ts";
import type { Instant } from "../../../../stacks/model/instant.ts";
import { situationOf } from "../../../support/decisions.ts";
import { someFinding } from "../../../support/findings.ts";
import { changeKey, keyIdOf, observationOf, withGap } from "../../../support/observations.ts";
import { edit, small } from "../../../support/small-organisation.ts";

const USER = "arn:aws:iam::000000000000:user/exporter" as const;
const EXPORTER = "accounts/prod/service-accounts/exporter.yaml";
const [OLD, FRESH] = [keyIdOf({ arn: USER }, { slot: "primary" }), keyIdOf({ arn: USER }, { slot: "next" })];
const BOTH = edit(EXPORTER, "primary: { expires: 2027-01-31 }", "primary: { expires: 2026-12-31 }\n  next: { expires: 2027-01-31 }");
const used = (id: string, lastUsedAt: string | null) => (all: Observation) =>
  changeKey(all, id, { lastUsedAt: lastUsedAt as Instant | null });

function answer(id: string, files: Record<string, string>, ...disturbances: ((observation: Observation) => Observation)[]) {
  const declared = small(files);
  const observed = disturbances.reduce((all, disturb) => disturb(all), observationOf(declared, "prod")).parts;
  return finishRotation(
    someFinding({ check: "rotation-overdue", subject: `${USER}#${id}`, facet: "key" }),
    situationOf(declared, { observed }),
  );
}

describe("scripts/decide/responses/finish-rotation", () => {
  it("disables the old key once the new one has taken over, and only that key", () => {
    expect(answer(OLD, BOTH, used(OLD, "2026-11-10T00:00:00Z"), used(FRESH, "2026-11-23T00:00:00Z"))).toMatchObject({
      action: "disable",
      edits: [{ change: EXPORTER, steps: [{ set: ["keys", "primary", "state"], to: "disabled" }] }],
      notes: [expect.stringContaining("next was used at 2026-11-23T00:00:00Z, primary was last used at 2026-11-10T00:00:00Z")],
    });
  });

  it("proposes no new key: that is a new credential", () => {
    expect(answer(OLD, {})).toEqual({ nothing: "`npm run rotate -- service-accounts/exporter --stack prod` does the next step" });
  });

  it("does not disable the old key for what is said of the new one", () => {
    expect(answer(FRESH, BOTH, used(OLD, "2026-11-10T00:00:00Z"), used(FRESH, "2026-11-23T00:00:00Z"))).toHaveProperty("nothing");
  });

  it("waits while nothing uses the new key, and says what is not known", () => {
    expect(answer(OLD, BOTH, used(OLD, "2026-11-10T00:00:00Z"), used(FRESH, null))).toMatchObject({
      nothing: expect.stringContaining("nothing has used next yet"),
    });
    expect(answer(OLD, BOTH, (all) => withGap(all, "slots"))).toMatchObject({
      nothing: expect.stringContaining("it is not known whether"),
    });
  });
});
