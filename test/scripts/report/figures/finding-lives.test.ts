import { describe, expect, it } from "vitest";
import type { Facts } from "../../../../scripts/ledger/entry.ts";
import { findingLives, openAt } from "../../../../scripts/report/figures/finding-lives.ts";
import { driftFacts, entriesAt } from "../../../support/entries.ts";

type Found = Facts<"drift">["findings"][number];

const ID = "0123456789abcdef";
const OTHER = "fedcba9876543210";
const found = (id: string, more: Partial<Found> = {}): Found => ({
  id,
  check: "unmanaged",
  record: null,
  subject: "b".repeat(64),
  severity: "high",
  ...more,
});
const runs = (...facts: readonly Partial<Facts<"drift">>[]) =>
  entriesAt(
    "drift",
    facts.map((more, index) => [`2026-11-0${index + 1}T06:00:00Z`, driftFacts(more)] as const),
  );

describe("scripts/report/figures/finding-lives", () => {
  it("follows a finding from the run that saw it first to the one that did not any more, and gives it a second life when it comes back", () => {
    const lives = findingLives(
      runs({ findings: [] }, { findings: [found(ID)] }, { findings: [found(ID)] }, { findings: [] }, { findings: [found(ID)] }),
    );
    const life = { id: ID, check: "unmanaged", stack: "prod", record: null, severity: "high", inFirstRun: false, excepted: false };
    expect(lives).toEqual([
      { ...life, firstAt: "2026-11-02T06:00:00Z", lastAt: "2026-11-03T06:00:00Z", goneAt: "2026-11-04T06:00:00Z" },
      { ...life, firstAt: "2026-11-05T06:00:00Z", lastAt: "2026-11-05T06:00:00Z", goneAt: null },
    ]);
  });

  it("does not take a check without an answer for an answer", () => {
    const [life] = findingLives(
      runs({ findings: [found(ID)] }, { findings: [], unknown: ["unmanaged"], status: "incomplete" }, { findings: [] }),
    );
    expect(life).toMatchObject({ lastAt: "2026-11-01T06:00:00Z", goneAt: "2026-11-03T06:00:00Z" });
  });

  it("tells what an exception covers from what is gone, and what was there before anybody looked", () => {
    const covered = [{ id: ID, check: "unmanaged", record: "prod/people/w1", exception: "prod/exceptions/two" }];
    const lives = findingLives(runs({ findings: [found(ID), found(OTHER)] }, { findings: [], covered }));
    expect(lives.map(({ id, excepted, inFirstRun }) => [id, excepted, inFirstRun])).toEqual([
      [ID, true, true],
      [OTHER, false, true],
    ]);
  });

  it("keeps accounts apart, and slices of one together", () => {
    const lives = findingLives(
      runs({ stack: "dev", findings: [found(ID)] }, { stack: "prod.1", findings: [found(OTHER)] }, { stack: "prod", findings: [] }),
    );
    expect(lives.map(({ stack, goneAt }) => [stack, goneAt])).toEqual([
      ["dev", null],
      ["prod", "2026-11-03T06:00:00Z"],
    ]);
  });

  it("knows what was open at a moment: from the first sight on, and no more at the moment it was seen to be gone", () => {
    const lives = findingLives(runs({ findings: [found(ID)] }, { findings: [] }));
    const count = (at: string) => openAt(lives, at).length;
    expect([
      count("2026-11-01T05:59:59Z"),
      count("2026-11-01T06:00:00Z"),
      count("2026-11-02T05:59:59Z"),
      count("2026-11-02T06:00:00Z"),
    ]).toEqual([0, 1, 1, 0]);
  });
});
