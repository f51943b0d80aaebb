import { describe, expect, it } from "vitest";
import { principalOf, strangers } from "../../../stacks/kinds/principals.ts";
import { accountOf, declaredOf, personOf, recordOf } from "../../support/builders.ts";

const ACCOUNT = accountOf("prod", [recordOf("people", "w1"), recordOf("people", "ada", { path: "/staff/" })]);
const { directory } = declaredOf({
  people: [
    personOf("w1"),
    personOf("w2", { aws: { prod: { user: "ada" } } }),
    personOf("w3", { aws: { prod: { role: "arn:aws:iam::000000000000:role/aws-reserved/sso.amazonaws.com/X_1", session: "w3" } } }),
    personOf("w4", { aws: { dev: { user: "w4" } } }),
  ],
});
const AT = { ref: "roles/x" as const, name: "x", account: ACCOUNT };

describe("stacks/kinds/principals", () => {
  it.each([
    ["person/w1", "arn:aws:iam::000000000000:user/w1"],
    ["person/w2", "arn:aws:iam::000000000000:user/staff/ada"],
    ["person/w3", "arn:aws:sts::000000000000:assumed-role/X_1/w3"],
    ["person/w4", "arn:aws:iam::000000000000:user/w4"],
  ])("is for %s %s", (ref, arn) => {
    expect(principalOf(ref, ACCOUNT, directory)).toBe(arn);
  });

  it("knows for whom nothing acts in the account, and where they are named", () => {
    const message = "person/w4 has neither a record under accounts/prod/people/ nor a principal for prod in the directory (aws)";
    expect(strangers(["trust", "people"], ["person/w1", "person/w4", "person/w2"], AT, directory)).toEqual([
      { path: ["trust", "people", 1], message },
    ]);
    expect(strangers(["who"], "person/w4", AT, directory)).toEqual([{ path: ["who"], message }]);
    expect(strangers(["who"], "person/w9", AT, directory)).toEqual([]);
  });
});
