import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { branchNow, branchOf, changeId, digestOf, isAbout } from "../../../scripts/decide/change.ts";
import { someFinding } from "../../support/findings.ts";

const USER = "arn:aws:iam::000000000000:user/exporter";
const sha = (text: string) => createHash("sha256").update(text).digest("hex");

describe("scripts/decide/change", () => {
  it("names a change after stack, kind and twelve digits of the identity", () => {
    expect(changeId("prod", "service-accounts", someFinding())).toBe(`prod/service-accounts-${sha(USER).slice(0, 12)}`);
  });

  it("gives every finding about one identity the same name: its keys, its facets, whatever the check", () => {
    const ids = [
      someFinding(),
      someFinding({ check: "changed", facet: "trust", severity: "low", message: "other" }),
      someFinding({ check: "key-undeclared", subject: `${USER}#AKIAX`, facet: "key" }),
    ].map((finding) => changeId("prod", "service-accounts", finding));
    expect(new Set(ids).size).toBe(1);
  });

  it("gives other identities other names", () => {
    const subjects = [USER, "arn:aws:iam::000000000000:user/batch/exporter", "arn:aws:iam::111111111111:user/exporter"] as const;
    expect(new Set(subjects.map((subject) => changeId("prod", "service-accounts", someFinding({ subject })))).size).toBe(3);
  });

  it("makes a branch that git takes, whatever the identity is called", () => {
    const id = changeId("prod", "user", someFinding({ subject: "arn:aws:iam::000000000000:user/~^:?*[x]..@{y}/z.lock" }));
    expect(branchOf({ stack: "prod", id })).toMatch(/^revoke\/prod\/user-[0-9a-f]{12}$/);
  });

  it("digests the exact set of findings, in whatever order they stand", () => {
    const [a, b, c] = [someFinding(), someFinding({ check: "leaver" }), someFinding({ check: "orphaned" })];
    expect(digestOf({ because: [a, b] })).toBe(sha([a.id, b.id].sort().join("\n")).slice(0, 24));
    expect(digestOf({ because: [b, a] })).toBe(digestOf({ because: [a, b] }));
    expect(digestOf({ because: [a] })).not.toBe(digestOf({ because: [a, b] }));
    expect(digestOf({ because: [a, c] })).not.toBe(digestOf({ because: [a, b] }));
  });

  it("does not take other words for another decision", () => {
    expect(digestOf({ because: [someFinding({ message: "23 days ago" })] })).toBe(
      digestOf({ because: [someFinding({ message: "24 days ago" })] }),
    );
  });

  it("follows a refused close of a person's pull request from a branch that no other person can have", () => {
    const person = { id: "people/w1", stack: "_directory" };
    const refused = { number: 3, branch: "people/w1", state: "closed", counts: false };
    expect(branchNow(person, [refused])).toEqual({ branch: "people-2/w1", follows: refused });
    expect(branchNow(person, [{ ...refused, number: 4, branch: "people-2/w1", state: "open" }, refused]).branch).toBe("people-2/w1");
    expect([isAbout({ branch: "people-2/w1" }, person), isAbout({ branch: "people/w1-2" }, person)]).toEqual([true, false]);
  });
});
