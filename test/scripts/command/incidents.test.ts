import { describe, expect, it } from "vitest";
import { incidentsOf, readIncidents, withIncidents } from "../../../scripts/command/incidents.ts";
import { type Entry, type Facts, idOfIncident, nextEntry } from "../../../scripts/ledger/entry.ts";
import type { Instant } from "../../../stacks/model/instant.ts";
import { breakGlassFacts } from "../../support/entries.ts";
import { observationOf } from "../../support/observations.ts";
import { sample, small } from "../../support/small-organisation.ts";

const at = (hour: number) => `2026-11-24T${String(hour).padStart(2, "0")}:00:00Z` as Instant;
type Written = Partial<Facts<"break-glass">> & { hour: number };
function entries(...all: readonly Written[]): readonly Entry[] {
  const written: Entry[] = [];
  for (const { hour, ...more } of all) {
    written.push(nextEntry(written.at(-1), "break-glass", at(hour), breakGlassFacts(more)));
  }
  return written;
}

describe("scripts/command/incidents", () => {
  it("puts together what was written down about each use", () => {
    const all = entries(
      { hour: 1, reviewBy: at(9) },
      { hour: 2, incident: "INC-2", reviewBy: at(10) },
      { hour: 3, action: "closed", reviewer: "person/w4", reviewBy: at(9) },
      { hour: 4, action: "reviewed", by: "person/w4", reviewer: "person/w4", outcome: "justified" },
    );
    expect(incidentsOf(all)).toEqual([
      { record: "prod/break-glass/glass-1", incident: "INC-1", opened: [at(1)], reviewed: at(4), reviewer: "person/w4", reviewBy: at(9) },
      { record: "prod/break-glass/glass-1", incident: "INC-2", opened: [at(2)], reviewed: null, reviewer: null, reviewBy: at(10) },
    ]);
  });

  it("takes what AWS refused for no opening, and a drill for one that nobody reviews", () => {
    const all = entries({ hour: 1 }, { hour: 2, action: "refused" }, { hour: 3 }, { hour: 4, action: "drilled", incident: "INC-drill" });
    expect(incidentsOf(all).map(({ incident, opened, reviewBy }) => [incident, opened, reviewBy])).toEqual([
      ["INC-1", [at(3)], null],
      ["INC-drill", [at(4)], null],
    ]);
  });

  it("does not take a ledger that cannot be read for one that knows nothing", async () => {
    const broken = { read: async () => Promise.reject(new Error("broken")), append: async () => undefined };
    expect(await readIncidents(broken)).toMatchObject({ complete: false, gap: { reason: "Error: broken" } });
  });

  it("makes a gap of uses that nobody looked for, only where there may be some", () => {
    const incidents = { complete: true, value: [], observedAt: at(1) } as const;
    const [with1, without] = [sample(), small()];
    const account = with1.accounts.get("prod")!;
    expect(withIncidents(observationOf(with1, "prod"), account, incidents).parts).toMatchObject({ glass: { complete: false }, incidents });
    const observation = observationOf(without, "prod");
    expect(withIncidents(observation, without.accounts.get("prod")!, incidents)).toBe(observation);
  });

  it("names a session by the name that it had, where the ledger keeps only its hash", () => {
    const declared = sample();
    const observation = observationOf(declared, "prod");
    const session = "INC-ada@example.org";
    const part = <T>(value: T) => ({ complete: true, value, observedAt: at(1) }) as const;
    const glass = part([{ role: "arn:aws:iam::000000000000:role/x" as const, session, at: at(1), by: "arn:x" }]);
    const incidents = part(incidentsOf(entries({ hour: 1, incident: idOfIncident(session) })));
    const { parts } = withIncidents({ ...observation, parts: { ...observation.parts, glass } }, declared.accounts.get("prod")!, incidents);
    expect(parts.incidents).toMatchObject({ value: [{ incident: session }] });
  });
});
