import { describe, expect, it } from "vitest";
import type { Observation } from "../../../../scripts/observe/observation.ts";
import type { Instant } from "../../../../stacks/model/instant.ts";
import { comparison, exceptionText, expectedFinding } from "../../../support/findings.ts";
import { changeKey, keyIdOf, withGap } from "../../../support/observations.ts";
import { AS_OF, edit, SMALL, small } from "../../../support/small-organisation.ts";

const USER = "arn:aws:iam::000000000000:user/exporter";
const [OLD, FRESH] = [keyIdOf({ arn: USER }, { slot: "primary" }), keyIdOf({ arn: USER }, { slot: "next" })];
const EXPORTER = "accounts/prod/service-accounts/exporter.yaml";
const BOTH = edit(EXPORTER, "primary: { expires: 2027-01-31 }", "primary: { expires: 2026-12-31 }\n  next: { expires: 2027-01-31 }");
const at = (text: string) => text as Instant;
const overdue = (...args: Parameters<typeof comparison>) =>
  comparison(...args).findings.filter(({ check }) => check === "rotation-overdue");
const made = (createdAt: string) => (observation: Observation) =>
  changeKey(observation, OLD, { createdAt: at(createdAt), lastUsedAt: AS_OF });
const used = (old: Instant | null | undefined, fresh: Instant | null) => (observation: Observation) =>
  changeKey(changeKey(observation, OLD, { lastUsedAt: old }), FRESH, { lastUsedAt: fresh });

describe("scripts/compare/checks/rotation-overdue", () => {
  it("finds nothing while keys are young (in sync)", () => {
    expect(overdue(small())).toEqual([]);
  });

  it("finds a key that is older than keys may be by the day AWS made it, whatever its slot says", () => {
    expect(overdue(small(), made("2026-08-26T00:00:01Z"))).toEqual([]);
    expect(overdue(small(), made("2026-08-26T00:00:00Z"))).toEqual([
      expectedFinding({
        check: "rotation-overdue",
        subject: `${USER}#${OLD}`,
        record: "service-accounts/exporter",
        facet: "key",
        severity: "medium",
        message: `key primary of service-accounts/exporter (${OLD}) is 90 days old, where keys may last 90 days`,
      }),
    ]);
  });

  it("follows the organisation's own lifetime", () => {
    const settings = { "settings.yaml": `${SMALL["settings.yaml"]}lifetimes: { keys: 180d }\n` };
    expect(overdue(small(settings), made("2026-08-26T00:00:00Z"))).toEqual([]);
  });

  it("finds the old key of a rotation that nothing uses any more, once the new one is used", () => {
    expect(
      overdue(small(BOTH), used(at("2026-11-17T00:00:00Z"), at("2026-11-23T00:00:00Z"))).map(({ subject, message }) => [subject, message]),
    ).toEqual([
      [
        `${USER}#${OLD}`,
        `key primary of service-accounts/exporter (${OLD}) still works, while next has taken over: it was last used at 2026-11-17T00:00:00Z, next at 2026-11-23T00:00:00Z`,
      ],
    ]);
  });

  it.each([
    ["the new one is not used yet", at("2026-11-10T00:00:00Z"), null],
    ["the old one is still used", at("2026-11-17T00:00:01Z"), AS_OF],
    ["nobody knows whether the old one is used", undefined, AS_OF],
  ])("waits while %s", (_, old, fresh) => {
    expect(overdue(small(BOTH), used(old, fresh))).toEqual([]);
  });

  it("says nothing of keys and users that are disabled", () => {
    const key = edit(EXPORTER, "{ expires: 2027-01-31 }", "{ expires: 2027-01-31, state: disabled }");
    const user = edit(EXPORTER, "groups:", "state: disabled\ndisabled: { since: 2026-11-20, reason: x, ref: x }\ngroups:");
    for (const files of [key, user]) expect(overdue(small(files), made("2026-01-01T00:00:00Z"))).toEqual([]);
  });

  it("is covered by an exception", () => {
    const declared = small({ "accounts/prod/exceptions/x.yaml": exceptionText("rotation-overdue", "service-accounts/exporter") });
    const { covered } = comparison(declared, made("2026-08-26T00:00:00Z"));
    expect(covered.map(({ finding }) => finding.check)).toEqual(["rotation-overdue"]);
  });

  it.each(["keys", "slots"] as const)("is unknown without %s", (part) => {
    const { unknown } = comparison(small(), (observation) => withGap(observation, part));
    expect(unknown.map(({ check }) => check)).toContain("rotation-overdue");
  });
});
