import { describe, expect, it } from "vitest";
import type { Declared } from "../../../stacks/model/declared.ts";
import { claimsOn, homeOf } from "../../../stacks/model/elsewhere.ts";
import type { Instant } from "../../../stacks/model/instant.ts";
import { accountOf, declaredOf, personOf, recordOf, retiredOf, settingsOf } from "../../support/builders.ts";
import { small } from "../../support/small-organisation.ts";

const AS_OF = "2026-11-24T00:00:00Z" as Instant;
const scim = (accounts: object) => ({ format: "scim", url: "https://t.example.com", accounts });
const people = [
  personOf("w1", { github: { login: "ada-l", id: 11 }, applications: { ticketing: "a1" } }),
  personOf("w2", { github: { login: "bob-k", id: 12 }, status: "left", applications: { ticketing: 77 } }),
];
const records = [
  recordOf("people", "w1", { applications: { ticketing: "a1" } }),
  recordOf("people", "w3", { owner: "person/w1", applications: { ticketing: "a3", github: 11 }, expires: "2026-11-23" }),
  recordOf("people", "w4", {
    ...{ owner: "person/w1", applications: { ticketing: "a4" }, state: "disabled" },
    disabled: { since: "2026-11-20", reason: "on a long leave", ref: "#1" },
  }),
];
const declared: Declared = declaredOf({
  accounts: [
    accountOf("prod", records, {
      retired: new Map([["people/w9", { ...retiredOf("people", "w9"), applications: { ticketing: "a9" } }]]),
    }),
    accountOf("dev"),
  ],
  people,
  settings: settingsOf({
    sources: {
      applications: {
        ticketing: scim({
          bot: { owner: "team/platform", purpose: "Posts builds", expires: "2027-01-01" },
          old: { owner: "team/platform", purpose: "Posted builds", expires: "2026-11-01" },
          lost: { owner: "team/security", purpose: "Nobody knows", expires: "2027-01-01" },
        }),
      },
    },
  }),
});
const over = (application: string) =>
  Object.fromEntries([...claimsOn(declared, application, AS_OF)].map(([id, claims]) => [id, claims.map((claim) => claim.over)]));

describe("stacks/model/elsewhere", () => {
  it("knows whose an account is by records, retired ones too, by the directory and by the settings, and why that is over", () => {
    expect(over("ticketing")).toEqual({
      a1: [undefined, undefined],
      a3: ["people/w3 ended 23 Nov 2026 00:00:00 UTC (1 day ago)"],
      a4: ["people/w4 is disabled"],
      a9: ["people/w9 was retired"],
      77: ["person/w2 has left"],
      bot: [undefined],
      old: [expect.stringMatching(/^it ended 1 Nov 2026/)],
      lost: ["nobody answers: team/security"],
    });
  });

  it("takes GitHub's numbers of the directory only where nothing states more", () => {
    expect(over("github")).toEqual({ 11: [expect.stringMatching(/^people\/w3 ended/)], 12: ["person/w2 has left"] });
    expect(over("other")).toEqual({});
  });

  it("says in which record an account stands, and that a person has left", () => {
    const claims = claimsOn(declared, "ticketing", AS_OF);
    expect(claims.get("a4")).toEqual([
      {
        ...{ who: "person/w1", says: "prod/people/w4", record: { account: "prod", ref: "people/w4" } },
        ...{ over: "people/w4 is disabled", left: false },
      },
    ]);
    expect(claims.get("77")![0]!.left).toBe(true);
  });

  it("is at home where the settings say, else in the first account by name", () => {
    expect(homeOf(declared)).toBe("dev");
    expect(homeOf({ ...declared, settings: settingsOf({ sources: { home: "prod" } }) })).toBe("prod");
  });

  it("is nowhere in an account that is not there: reading says so", () => {
    const settings = "teams: { security: security, platform: platform }\nsources: { home: prd }\n";
    expect(() => small({ "settings.yaml": settings })).toThrow(
      'settings.yaml:2: sources.home: there is no accounts/prd/account.yaml; did you mean "prod"?',
    );
  });
});
