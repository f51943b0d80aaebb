import { describe, expect, it } from "vitest";
import { interestedIn, peopleBehind } from "../../../scripts/gate/interest.ts";
import type { PullRequest } from "../../../scripts/gate/pull-request.ts";
import { declaredOf, personOf } from "../../support/builders.ts";
import { change } from "../../support/changes.ts";
import { exceptionText } from "../../support/findings.ts";
import { edit, SMALL } from "../../support/small-organisation.ts";

type Files = Record<string, string | null>;
const who = (to: Files, pull?: PullRequest, from: Files = {}) => {
  const { diff, base, head } = change(from, to);
  return Object.fromEntries(interestedIn(diff, base, head, pull));
};
const EXPORTER = "accounts/prod/service-accounts/exporter.yaml";
const actor = (id: number, isBot = false) => ({ id, login: `l${id}`, isBot });
const PULL: PullRequest = { number: 1, author: actor(3), digest: "d", reviews: [], writers: [], strangers: [], ledger: undefined };

describe("scripts/gate/interest", () => {
  it("is nobody's in a record that names nobody", () => {
    expect(who(edit(EXPORTER, "2027-03-31", "2027-04-30"))).toEqual({});
  });

  it.each<[string, Files, Record<string, string>]>([
    ["who has the access", edit("accounts/prod/people/w1.yaml", "2027-03-31", "2027-04-30"), { w1: "has or keeps access by people/w1" }],
    [
      "who keeps some of it",
      edit("accounts/prod/people/w1.yaml", "console: true", "console: false"),
      { w1: "has or keeps access by people/w1" },
    ],
    ["who owns it in person", edit(EXPORTER, "team/payments", "person/w2"), { w2: "has or keeps access by service-accounts/exporter" }],
    [
      "whom a role lets in",
      edit("accounts/prod/roles/support.yaml", "[person/w2]", "[person/w2, person/w1]"),
      { w1: "has or keeps access by roles/support", w2: "has or keeps access by roles/support" },
    ],
    [
      "whose role may read the secrets of its keys",
      { [EXPORTER]: `${SMALL[EXPORTER]}secretReaders: [roles/support]\n` },
      { w2: "has or keeps access by service-accounts/exporter" },
    ],
    [
      "who is in a group that gets more",
      edit("accounts/prod/groups/readers.yaml", "permissions: [", "permissions: [ledger-write, "),
      { w1: "has or keeps access by groups/readers" },
    ],
    [
      "who has a role with a permission that allows more",
      edit("accounts/prod/permissions/ledger-write.yaml", "s3:PutObject", "s3:*"),
      { w2: "has or keeps access by permissions/ledger-write" },
    ],
    [
      "whom an exception excuses",
      { "accounts/prod/exceptions/x.yaml": exceptionText("changed", "people/w1") },
      { w1: "is excused by prod/exceptions/x" },
    ],
    [
      "whose entry in the directory changes",
      edit("directory/people/w2.yaml", "team: payments", "team: security"),
      { w2: "is changed in the directory by it" },
    ],
    [
      "who is to stand in for somebody",
      { "directory/teams/security.yaml": "lead: w3\ndelegates: [{ for: w3, to: w5, from: 2026-12-01, until: 2026-12-31 }]\n" },
      { w5: "is changed in the directory by it" },
    ],
    ["who is to lead a team", { "directory/teams/security.yaml": "lead: w4\n" }, { w4: "is changed in the directory by it" }],
  ])("is that of %s", (_, to, expected) => {
    expect(who(to)).toEqual(expected);
  });

  it.each<[string, Files]>([
    [
      "who loses all of it",
      {
        "accounts/prod/people/w1.yaml": `${SMALL["accounts/prod/people/w1.yaml"]}state: disabled\ndisabled: { since: 2026-11-24, reason: x, ref: x }\n`,
      },
    ],
    ["who is in a group that is only renewed", edit("accounts/prod/groups/readers.yaml", "2027-09-30", "2027-10-30")],
  ])("is not that of %s", (_, to) => {
    expect(who(to)).toEqual({});
  });

  it("is that of whoever opened, asked for and wrote the change, by the first reason", () => {
    const pull = { ...PULL, writers: [actor(4), actor(3)], ledger: { askedBy: ["person/w5", "w2"] } };
    expect(who(edit(EXPORTER, "team/payments", "person/w2"), pull)).toEqual({
      w3: "opened the pull request",
      w5: "asked for it",
      w2: "asked for it",
      w4: "wrote or pushed a commit of it",
    });
  });

  it("knows people by the number of their account, all entries with it, and never by its login", () => {
    // Reading refuses two entries of one number today; a base of an older time may hold them.
    const people = [personOf("w1", { github: { login: "ada-l", id: 1 } }), personOf("w6", { github: { login: "ada-new", id: 1 } })];
    const twice = declaredOf({ people }).directory;
    expect(peopleBehind(twice, { id: 1, login: "whatever", isBot: false }).map(({ id }) => id)).toEqual(["w1", "w6"]);
    expect(peopleBehind(twice, { id: 77, login: "ada-l", isBot: false })).toEqual([]);
  });
});
