import { describe, expect, it } from "vitest";
import type { Slot } from "../../../../scripts/observe/observation.ts";
import { printDocument } from "../../../../stacks/iam/document.ts";
import { secretPolicy } from "../../../../stacks/iam/secret-policy.ts";
import { comparison, exceptionText, expectedFinding, withoutLapsed } from "../../../support/findings.ts";
import { changeKey, changeSlot, keyIdOf, withGap } from "../../../support/observations.ts";
import { edit, small } from "../../../support/small-organisation.ts";

const USER = "arn:aws:iam::000000000000:user/exporter";
const KEY = keyIdOf({ arn: USER }, { slot: "primary" });
const EXPORTER = "accounts/prod/service-accounts/exporter.yaml";
const DISABLED = edit(EXPORTER, "primary: { expires: 2027-01-31 }", "primary: { expires: 2027-01-31, state: disabled }");
const on = expectedFinding({
  check: "changed",
  subject: `${USER}#${KEY}`,
  record: "service-accounts/exporter",
  facet: "key",
  severity: "critical",
  message: "key primary of service-accounts/exporter is Active in AWS and declared Inactive",
  differences: [{ property: "status", declared: "Inactive", observed: "Active" }],
});

describe("scripts/compare/checks/changed-key", () => {
  it("finds nothing while the status is the declared one (in sync)", () => {
    expect(comparison(small()).findings).toEqual([]);
    expect(comparison(small(DISABLED)).findings).toEqual([]);
  });

  it("finds a key that was switched on again, as critical", () => {
    expect(comparison(small(DISABLED), (observation) => changeKey(observation, KEY, { status: "Active" })).findings).toEqual([on]);
  });

  it("finds a key that was switched off by hand", () => {
    expect(comparison(small(), (observation) => changeKey(observation, KEY, { status: "Inactive" })).findings).toEqual([
      expectedFinding({
        ...on,
        severity: "medium",
        message: "key primary of service-accounts/exporter is Inactive in AWS and declared Active",
        differences: [{ property: "status", declared: "Active", observed: "Inactive" }],
      }),
    ]);
  });

  it("finds every active key of a disabled user", () => {
    const files = edit(EXPORTER, "keys:", "state: disabled\ndisabled: { since: 2026-11-23, reason: stopped, ref: x }\nkeys:");
    expect(comparison(small(files)).findings).toEqual([]);
    expect(comparison(small(files), (observation) => changeKey(observation, KEY, { status: "Active" })).findings).toEqual([on]);
  });

  it("says once that a second key was switched on again: the rule about two active keys is not asked about what differs", () => {
    const files = edit(
      EXPORTER,
      "primary: { expires: 2027-01-31 }",
      "primary: { expires: 2027-01-31 }\n  old: { expires: 2027-01-31, state: disabled }",
    );
    const old = keyIdOf({ arn: USER }, { slot: "old" });
    expect(comparison(small(files)).findings).toEqual([]);
    const { findings } = comparison(small(files), (observation) => changeKey(observation, old, { status: "Active" }));
    expect(findings.map(({ check, subject }) => [check, subject])).toEqual([["changed", `${USER}#${old}`]]);
  });

  describe("the policy of its secret", () => {
    const read = edit(EXPORTER, "groups:", "secretReaders: [workloads/worker]\ngroups:");
    const WORKER = "arn:aws:iam::000000000000:role/worker";
    const seen = (files: typeof read, policy: Slot["policy"]) =>
      comparison(small(files), (observation) => changeSlot(observation, KEY, { policy })).findings;
    const wrong = (severity: "high" | "medium", words: string, declared: string, observed: string) => [
      expectedFinding({
        ...on,
        severity,
        message: `the secret of key primary of service-accounts/exporter ${words}`,
        differences: [{ property: "secretPolicy", declared, observed }],
      }),
    ];
    const DECLARED = printDocument(secretPolicy([WORKER]));
    const WIDER = secretPolicy([WORKER, "arn:aws:iam::000000000000:role/admin"]);

    it("is as declared whatever its form", () => {
      expect(comparison(small(read)).findings).toEqual([]);
      expect(seen(read, { version: "2012-10-17", statements: [{ ...secretPolicy([WORKER]).statements[0]!, sid: "Other" }] })).toEqual([]);
      expect(seen({}, null)).toEqual([]);
    });

    it("lets in others than declared, which is found by its difference", () => {
      const others = "has another policy in AWS than declared, which may let others read it";
      expect(seen(read, WIDER)).toEqual(wrong("high", others, DECLARED, printDocument(WIDER)));
      expect(seen({}, WIDER)).toEqual(wrong("high", others, "nothing", printDocument(WIDER)));
    });

    it("is gone, or nobody asked for it", () => {
      expect(seen(read, null)).toEqual(wrong("medium", "has no policy in AWS, so its readers cannot read it", DECLARED, "nothing"));
      expect(seen(read, undefined)).toEqual(wrong("medium", "was not asked who may read it: observe again", DECLARED, "not asked"));
    });

    it("is one finding with the key's status", () => {
      const { findings } = comparison(small(read), (observation) =>
        changeSlot(changeKey(observation, KEY, { status: "Inactive" }), KEY, { policy: WIDER }),
      );
      expect(findings.map(({ severity, differences }) => [severity, differences.map(({ property }) => property)])).toEqual([
        ["high", ["status", "secretPolicy"]],
      ]);
    });
  });

  it("is covered by an exception, and found again when that expired", () => {
    const compared = (expires: string) =>
      comparison(
        small({ ...DISABLED, "accounts/prod/exceptions/x.yaml": exceptionText("changed", "service-accounts/exporter", expires, "key") }),
        (observation) => changeKey(observation, KEY, { status: "Active" }),
      );
    expect(compared("2027-01-31")).toMatchObject({ findings: [], covered: [{ finding: on, exception: "prod/exceptions/x" }] });
    expect(withoutLapsed(compared("2026-11-24"))).toMatchObject({ findings: [on], covered: [] });
  });

  it.each(["keys", "slots"] as const)("is unknown without the part %s", (name) => {
    const { findings, unknown } = comparison(small(DISABLED), (observation) =>
      withGap(changeKey(observation, KEY, { status: "Active" }), name),
    );
    expect(findings).toEqual([]);
    expect(unknown.map(({ check }) => check)).toContain("changed");
  });
});
