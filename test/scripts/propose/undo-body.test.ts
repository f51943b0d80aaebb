import { describe, expect, it } from "vitest";
import { undoBody } from "../../../scripts/propose/undo-body.ts";
import { livingMarkup } from "../../support/proposals.ts";
import { AS_OF } from "../../support/small-organisation.ts";

describe("scripts/propose/undo-body", () => {
  it("says first that it is a grant, then what comes back, and keeps the reason as text", () => {
    const body = undoBody({ number: 12, reason: "[x](http://evil) @everybody", asked: "person/w1", asOf: AS_OF, paths: ["stacks/a.yaml"] });
    expect(body.split("\n\n").slice(0, 2)).toEqual([
      expect.stringMatching(/^\*\*Next step:\*\* whoever must approve a grant/),
      "### What\n- `stacks/a.yaml` as it was before #12",
    ]);
    expect(body).toContain(`(person/w1, ${AS_OF})`);
    expect(livingMarkup(body.split("### Why\n")[1]!.split("\n")[0]!)).toEqual([]);
  });
});
