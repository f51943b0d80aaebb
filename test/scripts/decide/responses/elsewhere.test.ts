import { describe, expect, it } from "vitest";
import { decide } from "../../../../scripts/decide/decide.ts";
import { endElsewhere, sayWhose } from "../../../../scripts/decide/responses/elsewhere.ts";
import { situationOf } from "../../../support/decisions.ts";
import { elsewhereAccount, withAccounts } from "../../../support/elsewhere.ts";
import { comparison, someFinding } from "../../../support/findings.ts";
import { observationOf } from "../../../support/observations.ts";
import { AS_OF, small } from "../../../support/small-organisation.ts";

const situation = situationOf(small());
const finding = someFinding({ check: "application-leaver", subject: "application/ticketing#a1", record: null });

describe("scripts/decide/responses/elsewhere", () => {
  it("edits nothing: what is outside AWS ends where it is", () => {
    expect(endElsewhere(finding, situation)).toEqual({
      nothing: "no record can end it: do so in ticketing, or declare it in settings.yaml, which security approves",
    });
    expect(sayWhose(finding, situation)).toEqual({
      nothing:
        "say whose it is (applications of a record or of directory/people/<id>.yaml, accounts in settings.yaml), or end it in ticketing",
    });
  });

  it("leads to no change, and is said to be held back", () => {
    const declared = small();
    const observe = withAccounts({ ticketing: [elsewhereAccount("x", { admin: true })] });
    const { changes, heldBack } = decide(
      comparison(declared, observe),
      declared,
      declared.accounts.get("prod")!,
      observe(observationOf(declared, "prod")).parts,
      AS_OF,
    );
    expect(changes).toEqual([]);
    expect(heldBack).toMatchObject([{ because: expect.stringMatching(/^say whose it is/) }]);
  });
});
