import { describe, expect, it } from "vitest";
import { type FigureSources, figuresOf } from "../../../../scripts/report/figures/figures.ts";
import { deployedFacts, driftFacts, entriesAt } from "../../../support/entries.ts";
import { AS_OF, small } from "../../../support/small-organisation.ts";

const EXCEPTION =
  "rule: key-limit-active\nsubject: service-accounts/exporter\nreason: Two banks pin one key each\ncompensating: Source IP of the banks\napprovedBy: person/w3\nexpires: ";
const SOURCES: FigureSources = {
  declared: small(),
  ledger: { description: "folder x", entries: 1, head: "a".repeat(64) },
  drift: entriesAt("drift", [["2026-11-23T18:00:00Z", driftFacts({ status: "clean", findings: [] })]]),
  ...{ deployed: [], proposed: [], requests: [], stopped: [], observations: [], asOf: AS_OF },
};
const figures = (more: Partial<FigureSources> = {}) => figuresOf({ ...SOURCES, ...more });

describe("scripts/report/figures/figures", () => {
  it("is clean where everything was compared and nothing is open", () => {
    const { status, incomplete, findings, recertification } = figures();
    expect({ status, incomplete, open: findings.open }).toEqual({ status: "clean", incomplete: [], open: [] });
    expect(recertification).toEqual({
      ...{ recorded: false, overdue: 0 },
      says: "Not yet: no review is recorded, so nobody has certified any access again; by the day on which AWS made them, 0 are past their review period.",
    });
  });

  it("has findings where something is open, and none for notices", () => {
    const found = (severity: "low" | "informational") =>
      entriesAt("drift", [
        [
          "2026-11-23T18:00:00Z",
          driftFacts({ findings: [{ id: "a".repeat(16), check: "expiring", record: null, subject: "b".repeat(64), severity }] }),
        ],
      ]);
    expect(figures({ drift: found("low") }).status).toBe("findings");
    expect(figures({ drift: found("informational") }).status).toBe("clean");
  });

  it("is incomplete where an account was never compared, and where nobody can tell a measure; that wins over findings", () => {
    const { status, incomplete } = figures({ drift: [], deployed: entriesAt("deployed", [["2026-11-23T18:00:00Z", deployedFacts()]]) });
    expect(status).toBe("incomplete");
    expect(incomplete.map(({ stack, says }) => `${stack}: ${says}`)).toEqual([
      "prod: was never compared with AWS",
      "all accounts: The share of manual exceptions is not known (at least 0 of 1 changes in 90 days): 1 deployment does not say which changes it had",
      "all accounts: The share of manual interventions is not known (at least 0 of 1 changes in 90 days): an account was never compared with AWS",
      "all accounts: Nobody knows how long leavers keep access: an account was never compared with AWS",
    ]);
  });

  it("has findings where a threshold is passed, with nothing else open", () => {
    const lapsed = { "accounts/prod/exceptions/two.yaml": `${EXCEPTION}2026-11-20\n` };
    const { status, exceptions, risk } = figures({ declared: small(lapsed) });
    expect(status).toBe("findings");
    expect(risk.filter(({ state }) => state === "over").map(({ name }) => name)).toEqual(["lapsed-exceptions"]);
    expect(exceptions).toEqual([
      {
        ...{ id: "prod/exceptions/two", rule: "key-limit-active", record: "prod/service-accounts/exporter", owner: "team/payments" },
        ...{ approvedBy: "person/w3", expires: "2026-11-20T00:00:00Z", daysLeft: -4 },
      },
    ]);
  });

  it("counts whole days left, and not one for an exception that ended this second", () => {
    const daysLeft = (expires: string) =>
      figures({ declared: small({ "accounts/prod/exceptions/two.yaml": `${EXCEPTION}${expires}\n` }) }).exceptions[0]!.daysLeft;
    expect([daysLeft("2026-11-25"), daysLeft("2026-11-24T00:00:01Z"), daysLeft("2026-11-24")]).toEqual([1, 0, -1]);
  });

  it("does not know of what was written after the moment that it is about", () => {
    const drift = entriesAt("drift", [
      ["2026-11-23T18:00:00Z", driftFacts({ status: "clean", findings: [] })],
      ["2026-11-24T00:00:01Z", driftFacts()],
    ]);
    expect(figures({ drift }).findings.open).toEqual([]);
  });

  it("has the status of every control by the last result of each check in each account, however old", () => {
    const found = (severity: "high") => [{ id: "a".repeat(16), check: "unmanaged", record: null, subject: "b".repeat(64), severity }];
    const drift = entriesAt("drift", [
      ["2026-11-21T18:00:00Z", driftFacts({ checks: ["expired", "unmanaged"], findings: found("high") })],
      ["2026-11-22T18:00:00Z", driftFacts({ checks: ["expired", "unmanaged"], findings: [] })],
      ["2026-11-23T18:00:00Z", driftFacts({ checks: ["expired"], findings: [] })],
    ]);
    const { controls } = figures({ drift });
    const proofs = controls.flatMap((control) => control.proofs);
    const of = (name: string) => proofs.find((proof) => proof.name === name);
    expect(controls.length).toBeGreaterThan(100);
    expect([of("unmanaged"), of("expired"), of("leaver")]).toEqual([
      { name: "unmanaged", outcome: "pass", since: "2026-11-22T18:00:00Z", entries: [2] },
      { name: "expired", outcome: "pass", since: "2026-11-23T18:00:00Z", entries: [3] },
      { name: "leaver", outcome: "never", since: null, entries: [] },
    ]);
  });
});
