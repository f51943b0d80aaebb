import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { type Facts, fileOf, GENESIS, hashOf, nextEntry } from "../../../scripts/ledger/entry.ts";
import type { Instant } from "../../../stacks/model/instant.ts";
import { driftFacts, proposedFacts } from "../../support/entries.ts";

const AT = "2026-11-24T06:00:00Z" as Instant;
const DEPLOYED: Facts<"deployed"> = {
  stack: "prod",
  commit: "1".repeat(40),
  engine: "embedded",
  program: "a".repeat(64),
  settings: "5".repeat(64),
  baseline: true,
  approvals: "unverified",
  violations: [],
  rules: ["key-limit-active"],
  result: "succeeded",
  operations: { create: 3 },
  touched: [{ record: "prod/people/w1", operations: { create: 3 }, observed: "f".repeat(64) }],
  readBack: { result: "as declared", findings: [], manifest: null, observedAt: null },
};

describe("scripts/ledger/entry", () => {
  it("begins a ledger", () => {
    expect(nextEntry(undefined, "drift", AT, driftFacts())).toMatchObject({
      schema: "tenure/entry/2",
      number: 1,
      at: AT,
      type: "drift",
      facts: driftFacts(),
      previous: GENESIS,
    });
    expect(GENESIS).toBe("0".repeat(64));
  });

  it("follows the entry before it", () => {
    const first = nextEntry(undefined, "drift", AT, driftFacts());
    expect(nextEntry(first, "proposed", AT, proposedFacts())).toMatchObject({ number: 2, previous: first.hash });
  });

  it("hashes everything but the hash, so that others can check it with any RFC 8785 library and SHA-256", () => {
    const { hash, ...rest } = nextEntry(undefined, "proposed", AT, proposedFacts());
    const text = `{"at":"${AT}","facts":{"action":"opened","branch":"revoke/prod/service-accounts-0123456789ab","digest":"${"d".repeat(24)}","head":"${"2".repeat(40)}","number":1,"record":"prod/service-accounts/exporter","stack":"prod"},"number":1,"previous":"${GENESIS}","schema":"tenure/entry/2","type":"proposed"}`;
    expect(hash).toBe(createHash("sha256").update(text).digest("hex"));
    expect(hashOf({ ...rest })).toBe(hash);
  });

  it.each([
    ["drift", driftFacts()],
    ["proposed", proposedFacts()],
    ["deployed", DEPLOYED],
  ] as const)("takes the facts of %s, and no others", (type, facts) => {
    expect(nextEntry(undefined, type, AT, facts as never).facts).toEqual(facts);
    expect(() => nextEntry(undefined, type, AT, { ...facts, note: "w1042 said so" } as never)).toThrow(/note/);
    const [first, ...others] = Object.keys(facts);
    const { [first as never]: _, ...missing } = facts as never as Record<string, unknown>;
    expect(others.length).toBeGreaterThan(0);
    expect(() => nextEntry(undefined, type, AT, missing as never)).toThrow();
  });

  it("keeps one file for each month", () => {
    expect(fileOf(AT)).toBe("2026-11.jsonl");
    expect(fileOf("2027-01-01T00:00:00Z" as Instant)).toBe("2027-01.jsonl");
  });
});
