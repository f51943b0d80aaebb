import { describe, expect, it } from "vitest";
import type { Instant } from "../../../../stacks/model/instant.ts";
import { comparison, exceptionText, expectedFinding } from "../../../support/findings.ts";
import { changeKey, keyIdOf, withGap } from "../../../support/observations.ts";
import { edit, SMALL, small } from "../../../support/small-organisation.ts";

const USER = "arn:aws:iam::000000000000:user/exporter";
const KEY = keyIdOf({ arn: USER }, { slot: "primary" });
const EXPORTER = "accounts/prod/service-accounts/exporter.yaml";
const MADE = "2026-09-15T00:00:00Z" as Instant;
/** 45 days before the organisation is judged. */
const BORDER = "2026-10-10T00:00:00Z" as Instant;
const FOUND = expectedFinding({
  check: "stale",
  subject: `${USER}#${KEY}`,
  record: "service-accounts/exporter",
  facet: "key",
  severity: "medium",
  message: `key primary of service-accounts/exporter (${KEY}) was last used at 2026-10-10T00:00:00Z (45 days ago)`,
});
const used =
  (lastUsedAt: Instant | null | undefined, more: object = {}) =>
  (observation: Parameters<typeof changeKey>[0]) =>
    changeKey(observation, KEY, { createdAt: MADE, lastUsedAt, ...more });

describe("scripts/compare/checks/stale-key", () => {
  it("finds a key that was last used so long ago, to the second", () => {
    expect(comparison(small(), used("2026-10-10T00:00:01Z" as Instant)).findings).toEqual([]);
    expect(comparison(small(), used(BORDER)).findings).toEqual([FOUND]);
  });

  it("counts a key that was never used from the day it was made", () => {
    expect(comparison(small(), used(null, { createdAt: "2026-10-10T00:00:01Z" })).findings).toEqual([]);
    expect(comparison(small(), used(null)).findings.map(({ message }) => message)).toEqual([
      `key primary of service-accounts/exporter (${KEY}) was never used since it was made at 2026-09-15T00:00:00Z (70 days ago)`,
    ]);
  });

  it("says nothing of a key whose last use is not known", () => {
    expect(comparison(small(), used(undefined)).findings).toEqual([]);
  });

  it("says nothing of keys that do not work", () => {
    const off = edit(EXPORTER, "primary: { expires: 2027-01-31 }", "primary: { expires: 2027-01-31, state: disabled }");
    expect(comparison(small(off), used(BORDER)).findings).toEqual([]);
  });

  it("follows the organisation's own limit", () => {
    const settings = { "settings.yaml": `${SMALL["settings.yaml"]}stale: { keys: 60d }\n` };
    expect(comparison(small(settings), used(BORDER)).findings).toEqual([]);
  });

  it("is covered by an exception", () => {
    const declared = small({ "accounts/prod/exceptions/x.yaml": exceptionText("stale", "service-accounts/exporter") });
    expect(comparison(declared, used(BORDER)).covered.map(({ finding }) => finding)).toEqual([FOUND]);
  });

  it.each(["keys", "slots"] as const)("is unknown without %s", (part) => {
    const { unknown, findings } = comparison(small(), (observation) => withGap(used(BORDER)(observation), part));
    expect([findings, unknown.map(({ check }) => check).includes("stale")]).toEqual([[], true]);
  });
});
