import { describe, expect, it } from "vitest";
import { diffOf } from "../../../scripts/gate/diff.ts";
import { change } from "../../support/changes.ts";
import { exceptionText } from "../../support/findings.ts";
import { edit, personText, SMALL, small } from "../../support/small-organisation.ts";

const EXPORTER = "accounts/prod/service-accounts/exporter.yaml";
const RETIRED = {
  "accounts/prod/retired/service-accounts/exporter.yaml": `${SMALL[EXPORTER]}retired: { at: 2026-11-24, reason: gone, ref: x }\n`,
};
const NOTHING = { records: [], accounts: [], directory: false, settings: false, exceptions: false, reviews: [] };
const recordsOf = (files: Record<string, string | null>) =>
  change({}, files).diff.records.map(({ account, ref, how }) => [account, ref, how]);

describe("scripts/gate/diff", () => {
  it("finds nothing between two readings of the same", () => {
    expect(diffOf(small(), small())).toEqual(NOTHING);
  });

  it("finds nothing in comments, order, quotes and other ways to write the same", () => {
    const text = `# Somebody explained it\nexpires: "2027-03-31T00:00:00Z"\npurpose: 'Nightly export to the ledger'\nowner: team/payments\n\nkeys:\n  primary:\n    expires: 2027-01-31\ngroups:\n  - writers\n`;
    expect(change({}, { [EXPORTER]: text }).diff).toEqual(NOTHING);
  });

  it.each([
    ["added", { "accounts/prod/groups/new.yaml": "owner: team/payments\npurpose: New\nexpires: 2027-03-31\n" }, "groups/new", "added"],
    ["changed", edit(EXPORTER, "2027-03-31", "2027-02-28"), "service-accounts/exporter", "changed"],
    ["retired", { [EXPORTER]: null, ...RETIRED }, "service-accounts/exporter", "retired"],
    ["removed", { [EXPORTER]: null }, "service-accounts/exporter", "removed"],
  ] as const)("finds a record that was %s", (_, files, ref, how) => {
    expect(recordsOf(files)).toEqual([["prod", ref, how]]);
    expect(change({}, files).diff).toMatchObject({ accounts: ["prod"], directory: false, settings: false, exceptions: false });
  });

  it("gives both sides of a change", () => {
    const [one] = change({}, edit(EXPORTER, "2027-03-31", "2027-02-28")).diff.records;
    expect([one!.before?.fields.expires, one!.after?.fields.expires]).toEqual(["2027-03-31T00:00:00Z", "2027-02-28T00:00:00Z"]);
    const [gone] = change({}, { [EXPORTER]: null }).diff.records;
    expect([gone!.before?.ref, gone!.after]).toEqual(["service-accounts/exporter", undefined]);
  });

  it("takes a renamed record for one that went and one that came", () => {
    expect(recordsOf({ [EXPORTER]: null, "accounts/prod/service-accounts/other.yaml": SMALL[EXPORTER]! })).toEqual([
      ["prod", "service-accounts/exporter", "removed"],
      ["prod", "service-accounts/other", "added"],
    ]);
  });

  it("sorts accounts and records, whatever order they were read in", () => {
    const dev = {
      "accounts/dev/account.yaml": 'id: "111111111111"\nenvironment: non-production\nregion: us-east-1\nowner: team/platform\n',
      "accounts/dev/groups/a.yaml": "owner: team/payments\npurpose: New\nexpires: 2027-03-31\n",
    };
    const { diff } = change({}, { ...dev, "accounts/prod/groups/a.yaml": dev["accounts/dev/groups/a.yaml"] });
    expect([diff.accounts, diff.records.map(({ account }) => account)]).toEqual([
      ["dev", "prod"],
      ["dev", "prod"],
    ]);
  });

  it.each([
    [
      "a person",
      { "directory/people/w2.yaml": personText({ login: "bob-k", id: 2, team: "payments", manager: "w1", status: "left" }) },
      { directory: true },
    ],
    ["a team", { "directory/teams/ghosts.yaml": "lead: w1\n" }, { directory: true }],
    ["the settings", { "settings.yaml": `${SMALL["settings.yaml"]}residualSession: 30m\n` }, { settings: true }],
    [
      "an exception",
      { "accounts/prod/exceptions/x.yaml": exceptionText("changed", "people/w1") },
      { exceptions: true, accounts: ["prod"] },
    ],
    ["the account's own file", edit("accounts/prod/account.yaml", "production", "non-production"), { accounts: ["prod"] }],
    ["the account's owner", edit("accounts/prod/account.yaml", "team/platform", "team/payments"), { accounts: ["prod"] }],
    ["a retired record alone", RETIRED_ONLY(), { accounts: ["prod"] }],
  ])("finds that %s differs, and no record", (_, files, expected) => {
    expect(change({}, files).diff).toEqual({ ...NOTHING, ...expected });
  });

  it("finds what a retired record says, too", () => {
    const path = "accounts/prod/retired/groups/old.yaml";
    const text = "retired: { at: 2026-11-01, reason: gone, ref: x }\n";
    expect(change({ [path]: text }, { [path]: null }).diff.accounts).toEqual(["prod"]);
  });
});

function RETIRED_ONLY() {
  return { "accounts/prod/retired/groups/old.yaml": "retired: { at: 2026-11-01, reason: gone, ref: x }\n" };
}
