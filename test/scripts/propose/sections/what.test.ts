import { describe, expect, it } from "vitest";
import { what } from "../../../../scripts/propose/sections/what.ts";
import { changeOf, contextOf } from "../../../support/proposals.ts";

describe("scripts/propose/sections/what", () => {
  it("names the file by its path in the repository", () => {
    expect(what(contextOf())).toBe("### What\n- `stacks/accounts/prod/service-accounts/exporter.yaml`");
  });

  it("says which of two files goes", () => {
    const from = "accounts/prod/groups/readers.yaml";
    const to = "accounts/prod/retired/groups/readers.yaml";
    expect(what(contextOf(changeOf({ edits: [{ move: from, to, steps: [] }] })))).toBe(
      `### What\n- \`stacks/${from}\` goes\n- \`stacks/${to}\``,
    );
  });
});
