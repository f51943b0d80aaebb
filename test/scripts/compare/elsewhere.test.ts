import { describe, expect, it } from "vitest";
import { ACCOUNT_SOURCES, activeAccounts, nameOf } from "../../../scripts/compare/elsewhere.ts";
import { elsewhereAccount } from "../../support/elsewhere.ts";
import { OBSERVED_AT } from "../../support/observations.ts";
import { AS_OF, small } from "../../support/small-organisation.ts";

const declared = small();
const scope = { declared, account: declared.accounts.get("prod")!, entities: [], refs: new Map() };
const list = { asOf: OBSERVED_AT, accounts: [elsewhereAccount("1", { handle: "ada-l" }), elsewhereAccount("x", { active: false })] };

describe("scripts/compare/elsewhere", () => {
  it("finds active accounts in each part that shows some", () => {
    expect(
      ACCOUNT_SOURCES.map(({ needs, lists }) => [needs, lists({ applications: { wiki: list }, githubAccounts: list } as never)]),
    ).toEqual([
      [["applications"], [["wiki", list]]],
      [["githubAccounts"], [["github", list]]],
    ]);
  });

  it("says whose they are", () => {
    const of = (application: string) =>
      activeAccounts(scope, [[application, list]], AS_OF).map(({ claims }) => claims.map(({ who }) => who));
    expect([of("github"), of("wiki")]).toEqual([[["person/w1"]], [[]]]);
  });

  it("names an account as people may look for it", () => {
    const named = (account: object) => nameOf({ application: "wiki", account: elsewhereAccount("1", account), claims: [] });
    expect([named({}), named({ handle: "ada-l", admin: true })]).toEqual(["wiki account 1", "wiki account 1 (ada-l), an administrator,"]);
  });
});
