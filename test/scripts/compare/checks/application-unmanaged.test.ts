import { describe, expect, it } from "vitest";
import type { Observation } from "../../../../scripts/observe/observation.ts";
import type { Instant } from "../../../../stacks/model/instant.ts";
import { elsewhereAccount, withAccounts, withGitHub } from "../../../support/elsewhere.ts";
import { comparison, expectedFinding } from "../../../support/findings.ts";
import { small } from "../../../support/small-organisation.ts";

const SETTINGS = {
  "settings.yaml":
    "teams: { security: security, platform: platform }\nsources:\n  applications:\n    ticketing:\n      { format: scim, url: https://t.example.com, accounts: { bot: { owner: team/platform, purpose: Builds, expires: 2027-01-01 } } }\n",
};
const unmanaged = (disturb: (observation: Observation) => Observation, files = {}) =>
  comparison(small(files), disturb).findings.filter(({ check }) => check === "application-unmanaged");
const used = (id: string, lastUsedAt: string) => elsewhereAccount(id, { lastUsedAt: lastUsedAt as Instant });

describe("scripts/compare/checks/application-unmanaged", () => {
  it("finds nothing in accounts that somebody declares, or that are not active", () => {
    const accounts = [elsewhereAccount("bot"), elsewhereAccount("a", { person: "w1" }), elsewhereAccount("b", { active: false })];
    expect(unmanaged(withAccounts({ ticketing: accounts }), SETTINGS)).toEqual([]);
  });

  it("finds each administrator by itself, and counts the others in one finding", () => {
    const accounts = [
      elsewhereAccount("root", { admin: true }),
      ...["f", "e", "d", "c", "b", "a"].map((id) => used(id, "2026-11-20T00:00:00Z")),
      used("idle", "2026-01-20T00:00:00Z"),
    ];
    expect(unmanaged(withAccounts({ ticketing: accounts }))).toEqual([
      expectedFinding({
        ...{ check: "application-unmanaged", subject: "application/ticketing#root", severity: "high" },
        message: "ticketing account root, an administrator, is active and nobody declares whose it is",
      }),
      expectedFinding({
        ...{ check: "application-unmanaged", subject: "application/ticketing", severity: "medium" },
        message:
          "ticketing has 7 active accounts that nobody declares, 1 of them not used since 2026-08-26T00:00:00Z: a, b, c, d, e and 2 more",
      }),
    ]);
  });

  it("is of little weight where nobody uses any of them", () => {
    expect(unmanaged(withAccounts({ ticketing: [used("idle", "2026-01-20T00:00:00Z")] }))).toMatchObject([{ severity: "low" }]);
  });

  it("takes a person whom the directory does not know for nobody", () => {
    expect(unmanaged(withAccounts({ ticketing: [elsewhereAccount("a", { person: "w77" })] }))).toHaveLength(1);
  });

  it("finds owners and members of the organisation on GitHub who belong to nobody in the directory", () => {
    const accounts = [elsewhereAccount("1"), elsewhereAccount("98", { admin: true, handle: "x" }), elsewhereAccount("99", { handle: "y" })];
    expect(unmanaged(withGitHub(accounts)).map(({ subject, severity }) => [subject, severity])).toEqual([
      ["application/github#98", "high"],
      ["application/github", "medium"],
    ]);
  });
});
