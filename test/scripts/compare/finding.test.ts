import { describe, expect, it } from "vitest";
import { entityOfSubject, findingOf, keyOfSubject, useInWords } from "../../../scripts/compare/finding.ts";
import type { Instant } from "../../../stacks/model/instant.ts";

const DRAFT = {
  check: "changed",
  subject: "arn:aws:iam::000000000000:user/exporter",
  record: "service-accounts/exporter",
  facet: "attachment",
  severity: "high",
  message: "one way to say it",
} as const;

describe("scripts/compare/finding", () => {
  it("gives a finding the same id for ever: other tools and closed pull requests hold on to it", () => {
    expect(findingOf("prod", DRAFT).id).toBe("6b48cd1689246cdb");
    expect(findingOf("prod", { ...DRAFT, facet: undefined as never }).id).toBe("d056906e622efd15");
  });

  it.each([
    ["the account's name", "staging", {}],
    ["the message", "prod", { message: "another way" }],
    ["the severity", "prod", { severity: "low" }],
    ["the record", "prod", { record: null }],
    ["the differences", "prod", { differences: [{ property: "a", declared: "b", observed: "c" }] }],
  ] as const)("does not let %s into the id", (_, account, more) => {
    expect(findingOf(account, { ...DRAFT, ...more }).id).toBe(findingOf("prod", DRAFT).id);
  });

  it.each([
    ["check", { check: "missing" }],
    ["subject", { subject: "arn:aws:iam::000000000000:user/exporter#AKIAX" }],
    ["facet", { facet: "membership" }],
  ] as const)("tells findings apart by %s", (_, more) => {
    expect(findingOf("prod", { ...DRAFT, ...more }).id).not.toBe(findingOf("prod", DRAFT).id);
  });

  it("says how access was used, never more certainly than it is known", () => {
    const nothing = {
      finding: "f",
      known: true,
      sessions: 0,
      by: [],
      calls: [],
      changed: [],
      refused: 0,
      first: null,
      last: null,
      isWhole: true,
    } as const;
    const [first, last] = ["2026-11-23T14:00:00Z" as Instant, "2026-11-23T15:00:00Z" as Instant];
    const used = { ...nothing, sessions: 2, by: ["arn:x"], calls: [{ event: "ListUsers", count: 3 }], refused: 1, first, last };
    expect(
      [
        nothing,
        { ...nothing, isWhole: false },
        used,
        { ...used, calls: [], refused: 0 },
        { ...used, isWhole: false },
        { ...used, changed: [{ event: "CreateUser", on: ["mallory"] }], refused: 0 },
      ].map(useInWords),
    ).toEqual([
      "never used: CloudTrail saw nobody take it on in its 90 days",
      "how it was used is unknown: CloudTrail has more events under these names than are looked at",
      `used from ${first} to ${last}: taken on 2 times by arn:x; its sessions did 3 ListUsers, and were refused 1 times`,
      `used from ${first} to ${last}: taken on 2 times by arn:x; its sessions did nothing that CloudTrail keeps`,
      `used from ${first} to ${last}: taken on at least 2 times by arn:x; its sessions did at least 3 ListUsers, and were refused at least 1 times`,
      `used from ${first} to ${last}: taken on 2 times by arn:x; its sessions did 3 ListUsers; changed: CreateUser mallory`,
    ]);
    expect(useInWords({ finding: "f", known: false, because: "no" })).toBe("how it was used is unknown: no");
  });

  it("completes a draft: no facet and no differences unless stated", () => {
    const { facet: _, ...without } = DRAFT;
    expect(findingOf("prod", without)).toMatchObject({ account: "prod", facet: null, differences: [] });
  });

  it("takes the subject of a key apart", () => {
    const subject = "arn:aws:iam::000000000000:user/batch/exporter#AKIAX";
    expect([entityOfSubject(subject), keyOfSubject(subject)]).toEqual(["arn:aws:iam::000000000000:user/batch/exporter", "AKIAX"]);
    expect([entityOfSubject(DRAFT.subject), keyOfSubject(DRAFT.subject)]).toEqual([DRAFT.subject, undefined]);
  });
});
