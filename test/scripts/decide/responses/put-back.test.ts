import { describe, expect, it } from "vitest";
import { declareAgent, lookInto, meetTheRule, putBack, tryOut } from "../../../../scripts/decide/responses/put-back.ts";
import { situationOf } from "../../../support/decisions.ts";
import { someFinding } from "../../../support/findings.ts";
import { small } from "../../../support/small-organisation.ts";

const situation = situationOf(small());

describe("scripts/decide/responses/put-back", () => {
  it.each(["changed", "missing", "expiry-not-enforced"])(
    "edits nothing for %s: the records are right, and it says what restores AWS",
    (check) => {
      expect(putBack(someFinding({ check }), situation)).toEqual({
        nothing:
          "the records are right: `npm run deploy -- --stack prod --refresh` puts back what Pulumi made; what it did not make (an attachment or inline policy added by hand) is to be removed by hand",
      });
    },
  );

  it("answers for boundaries too, which no record declares", () => {
    expect(putBack(someFinding({ check: "missing", record: "tenure/disabled" }), situation)).toHaveProperty("nothing");
  });

  it("names the command by which people answer for a sealed identity", () => {
    expect(lookInto(someFinding({ check: "break-glass-used" }), situation)).toEqual({
      nothing:
        "somebody has to look into it: `npm run break-glass -- review --stack prod --incident <incident>` writes down what they found",
    });
    expect(tryOut(someFinding({ check: "drill-overdue" }), situation)).toEqual({
      nothing: "a custodian tries it: `npm run break-glass -- drill --stack prod`",
    });
  });

  it("leaves a record that breaks a rule to people", () => {
    expect(meetTheRule(someFinding({ check: "non-compliant" }), situation)).toEqual({
      nothing: "the record breaks the rule as it stands: change it, or ask for an exception",
    });
  });

  it("says that an agent is to run as a role with a sponsor", () => {
    expect(declareAgent(someFinding({ check: "agent-undeclared" }), situation)).toEqual({
      nothing: "let it run as a role of agents/<name>.yaml with a sponsor, or remove the agent: its role alone says nothing of who answers",
    });
  });
});
