import { describe, expect, it } from "vitest";
import type { Instant } from "../../../../stacks/model/instant.ts";
import { comparison, exceptionText, expectedFinding } from "../../../support/findings.ts";
import { PART_NAMES, withGap } from "../../../support/observations.ts";
import { edit, small } from "../../../support/small-organisation.ts";

const EXPORTER = "accounts/prod/service-accounts/exporter.yaml";
const END = "2027-01-31T00:00:00Z" as Instant;
const ENDED = { [EXPORTER]: "owner: team/payments\npurpose: Nightly export\nexpires: 2026-11-23\n" };
const DISABLED = edit(EXPORTER, "2027-03-31", "2026-11-01\nstate: disabled\ndisabled: { since: 2026-11-01, reason: ended, ref: x }");
const GROUP = edit("accounts/prod/groups/writers.yaml", "2027-09-30", "2026-11-20");

const ofExpired = (...args: Parameters<typeof comparison>) => comparison(...args).findings.filter(({ check }) => check === "expired");

describe("scripts/compare/checks/expired", () => {
  it("finds nothing while every record has time left (in sync)", () => {
    expect(ofExpired(small())).toEqual([]);
  });

  it("finds an identity whose end has come and that is still active", () => {
    expect(ofExpired(small(ENDED))).toEqual([
      expectedFinding({
        check: "expired",
        subject: "arn:aws:iam::000000000000:user/exporter",
        record: "service-accounts/exporter",
        severity: "high",
        message: "service-accounts/exporter ended 23 Nov 2026 00:00:00 UTC (1 day ago)",
      }),
    ]);
  });

  it("finds it at the very second of the end and not one before", () => {
    const declared = small(edit(EXPORTER, "primary: { expires: 2027-01-31 }", "primary: { expires: 2027-09-09 }"));
    const at = "2027-03-31T00:00:00Z" as Instant;
    const subjects = (asOf: Instant) => ofExpired(declared, undefined, asOf).map(({ record }) => record);
    expect(subjects("2027-03-30T23:59:59Z" as Instant)).toEqual([]);
    expect(subjects(at)).toEqual(["roles/admin", "people/w1", "service-accounts/exporter"].sort((a, b) => order(a) - order(b)));
    function order(ref: string) {
      return ["roles/admin", "service-accounts/exporter", "people/w1"].indexOf(ref);
    }
  });

  it("finds a group whose end has come: nothing else ends it", () => {
    expect(ofExpired(small(GROUP))).toEqual([
      expectedFinding({
        check: "expired",
        subject: "arn:aws:iam::000000000000:group/writers",
        record: "groups/writers",
        severity: "high",
        message: "groups/writers ended 20 Nov 2026 00:00:00 UTC (4 days ago)",
      }),
    ]);
  });

  it("finds a template too, by the name that it would have", () => {
    const files = edit("accounts/prod/roles/admin.yaml", "2027-03-31", "2026-11-20");
    expect(ofExpired(small(files)).map(({ subject }) => subject)).toEqual(["arn:aws:iam::000000000000:role/admin"]);
  });

  it("leaves a disabled record alone until the time for second thoughts is over, and finds it then", () => {
    expect(ofExpired(small(DISABLED), undefined, "2026-11-30T23:59:59Z" as Instant)).toEqual([]);
    expect(ofExpired(small(DISABLED), undefined, "2026-12-01T00:00:00Z" as Instant)).toEqual([
      expectedFinding({
        check: "expired",
        subject: "arn:aws:iam::000000000000:user/exporter",
        record: "service-accounts/exporter",
        severity: "high",
        message:
          "service-accounts/exporter ended 1 Nov 2026 00:00:00 UTC (30 days ago) and was disabled at 2026-11-01T00:00:00Z; the time for second thoughts is over",
      }),
    ]);
  });

  it("knows a path: the subject is the ARN that AWS has", () => {
    const files = edit(EXPORTER, "expires: 2027-03-31", "expires: 2026-11-23\npath: /batch/");
    expect(ofExpired(small(files)).map(({ subject }) => subject)).toEqual(["arn:aws:iam::000000000000:user/batch/exporter"]);
  });

  it("is covered by an exception", () => {
    const declared = small({ ...ENDED, "accounts/prod/exceptions/late.yaml": exceptionText("expired", "service-accounts/exporter") });
    const { findings, covered } = comparison(declared);
    expect(findings).toEqual([]);
    expect(covered.map(({ exception, finding }) => [exception, finding.check])).toEqual([["prod/exceptions/late", "expired"]]);
  });

  it("is found again when the exception expired", () => {
    const declared = small({ ...ENDED, "accounts/prod/exceptions/late.yaml": exceptionText("expired", "service-accounts/exporter") });
    const of = (asOf: Instant) => ofExpired(declared, undefined, asOf).filter(({ facet }) => facet === null);
    expect(of("2027-01-30T23:59:59Z" as Instant)).toEqual([]);
    expect(of(END).map(({ record }) => record)).toEqual(["service-accounts/exporter"]);
  });

  it("is never unknown: it needs no part of the observation", () => {
    for (const name of PART_NAMES) {
      const { findings } = comparison(small(ENDED), (observation) => withGap(observation, name));
      expect(findings.map(({ check, record }) => [check, record])).toEqual([["expired", "service-accounts/exporter"]]);
    }
  });

  it("calls overdue break-glass critical: nothing denies it, so somebody has to look", () => {
    const glass = {
      "accounts/prod/break-glass/glass-1.yaml":
        'owner: team/security\npurpose: Emergencies\nexpires: 2026-11-24\ncustodians: [person/w1, person/w3]\nrole: { permissions: ["arn:aws:iam::aws:policy/AdministratorAccess"] }\ndrill: { lastAt: 2026-10-12, every: 365d }\n',
    };
    expect(comparison(small(glass)).findings.map(({ check, record, severity, message }) => [check, record, severity, message])).toEqual([
      ["expired", "break-glass/glass-1", "critical", "break-glass/glass-1 overdue since 24 Nov 2026 00:00:00 UTC (0 seconds), still works"],
    ]);
  });
});
