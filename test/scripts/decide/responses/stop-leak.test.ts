import { describe, expect, it } from "vitest";
import { stopLeak } from "../../../../scripts/decide/responses/stop-leak.ts";
import type { Observation } from "../../../../scripts/observe/observation.ts";
import { situationOf } from "../../../support/decisions.ts";
import { someFinding } from "../../../support/findings.ts";
import { addKey, changeKey, keyIdOf, observationOf, withGap } from "../../../support/observations.ts";
import { edit, small } from "../../../support/small-organisation.ts";

const USER = "arn:aws:iam::000000000000:user/exporter" as const;
const EXPORTER = "accounts/prod/service-accounts/exporter.yaml";
const KEY = keyIdOf({ arn: USER }, { slot: "primary" });
const FINDING = someFinding({ check: "leaked", severity: "critical", message: "AWS found an access key" });

function answer(disturb: (observation: Observation) => Observation = (all) => all, files: Record<string, string> = {}) {
  const declared = small(files);
  return stopLeak(FINDING, situationOf(declared, { observed: disturb(observationOf(declared, "prod")).parts }));
}
const whole = {
  action: "disable",
  edits: [
    {
      change: EXPORTER,
      steps: [
        { set: ["state"], to: "disabled" },
        { set: ["disabled"], to: { reason: "AWS found an access key" } },
      ],
    },
  ],
};

describe("scripts/decide/responses/stop-leak", () => {
  it("sets the one key that works Inactive, and says what that does not stop", () => {
    expect(answer()).toMatchObject({
      action: "disable",
      edits: [{ change: EXPORTER, steps: [{ set: ["keys", "primary", "state"], to: "disabled" }] }],
      notes: [expect.stringContaining(`Only the key ${KEY} is set Inactive`), expect.stringContaining("CloudTrail")],
    });
  });

  it("stops the whole user where several keys work: AWS does not say which one leaked", () => {
    expect(answer((all) => addKey(all, { id: "AKIASTRANGE1", user: USER }))).toMatchObject({
      ...whole,
      notes: [`AWS does not say which key leaked; working are ${KEY}, AKIASTRANGE1.`],
    });
  });

  it("stops the whole user where nobody knows its keys, or the working one is out of hand", () => {
    expect(answer((all) => withGap(all, "keys"))).toMatchObject(whole);
    const off = edit(EXPORTER, "{ expires: 2027-01-31 }", "{ expires: 2027-01-31, state: disabled }");
    expect(answer((all) => changeKey(all, KEY, { status: "Active" }), off)).toMatchObject(whole);
  });

  it("has nothing to take away where no key works, or the user is stopped already", () => {
    expect(answer((all) => changeKey(all, KEY, { status: "Inactive" }))).toEqual({
      nothing: "none of its keys works any more: look in CloudTrail for what was done with it, then detach AWS's policy by hand",
    });
    const stopped = edit(EXPORTER, "groups:", "state: disabled\ndisabled: { since: 2026-11-20, reason: x, ref: x }\ngroups:");
    expect(answer(undefined, stopped)).toEqual({
      nothing: "it is stopped already: look in CloudTrail for what was done with the key, then detach AWS's policy by hand",
    });
  });

  it("leaves a user that no record declares to its adoption", () => {
    expect(stopLeak({ ...FINDING, record: null }, situationOf(small()))).toEqual({
      nothing: "no record declares it: it is adopted disabled, as what nobody declared",
    });
  });
});
