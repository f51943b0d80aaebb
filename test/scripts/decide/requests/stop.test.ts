import { describe, expect, it } from "vitest";
import { digestOf } from "../../../../scripts/decide/change.ts";
import { changeOfStop, type StoppedRecord, sessionRole, whyNotStopped } from "../../../../scripts/decide/requests/stop.ts";
import type { Arn } from "../../../../stacks/iam/arn.ts";
import { decided } from "../../../support/decisions.ts";
import { changeKey, changeUser, keyIdOf, observationOf, userIn } from "../../../support/observations.ts";
import { AS_OF, BASE, edit, PROD, small, smallTree } from "../../../support/small-organisation.ts";

const arn = (rest: string) => `arn:aws:iam::${PROD}:${rest}` as Arn;
const KEY = keyIdOf(userIn(observationOf(small(), "prod"), "exporter"), { slot: "primary" });
const stopped = (more: Partial<StoppedRecord> = {}, declared = small()): StoppedRecord => {
  const account = declared.accounts.get("prod")!;
  return {
    placed: { account, record: account.records.get("service-accounts/exporter")! },
    ...{ identity: arn("user/exporter"), slot: undefined, keys: [KEY], at: AS_OF, by: "person/w3", reason: "leaked", ref: null },
    ...more,
  };
};
const change = (one: StoppedRecord) => {
  const made = changeOfStop(one, BASE);
  if (!("edits" in made)) throw new Error(made.because);
  return made;
};

describe("scripts/decide/requests/stop", () => {
  it("is to the name and the digest what a drift run would make of it", () => {
    const boundary = arn("policy/tenure/disabled");
    const { decision } = decided(smallTree(), (observation) =>
      changeKey(changeUser(observation, "exporter", { boundary }), KEY, { status: "Inactive" }),
    );
    const [drift] = decision.changes;
    const own = change(stopped());
    expect([own.id, digestOf(own), own.action]).toEqual([drift!.id, digestOf(drift!), "disable"]);
    const alone = decided(smallTree(), (observation) => changeKey(observation, KEY, { status: "Inactive" })).decision.changes[0]!;
    expect(digestOf(change(stopped({ slot: "primary" })))).toBe(digestOf(alone));
  });

  it("says who, when and why, and where it is written up", () => {
    const { because, edits } = change(stopped({ ref: "INC-1" }));
    expect(because[0]!.message).toBe(`service-accounts/exporter was stopped in AWS at ${AS_OF} by person/w3: leaked`);
    expect(edits).toEqual([
      {
        change: "accounts/prod/service-accounts/exporter.yaml",
        steps: [
          { set: ["state"], to: "disabled" },
          { set: ["disabled"], to: { since: AS_OF, reason: "leaked", ref: "INC-1" } },
        ],
      },
    ]);
  });

  it("is nothing where the record says so already", () => {
    const disabled = edit(
      "accounts/prod/service-accounts/exporter.yaml",
      "groups:",
      'state: disabled\ndisabled: { since: 2026-11-24, reason: x, ref: "#1" }\ngroups:',
    );
    expect(changeOfStop(stopped({}, small(disabled)), BASE)).toEqual({ because: "it is disabled already: x" });
  });

  it.each([
    ["break-glass", arn("user/tenure/break-glass/glass-1"), /break-glass/],
    ["AWS's own", arn("role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX"), /AWS's own/],
    ["the pipeline's", arn("role/tenure-deploy"), /pipeline/],
    ["who asks", arn("user/sec-s"), /who asks/],
    ["whose session asks", arn("role/ops/on-call"), /who asks/],
  ])("never stops %s", (_, identity, why) => {
    const { settings } = small({
      "settings.yaml": "teams: { security: security, platform: platform }\npipeline: [role/tenure-deploy, service-accounts/observer]\n",
    });
    const caller = identity.endsWith("on-call") ? (`arn:aws:sts::${PROD}:assumed-role/on-call/sec-s` as Arn) : arn("user/sec-s");
    expect(whyNotStopped(identity, undefined, caller, settings)).toMatch(why);
    expect(whyNotStopped(arn("user/exporter"), "service-accounts/exporter", caller, settings)).toBeUndefined();
    expect(whyNotStopped(arn("user/observer"), "service-accounts/observer", caller, settings)).toMatch(/pipeline/);
  });

  it("knows the role of a session", () => {
    expect([sessionRole(`arn:aws:sts::${PROD}:assumed-role/on-call/sec-s`), sessionRole(arn("role/x"))]).toEqual(["on-call", undefined]);
  });
});
