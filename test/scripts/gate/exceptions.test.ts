import { describe, expect, it } from "vitest";
import { exceptionStates, flawOf, flawOfNew } from "../../../scripts/gate/exceptions.ts";
import type { Instant } from "../../../stacks/model/instant.ts";
import { exceptionText } from "../../support/findings.ts";
import { AS_OF, edit, SMALL, small } from "../../support/small-organisation.ts";

const EXPORTER = "accounts/prod/service-accounts/exporter.yaml";
const TWO_KEYS = edit(EXPORTER, "primary: { expires: 2027-01-31 }", "primary: { expires: 2027-01-31 }\n  spare: { expires: 2027-01-31 }");
const PATH = "accounts/prod/exceptions/x.yaml";
const EXCEPTION = { [PATH]: exceptionText("key-limit-active", "service-accounts/exporter") };
const ID = "prod/exceptions/x";
type Files = Record<string, string>;

const state = (files: Files, approvers: [string, readonly string[]][] = [], asOf: Instant = AS_OF, head: Files = files) =>
  exceptionStates(small(files), small(head), "prod", new Map(approvers), asOf)[0];

describe("scripts/gate/exceptions", () => {
  it("are in force while something breaks their rule, with the days left, and say that nobody knows who approved them", () => {
    expect(state({ ...TWO_KEYS, ...EXCEPTION })).toEqual({
      id: ID,
      rule: "key-limit-active",
      subject: "service-accounts/exporter",
      state: "in force",
      approval: "not verified",
      ends: "works until 30 Jan 2027 23:59:59 UTC (in 68 days)",
      daysLeft: 68,
      because: null,
    });
  });

  it("are unused when nothing breaks it, on base or after the change", () => {
    expect(state(EXCEPTION)?.state).toBe("unused");
    expect(state(EXCEPTION, [], AS_OF, { ...TWO_KEYS, ...EXCEPTION })?.state).toBe("in force");
  });

  it("count as used when a check finds what they excuse, which is not to be seen here", () => {
    expect(state({ [PATH]: exceptionText("changed", "service-accounts/exporter") })?.state).toBe("in force");
  });

  it("lapse at their end", () => {
    const end = "2027-01-31T00:00:00Z" as Instant;
    expect(state({ ...TWO_KEYS, ...EXCEPTION }, [], end)).toMatchObject({
      state: "lapsed",
      daysLeft: 0,
      ends: "ended 31 Jan 2027 00:00:00 UTC (0 seconds ago)",
    });
  });

  it.each<[string, readonly string[], string, string]>([
    ["the person whom it names approved it", ["person/w1", "person/w3"], "in force", "verified"],
    ["somebody else approved it", ["person/w1"], "void", "not verified"],
  ])("are judged by the ledger: %s", (_, approvers, expected, approval) => {
    expect(state({ ...TWO_KEYS, ...EXCEPTION }, [[ID, approvers]])).toMatchObject({ state: expected, approval });
  });

  it("are approved by a team when somebody of it did", () => {
    const files = { ...TWO_KEYS, [PATH]: EXCEPTION[PATH]!.replace("person/w3", "team/security") };
    expect([state(files, [[ID, ["person/w4"]]])?.approval, state(files, [[ID, ["person/w1"]]])?.state]).toEqual(["verified", "void"]);
  });

  it("are void when they name somebody whose own access they excuse", () => {
    const files = { [PATH]: exceptionText("changed", "people/w1").replace("person/w3", "person/w1") };
    expect(state(files)).toMatchObject({ state: "void", because: "it names person/w1, whom people/w1 itself names" });
  });

  it("may not be brought in under the name of somebody who is interested or away", () => {
    const declared = small({ [PATH]: EXCEPTION[PATH]!.replace("person/w3", "person/w9") });
    const account = declared.accounts.get("prod")!;
    expect(flawOf(account.exceptions[0]!, account)).toBeUndefined();
    expect(flawOfNew(account.exceptions[0]!, account, declared, AS_OF)).toBe("who does not work here at present");
    expect(SMALL["directory/people/w9.yaml"]).toContain("left");
  });

  it("are nothing where there are none", () => {
    expect(exceptionStates(small(), small(), "prod", new Map(), AS_OF)).toEqual([]);
    expect(exceptionStates(small(), small(), "dev", new Map(), AS_OF)).toEqual([]);
  });
});
