import { describe, expect, it } from "vitest";
import { evidence } from "../../../../scripts/propose/sections/evidence.ts";
import { someFinding } from "../../../support/findings.ts";
import { addEntity, MADE_AT, strangeUser } from "../../../support/observations.ts";
import { changeOf, contextOf, livingMarkup, proposalsFor } from "../../../support/proposals.ts";
import { edit, PROD, smallTree } from "../../../support/small-organisation.ts";

describe("scripts/propose/sections/evidence", () => {
  it("names the subject and the record as it stands on base", () => {
    expect(evidence(contextOf())).toBe(
      [
        "### Evidence",
        "- `arn:aws:iam::000000000000:user/exporter`",
        "- owner team/payments, Nightly export to the ledger; works until 30 Mar 2027 23:59:59 UTC (in 127 days)",
      ].join("\n"),
    );
  });

  it("names each subject once", () => {
    const because = [
      someFinding(),
      someFinding({ check: "orphaned" }),
      someFinding({ subject: "arn:aws:iam::000000000000:user/exporter#AKIAX", facet: "key" }),
    ];
    expect(
      evidence(contextOf(changeOf({ because })))
        .split("\n")
        .slice(1, 3),
    ).toEqual(["- `arn:aws:iam::000000000000:user/exporter`", "- `arn:aws:iam::000000000000:user/exporter#AKIAX`"]);
  });

  it("shows each difference in a table", () => {
    const differences = [{ property: "tags.owner", declared: "team/a", observed: "a | b\n@x" }];
    expect(evidence(contextOf(changeOf({ because: [someFinding({ differences })] })))).toMatch(
      /\n\n\| property \| declared \| in AWS \|\n\| --- \| --- \| --- \|\n\| tags\.owner \| team\/a \| a \\\| b @\u200bx \|$/,
    );
  });

  it("says who did it, as foreign text, or that nobody knows", () => {
    const attribution = { finding: "x", known: true, by: "arn:aws:sts::1:assumed-role/`@acme`/x", at: MADE_AT, event: "TagUser" } as const;
    const known = evidence(contextOf(changeOf({ because: [someFinding({ attribution })] })));
    expect(known).toContain(`- \`expired\`: by arn:aws:sts::1:assumed-role/\\\`@\u200bacme\\\`/x at ${MADE_AT} (TagUser)`);
    expect(livingMarkup(known)).toEqual([]);
    const unknown = { finding: "x", known: false, because: "CloudTrail is silent" } as const;
    expect(evidence(contextOf(changeOf({ because: [someFinding({ attribution: unknown })] })))).toContain(
      "- `expired`: by whom is unknown: CloudTrail is silent",
    );
  });

  it("ends with what a reviewer must know", () => {
    expect(evidence(contextOf(changeOf({ notes: ["It has group readers."] })))).toMatch(/\n- It has group readers\.$/);
  });

  it("quotes what people wrote into the record", () => {
    const tree = smallTree(edit("accounts/prod/service-accounts/exporter.yaml", "Nightly export to the ledger", '"@acme/all <b>look</b>"'));
    expect(livingMarkup(evidence(contextOf(changeOf(), tree)))).toEqual([]);
  });

  it.each([
    ["a path with a backtick and a mention", { path: "/`@acme/security`/" }],
    ["a path with HTML", { path: "/<img>/" }],
    ["a policy on such a path", { attached: ["arn:aws:iam::000000000000:policy/@acme/<img>/`x`/p" as const] }],
    ["an inline policy with such a name", { inline: { "@acme": { version: "2012-10-17", statements: [] } } }],
    ["a group with such a name", { groups: ["@acme"] }],
  ])("lets foreign text not out of its place: %s", (_, more) => {
    const groups = { "accounts/prod/groups/@acme.yaml": "owner: team/payments\npurpose: Odd\nexpires: 2027-03-31\n" };
    const proposals = proposalsFor(smallTree(groups), (observation) => addEntity(observation, strangeUser(PROD, "x", more)));
    const body = proposals.find(({ title }) => title.includes("service-accounts/x"))!.body;
    const section = body.slice(body.indexOf("### Evidence"), body.indexOf("### On merge"));
    expect(livingMarkup(section)).toEqual([]);
  });
});
