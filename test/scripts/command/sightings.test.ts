import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readSightings } from "../../../scripts/command/sightings.ts";
import { type Ledger, openLedger } from "../../../scripts/ledger/ledger.ts";
import type { Instant } from "../../../stacks/model/instant.ts";
import { driftFacts } from "../../support/entries.ts";

const at = (time: string) => `2026-11-24T${time}Z` as Instant;
const SETTLE = 300_000;
const FOUND = driftFacts().findings[0]!;

describe("scripts/command/sightings", () => {
  let folder: string;
  let ledger: Ledger;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "tenure-sightings-"));
    ledger = openLedger(undefined, join(folder, "ledger"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const ran = (time: string, stack: string, ...findings: string[]) =>
    ledger.append("drift", at(time), driftFacts({ stack, findings: findings.map((letter) => ({ ...FOUND, id: letter.repeat(16) })) }));

  it("has seen nothing before the first run", async () => {
    expect(await readSightings(ledger, SETTLE, at("12:00:00"))).toMatchObject({ complete: true, value: new Map() });
  });

  it("knows what the last run has found in each account, and nothing older", async () => {
    await ran("01:00:00", "prod", "a", "b");
    await ran("02:00:00", "dev", "c");
    await ran("03:00:00", "prod", "b");
    expect(await readSightings(ledger, SETTLE, at("12:00:00"))).toMatchObject({
      value: new Map([
        ["prod", new Set(["b".repeat(16)])],
        ["dev", new Set(["c".repeat(16)])],
      ]),
    });
  });

  it("takes no run for another look that was too short ago, or is still to come", async () => {
    await ran("11:55:01", "prod", "a");
    await ran("13:00:00", "dev", "b");
    expect(await readSightings(ledger, SETTLE, at("12:00:00"))).toMatchObject({ value: new Map() });
    expect(await readSightings(ledger, SETTLE, at("12:00:01"))).toMatchObject({ value: new Map([["prod", new Set(["a".repeat(16)])]]) });
  });

  it("is a gap when the ledger cannot be read", async () => {
    const broken: Ledger = { ...ledger, read: () => Promise.reject(new Error("cut")) };
    await expect(readSightings(broken, SETTLE, at("12:00:00"))).resolves.toMatchObject({ complete: false, gap: { reason: "Error: cut" } });
  });
});
