import { describe, expect, it } from "vitest";
import { statusOf } from "../../../../scripts/report/drift-json.ts";
import type { Instant } from "../../../../stacks/model/instant.ts";
import { comparison, exceptionText, expectedFinding } from "../../../support/findings.ts";
import { observationOf, PART_NAMES, withGap } from "../../../support/observations.ts";
import { edit, SMALL, small } from "../../../support/small-organisation.ts";

const WORKER = "accounts/prod/workloads/worker.yaml";
const EXPORTER = "accounts/prod/service-accounts/exporter.yaml";
const SOON = edit(WORKER, "2027-06-30", "2026-12-24");
const SETTINGS = { "settings.yaml": `${SMALL["settings.yaml"]}reminders: { before: 7d }\n` };
const FOUND = expectedFinding({
  check: "expiring",
  subject: "arn:aws:iam::000000000000:role/worker",
  record: "workloads/worker",
  severity: "informational",
  message: "workloads/worker works until 23 Dec 2026 23:59:59 UTC (in 30 days)",
});
const reminders = (...args: Parameters<typeof comparison>) => comparison(...args).findings.filter(({ check }) => check === "expiring");

describe("scripts/compare/checks/expiring", () => {
  it("finds nothing while no end is near (in sync)", () => {
    expect(reminders(small())).toEqual([]);
  });

  it("reminds from the setting's day on, to the second, and until the end itself", () => {
    const at = (asOf: string) => reminders(small(SOON), undefined, asOf as Instant).filter(({ record }) => record === "workloads/worker");
    expect(at("2026-11-23T23:59:59Z")).toEqual([]);
    expect(at("2026-11-24T00:00:00Z")).toEqual([FOUND]);
    expect(at("2026-12-23T23:59:59Z")).toHaveLength(1);
    expect(at("2026-12-24T00:00:00Z")).toEqual([]);
  });

  it("follows the organisation's own setting", () => {
    expect(reminders(small({ ...SOON, ...SETTINGS }))).toEqual([]);
    expect(reminders(small({ ...SOON, ...SETTINGS }), undefined, "2026-12-17T00:00:00Z" as Instant)).toHaveLength(1);
  });

  it("is informational: an account of which nothing else is to be said is clean", () => {
    const declared = small(SOON);
    const observation = observationOf(declared, "prod");
    const compared = comparison(declared);
    expect(compared.findings).toEqual([FOUND]);
    expect(statusOf({ comparison: compared, observation, changes: [], heldBack: [], proposals: [] })).toBe("clean");
  });

  it("reminds of a key by its slot, apart from its user", () => {
    const files = edit(EXPORTER, "primary: { expires: 2027-01-31 }", "primary: { expires: 2026-12-01 }");
    expect(reminders(small(files)).map(({ facet, record, message }) => [facet, record, message])).toEqual([
      [
        "key primary",
        "service-accounts/exporter",
        "key primary of service-accounts/exporter works until 30 Nov 2026 23:59:59 UTC (in 7 days)",
      ],
    ]);
    expect(reminders(small(edit(EXPORTER, "{ expires: 2027-01-31 }", "{ expires: 2026-12-01, state: disabled }")))).toEqual([]);
  });

  it("says nothing of what is disabled, of what has ended, and of grants", () => {
    const off = edit(WORKER, "2027-06-30", "2026-12-24\nstate: disabled\ndisabled: { since: 2026-11-20, reason: x, ref: x }");
    const ended = edit(EXPORTER, "2027-03-31", "2026-11-20");
    const grant = {
      "accounts/prod/grants/g1.yaml":
        "who: person/w2\nrole: admin\nreason: INC-1 restore of a table\nstarts: 2026-11-24T00:00:00Z\nends: 2026-11-24T04:00:00Z\n",
    };
    expect(reminders(small({ ...off, ...ended, ...grant }))).toEqual([]);
  });

  it("is covered by an exception", () => {
    const { findings, covered } = comparison(
      small({ ...SOON, "accounts/prod/exceptions/x.yaml": exceptionText("expiring", "workloads/worker") }),
    );
    expect([findings, covered.map(({ exception }) => exception)]).toEqual([[], ["prod/exceptions/x"]]);
  });

  it("is never unknown: it needs no part of the observation", () => {
    for (const name of PART_NAMES) expect(reminders(small(SOON), (observation) => withGap(observation, name))).toEqual([FOUND]);
  });
});
