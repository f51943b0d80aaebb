import { describe, expect, it } from "vitest";
import { accountsOf, NOTHING, type PersonSituation, together } from "../../../../scripts/decide/people/situation.ts";
import { someFinding } from "../../../support/findings.ts";
import { small } from "../../../support/small-organisation.ts";

describe("scripts/decide/people/situation", () => {
  it("puts several consequences together in their order", () => {
    const [one, other] = ["a", "b"].map((name) => ({
      edits: [{ create: name, record: {} }],
      notes: [name],
      because: [someFinding({ check: name })],
    }));
    const all = together([one!, NOTHING, other!]);
    expect([all.edits.map((edit) => "create" in edit && edit.create), all.notes, all.because.map(({ check }) => check)]).toEqual([
      ["a", "b"],
      ["a", "b"],
      ["a", "b"],
    ]);
  });

  it("looks at the accounts as they will be", () => {
    expect(accountsOf({ after: small() } as PersonSituation).map(({ name }) => name)).toEqual(["prod"]);
  });
});
