import { describe, expect, it } from "vitest";
import { disable, disableKey, disabling } from "../../../../scripts/decide/responses/disable.ts";
import { situationOf } from "../../../support/decisions.ts";
import { someFinding } from "../../../support/findings.ts";
import { keyIdOf, observationOf, withGap } from "../../../support/observations.ts";
import { AS_OF, edit, small } from "../../../support/small-organisation.ts";

const USER = "arn:aws:iam::000000000000:user/exporter" as const;
const EXPORTER = "accounts/prod/service-accounts/exporter.yaml";
const situation = situationOf(small());
const key = someFinding({ facet: "key", subject: `${USER}#${keyIdOf({ arn: USER }, { slot: "primary" })}`, message: "the key ended" });

describe("scripts/decide/responses/disable", () => {
  it("disables the record and says since when, why and where, and touches nothing else", () => {
    expect(disable(someFinding({ message: "it ended" }), situation)).toEqual({
      action: "disable",
      edits: [
        {
          change: EXPORTER,
          steps: [
            { set: ["state"], to: "disabled" },
            { set: ["disabled"], to: { since: AS_OF, reason: "it ended", ref: situation.branch } },
          ],
        },
      ],
    });
  });

  it.each([
    ["people/w1", "accounts/prod/people/w1.yaml"],
    ["workloads/worker", "accounts/prod/workloads/worker.yaml"],
    ["roles/support", "accounts/prod/roles/support.yaml"],
    ["roles/admin", "accounts/prod/roles/admin.yaml"],
  ] as const)("disables %s in its own file", (record, change) => {
    expect(disable(someFinding({ record }), situation)).toMatchObject({ action: "disable", edits: [{ change }] });
  });

  it("retires what is disabled already: the finding comes only after the time for second thoughts", () => {
    const declared = small(edit(EXPORTER, "groups:", "state: disabled\ndisabled: { since: 2026-10-01, reason: ended, ref: x }\ngroups:"));
    expect(disable(someFinding(), situationOf(declared))).toMatchObject({ action: "retire" });
  });

  it.each(["groups/readers", "permissions/ledger-write"] as const)("does not disable %s, which has no state", (record) => {
    const answer = disable(someFinding({ record }), situation);
    expect(JSON.stringify(answer)).not.toContain("disabled");
  });

  it("retires an identity provider, which has no state either", () => {
    const provider =
      "owner: team/platform\npurpose: Sign-in of workflows\nexpires: 2026-11-01\noidc: { url: https://id.example.com, audiences: [x] }\n";
    const declared = small({ "accounts/prod/providers/idp.yaml": provider });
    expect(disable(someFinding({ record: "providers/idp" }), situationOf(declared))).toMatchObject({ action: "retire" });
  });

  it("sets one key disabled and leaves the user and other keys alone", () => {
    expect(disableKey(key, situation)).toEqual({
      action: "disable",
      edits: [{ change: EXPORTER, steps: [{ set: ["keys", "primary", "state"], to: "disabled" }] }],
    });
  });

  it("does not guess the slot of a key", () => {
    const observed = withGap(observationOf(small(), "prod"), "slots").parts;
    expect(disableKey(key, { ...situation, observed })).toEqual({
      nothing: "the slot of the key is not known: the secrets that name it could not be read",
    });
  });

  it("writes the same two fields for whoever disables", () => {
    expect(disabling("because", situation)).toEqual([
      { set: ["state"], to: "disabled" },
      { set: ["disabled"], to: { since: AS_OF, reason: "because", ref: situation.branch } },
    ]);
  });
});
