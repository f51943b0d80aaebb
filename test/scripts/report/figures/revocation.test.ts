import { describe, expect, it } from "vitest";
import type { Facts } from "../../../../scripts/ledger/entry.ts";
import { findingLives } from "../../../../scripts/report/figures/finding-lives.ts";
import { revocationOf } from "../../../../scripts/report/figures/revocation.ts";
import type { Instant } from "../../../../stacks/model/instant.ts";
import { deployedFacts, driftFacts, entriesAt, stoppedFacts } from "../../../support/entries.ts";
import { personText, small } from "../../../support/small-organisation.ts";

const RECORD = "prod/people/w1";
const LEAVER = { id: "0123456789abcdef", check: "leaver", record: RECORD, subject: "b".repeat(64), severity: "critical" } as const;
const LEFT = { "directory/people/w1.yaml": personText({ login: "ada-l", id: 1, team: "payments", status: "left", ends: "2026-11-01" }) };
const DECLARED = small(LEFT);
const ASKED = "2026-11-04T00:00:00Z" as Instant;

/** Runs at 06:00 from the first of November on, with these findings. */
const runs = (...findings: readonly Facts<"drift">["findings"][]) =>
  findingLives(
    entriesAt(
      "drift",
      findings.map((found, index) => [`2026-11-0${index + 1}T06:00:00Z`, driftFacts({ findings: found })] as const),
    ),
  );
const touched = (at: string, more: Partial<Facts<"deployed">> = {}) =>
  entriesAt(
    "deployed",
    [[at, deployedFacts({ touched: [{ record: RECORD, operations: { update: 1 }, observed: "c".repeat(64) }], ...more })]],
    40,
  );
const asked = (lives: ReturnType<typeof runs>, more: Partial<Parameters<typeof revocationOf>[0]> = {}) =>
  revocationOf({ declared: DECLARED, lives, deployed: [], stopped: [], asOf: ASKED, ...more });

describe("scripts/report/figures/revocation", () => {
  it("counts from the end of the last day to the deployment that was read back", () => {
    const { leavers, leaverHours } = asked(runs([], [LEAVER], []), { deployed: touched("2026-11-02T15:00:00Z") });
    expect(leavers).toEqual([
      {
        ...{ record: RECORD, person: "person/w1", since: "2026-11-02T00:00:00Z", isLastDay: true, goneAt: "2026-11-02T15:00:00Z" },
        ...{ proof: { entry: 40, by: "deployed" }, hours: 15 },
      },
    ]);
    expect([leaverHours.count, leaverHours.longest]).toEqual([1, 15]);
  });

  it("takes no deployment for a proof that failed, was not read back as declared, came before the last sight, or was of something else", () => {
    const readBack: Facts<"deployed">["readBack"] = { result: "differs", findings: [], manifest: null, observedAt: null };
    const other = [{ record: "prod/people/w2", operations: { update: 1 }, observed: "c".repeat(64) }];
    for (const deployed of [
      touched("2026-11-02T15:00:00Z", { result: "failed" }),
      touched("2026-11-02T15:00:00Z", { readBack }),
      touched("2026-11-02T05:00:00Z"),
      touched("2026-11-02T15:00:00Z", { touched: other }),
    ])
      expect(asked(runs([], [LEAVER], []), { deployed }).leavers).toMatchObject([{ goneAt: null, proof: null, hours: 48 }]);
  });

  it("takes no deployment for a proof after which the access was still found", () => {
    const deployed = touched("2026-11-02T15:00:00Z");
    expect(asked(runs([], [LEAVER], [LEAVER], []), { deployed }).leavers).toMatchObject([{ proof: null, goneAt: null }]);
  });

  it("counts on while the finding is open, whatever was deployed", () => {
    expect(asked(runs([], [LEAVER]), { deployed: touched("2026-11-02T15:00:00Z") }).leavers).toMatchObject([{ goneAt: null, hours: 48 }]);
  });

  it("takes a stop that AWS confirmed, and no other", () => {
    const stop = (verified: boolean) => entriesAt("stopped", [["2026-11-02T07:30:00Z", stoppedFacts({ record: RECORD, verified })]], 50);
    expect(asked(runs([], [LEAVER]), { stopped: stop(true) }).leavers).toMatchObject([{ proof: { entry: 50, by: "stopped" }, hours: 7.5 }]);
    expect(asked(runs([], [LEAVER]), { stopped: stop(false) }).leavers).toMatchObject([{ proof: null }]);
  });

  it("counts from the finding where no last day is known before it, and says so", () => {
    const declared = small({ "directory/people/w1.yaml": personText({ login: "ada-l", id: 1, team: "payments", status: "left" }) });
    expect(asked(runs([], [LEAVER]), { declared }).leavers).toMatchObject([{ since: "2026-11-02T06:00:00Z", isLastDay: false, hours: 42 }]);
  });

  it("knows whose a record was when it is gone, by its name; and lists what nobody can tell", () => {
    const gone = small({ ...LEFT, "accounts/prod/people/w1.yaml": null });
    expect(asked(runs([], [LEAVER]), { declared: gone }).leavers).toMatchObject([{ person: "person/w1" }]);
    expect(asked(runs([], [{ ...LEAVER, record: "prod/grants/old-one" }])).leavers).toMatchObject([{ person: null, isLastDay: false }]);
  });

  it("leaves out whom the directory called a leaver by mistake", () => {
    expect(asked(runs([], [LEAVER], []), { declared: small() }).leavers).toEqual([]);
  });

  it("measures findings by check: not what is informational, was there before, or is excepted", () => {
    const one = (id: string, check: string, severity: "high" | "informational" = "high") => ({
      ...LEAVER,
      id: id.repeat(16),
      check,
      severity,
      record: null,
    });
    const before = one("a", "unmanaged");
    const lives = runs([before], [before, one("b", "unmanaged"), one("c", "expiring", "informational")], [one("d", "changed")], []);
    const { findings, checks } = asked(lives);
    expect([findings.count, findings.sum]).toEqual([2, 48]);
    expect(checks.map(({ check, open, gone }) => [check, open, gone.count])).toEqual([
      ["changed", 0, 1],
      ["unmanaged", 0, 1],
    ]);
  });
});
