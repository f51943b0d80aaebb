import { describe, expect, it } from "vitest";
import { nextEntry } from "../../../scripts/ledger/entry.ts";
import { OCSF_VERSION, type OcsfEvent, ocsfEvents } from "../../../scripts/report/ocsf.ts";
import type { Instant } from "../../../stacks/model/instant.ts";
import { deployedFacts, driftFacts } from "../../support/entries.ts";

const AT = "2026-11-24T06:00:00Z" as Instant;
const RECORD = "prod/service-accounts/exporter";
const found = (id: string, check: string, record: string | null) => ({
  id: id.repeat(16),
  check,
  record,
  subject: "b".repeat(64),
  severity: "critical" as const,
});
const first = nextEntry(
  undefined,
  "drift",
  AT,
  driftFacts({
    checks: ["changed", "expired", "leaver"],
    findings: [found("a", "expired", RECORD), found("b", "changed", "prod/groups/x"), found("c", "leaver", null)],
    unknown: ["leaver"],
  }),
);
const second = nextEntry(first, "drift", AT, driftFacts({ checks: ["changed", "expired", "leaver"], findings: [], unknown: ["leaver"] }));
const exception = {
  rule: "key-limit-active",
  record: RECORD,
  level: "mandatory" as const,
  standing: false,
  exception: "prod/exceptions/x",
};
const deployed = nextEntry(second, "deployed", AT, deployedFacts({ violations: [exception] }));
const EVENTS = ocsfEvents([first, second], [deployed]);
const of = (uid: number) => EVENTS.filter(({ class_uid }) => class_uid === uid);
const at = (event: OcsfEvent, ...path: string[]) => path.reduce<unknown>((inner, key) => (inner as OcsfEvent)[key], event);

/** What the schema of OCSF 1.8.0 requires of the two classes, and of the objects in them. */
const REQUIRED: Readonly<Record<number, readonly string[]>> = {
  2003: ["activity_id", "category_uid", "class_uid", "compliance", "finding_info", "metadata", "severity_id", "time", "type_uid"],
  2008: [
    "activity_id",
    "category_uid",
    "class_uid",
    "finding_info",
    "metadata",
    "permission_analysis_results",
    "severity_id",
    "time",
    "type_uid",
  ],
};

describe("scripts/report/ocsf", () => {
  it("gives every event what its class requires, with ids that fit each other", () => {
    for (const event of EVENTS) {
      expect(Object.keys(event)).toEqual(expect.arrayContaining([...REQUIRED[event.class_uid as number]!]));
      expect(event.category_uid).toBe(2);
      expect(event.type_uid).toBe((event.class_uid as number) * 100 + (event.activity_id as number));
      expect([at(event, "metadata", "version"), at(event, "time")]).toEqual([OCSF_VERSION, Date.parse(AT)]);
      expect(at(event, "finding_info", "uid")).toEqual(expect.any(String));
    }
    const ids = EVENTS.map((event) => `${event.class_uid} ${at(event, "metadata", "uid")}`);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("tells each rule and check of each run as a compliance finding: what is unknown is a warning, what is excepted is suppressed", () => {
    expect(
      of(2003).map((event) => [at(event, "compliance", "control"), at(event, "compliance", "status"), event.status, event.activity_name]),
    ).toEqual([
      ["changed", "Fail", "New", "Create"],
      ["expired", "Fail", "New", "Create"],
      ["leaver", "Fail", "New", "Create"],
      ["changed", "Pass", "Resolved", "Update"],
      ["expired", "Pass", "Resolved", "Update"],
      ["leaver", "Warning", "Unknown", "Update"],
      ["key-limit-active", "Excepted", "Suppressed", "Create"],
      ["tags-require-owner", "Pass", "Resolved", "Create"],
    ]);
    expect(at(of(2003)[1]!, "compliance", "requirements")).toContain("NIST CSF 2.0 PR.AA-01");
  });

  it("tells a finding about an identity when it comes and when it goes; groups are none, and no answer is no end", () => {
    expect(
      of(2008).map((event) => [event.activity_name, at(event, "finding_info", "title"), at(event, "user", "uid"), event.severity]),
    ).toEqual([
      ["Create", "expired", RECORD, "Critical"],
      ["Create", "leaver", `sha256:${"b".repeat(64)}`, "Critical"],
      ["Close", "expired", RECORD, "Critical"],
    ]);
  });

  it("is the same for the same entries", () => {
    expect(JSON.stringify(ocsfEvents([first, second], [deployed]))).toBe(JSON.stringify(EVENTS));
  });
});
