import { describe, expect, it } from "vitest";
import type { ManifestEntry, Observed } from "../../../scripts/observe/observation.ts";
import { beginReading, type Pace } from "../../../scripts/observe/reading.ts";
import type { Instant } from "../../../stacks/model/instant.ts";

/** A reading whose clock moves by a second each time it is looked at. */
function begin(more: Partial<Pace> = {}) {
  let seconds = 0;
  const lines: string[] = [];
  const kept: string[] = [];
  const reading = beginReading({
    now: () => `2026-11-24T00:00:${String(seconds++).padStart(2, "0")}Z` as Instant,
    budget: 3,
    progress: (line) => lines.push(line),
    earlier: { parts: {}, manifest: [] },
    kept: (parts, manifest) => kept.push(`${Object.keys(parts).join(" ")}: ${manifest.map(({ operation }) => operation).join(" ")}`),
    ...more,
  });
  return { reading, lines, kept };
}

describe("scripts/observe/reading", () => {
  it("gives each part its own counts, from its start to its end, and hands on what there is after each", async () => {
    const { reading, lines, kept } = begin();
    await reading.part("sessions", "aws-iam", "ListRoles", async (recorder) => {
      reading.send("ListRoles");
      reading.send("ListRoles");
      recorder.page("ListRoles", 2);
      return {};
    });
    const slots = await reading.part("slots", "aws-secrets", "ListSecrets", () => Promise.reject(new Error("no")));
    expect(slots).toEqual({ complete: false, gap: { source: "aws-secrets", operation: "ListSecrets", reason: "Error: no", retry: false } });
    expect(reading.manifest()).toEqual([
      {
        ...{ part: "sessions", source: "aws-iam", operation: "ListRoles", calls: 2, pages: 1, items: 2, refused: [] },
        startedAt: "2026-11-24T00:00:00Z",
        finishedAt: "2026-11-24T00:00:02Z",
      },
    ]);
    expect([lines, kept]).toEqual([
      ["sessions: reading", "slots: reading"],
      ["sessions: ListRoles", "sessions slots: ListRoles"],
    ]);
  });

  it("sends no more than the budget", () => {
    const { reading } = begin();
    for (let sent = 0; sent < 3; sent++) reading.send("ListRoles");
    expect(() => reading.send("ListRoles")).toThrow(/^the 3 calls that one observation of an account may take are used up/);
  });

  it("takes over a complete part with its counts, and reads one that had a gap", async () => {
    const entry = { part: "sessions", operation: "ListRoles" } as ManifestEntry;
    const other = { part: "slots", operation: "ListSecrets" } as ManifestEntry;
    const sessions = { complete: true as const, value: { a: 1 }, observedAt: "2026-11-23T23:00:00Z" as Instant };
    const gap = { source: "aws-secrets", operation: "ListSecrets", reason: "no", retry: true };
    const parts: Partial<Observed> = { sessions, slots: { complete: false, gap } };
    const { reading, lines } = begin({ earlier: { parts, manifest: [entry, other] } });
    expect(await reading.part("sessions", "aws-iam", "ListRoles", () => Promise.reject(new Error("asked")))).toBe(sessions);
    expect(await reading.part("slots", "aws-secrets", "ListSecrets", async () => [])).toMatchObject({ complete: true, value: [] });
    expect(reading.manifest()).toEqual([entry]);
    expect(lines).toEqual(["sessions: read before, at 2026-11-23T23:00:00Z", "slots: reading"]);
  });
});
