import { describe, expect, it } from "vitest";
import { columns, type Filter, rowsOf, rowsText, stateOf } from "../../../scripts/report/record-rows.ts";
import type { Instant } from "../../../stacks/model/instant.ts";
import { AS_OF, SMALL, small } from "../../support/small-organisation.ts";

const DISABLED = `${SMALL["accounts/prod/workloads/worker.yaml"]}state: disabled\ndisabled: { since: 2026-11-20, reason: not needed, ref: "#1" }\n`;
const EXCEPTION =
  "rule: key-limit-active\nsubject: service-accounts/exporter\nreason: Two banks pin one key each\ncompensating: Source IP of the banks\napprovedBy: person/w3\nexpires: 2027-01-31\n";
const DECLARED = small({
  "accounts/prod/workloads/worker.yaml": DISABLED,
  "accounts/prod/exceptions/two.yaml": EXCEPTION,
});
const refs = (filter: Filter, asOf: Instant = AS_OF) => rowsOf(DECLARED, filter, asOf).map(({ record }) => record);

describe("scripts/report/record-rows", () => {
  it("has a row for every record and exception, in order, with all that a script needs", () => {
    expect(refs({})).toEqual([
      "exceptions/two",
      "groups/readers",
      "groups/writers",
      "people/w1",
      "permissions/ledger-write",
      "roles/admin",
      "roles/support",
      "service-accounts/exporter",
      "workloads/worker",
    ]);
    expect(rowsOf(DECLARED, { kind: "exceptions" }, AS_OF)).toEqual([
      {
        stack: "prod",
        record: "exceptions/two",
        kind: "exceptions",
        owner: "team/payments",
        purpose: "key-limit-active does not hold for service-accounts/exporter",
        state: "active",
        expires: "2027-01-31T00:00:00Z",
        file: "accounts/prod/exceptions/two.yaml",
      },
    ]);
  });

  it.each<[Filter, readonly string[]]>([
    [{ owner: "person/w1" }, ["people/w1"]],
    [{ kind: "roles" }, ["roles/admin", "roles/support"]],
    [{ state: "disabled" }, ["workloads/worker"]],
    [{ stack: "dev" }, []],
    [{ before: "2027-03-31T00:00:00Z" as Instant }, ["exceptions/two"]],
    [{ before: "2027-03-31T00:00:01Z" as Instant, kind: "roles" }, ["roles/admin"]],
  ])("is narrowed by %j", (filter, expected) => {
    expect(refs(filter)).toEqual(expected);
  });

  it("knows what is past its end, at that second and not before", () => {
    const end = "2027-03-31T00:00:00Z" as Instant;
    expect(refs({ state: "ended" }, "2027-03-30T23:59:59Z" as Instant)).toEqual(["exceptions/two"]);
    expect(refs({ state: "ended" }, end)).toEqual(["exceptions/two", "people/w1", "roles/admin", "service-accounts/exporter"]);
    expect(stateOf({ state: "disabled", expires: end }, end)).toBe("disabled");
  });

  it("prints a line for each, and says when there is none", () => {
    expect(rowsText(rowsOf(DECLARED, { kind: "roles" }, AS_OF), AS_OF)).toBe(
      `prod  roles/admin    team/platform  active  works until 30 Mar 2027 23:59:59 UTC (in 127 days)
prod  roles/support  team/payments  active  works until 30 May 2027 23:59:59 UTC (in 188 days)

2 records`,
    );
    expect(rowsText([], AS_OF)).toBe("no record matches");
    expect(columns([])).toEqual([]);
  });
});
