import { describe, expect, it } from "vitest";
import { PERSON_ACTIONS } from "../../../scripts/decide/change.ts";
import { OF_PERSON } from "../../../scripts/propose/person.ts";
import { propose } from "../../../scripts/propose/propose.ts";
import { decidedAbout, TEMPLATES } from "../../support/people.ts";
import { AS_OF, textsOf } from "../../support/small-organisation.ts";

function proposal(others: Parameters<typeof decidedAbout>[0], files = {}) {
  const { only, declared, tree } = decidedAbout(others, files);
  return propose(only, declared, textsOf(tree), "stacks/", AS_OF);
}

describe("scripts/propose/person", () => {
  it("has words for each action, and each another title", () => {
    expect(new Set(PERSON_ACTIONS.map((action) => OF_PERSON[action].title)).size).toBe(PERSON_ACTIONS.length);
  });

  it("is a pull request of the person, not of an account, and asks the manager first and then security", () => {
    expect(proposal({ w2: { status: "left" } })).toMatchObject({
      branch: "people/w2",
      title: "Offboard person/w2: leaver",
      labels: ["tenure", "people", "severity:critical", "check:leaver"],
      reviewers: ["ada-l", "sec-s"],
    });
  });

  it("asks the manager whom the change itself names for somebody new, and never the person", () => {
    expect(proposal({ w20: { starts: "2026-12-01", manager: "w5" } }).reviewers).toEqual(["pia-p", "sec-s"]);
    expect(proposal({ w3: { ends: "2027-01-31" } }).reviewers).toEqual(["ada-l", "sue-t"]);
  });

  it("says what the next deployments do, or that there are none", () => {
    expect(proposal({ w20: { starts: "2026-12-01" } }).body).toContain("Only the directory changes: nothing is deployed.");
    expect(proposal({ w20: { starts: "2026-11-20" } }, TEMPLATES).body).toContain("The deployment of `prod` runs:");
  });

  it("says how somebody who has left is not brought back, and quotes what the feed says", () => {
    const { body } = proposal({ w1: { status: "left" } });
    expect(body).toContain("Nothing is enabled while the directory says that they have left.");
    expect(body).toContain("| property | declared | by the feed |");
    expect(body).not.toMatch(/ada-l.*has left/);
  });
});
