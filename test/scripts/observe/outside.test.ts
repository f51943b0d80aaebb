import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { parseObservation } from "../../../scripts/observe/observation.ts";
import { NOTHING_OUTSIDE, observeOutside, requireOutside, withOutside } from "../../../scripts/observe/outside.ts";
import type { Instant } from "../../../stacks/model/instant.ts";
import { settingsOf } from "../../support/builders.ts";
import { observationOf } from "../../support/observations.ts";
import { small } from "../../support/small-organisation.ts";

const AS_OF = "2026-11-23T12:00:00Z" as Instant;
const DECLARED = small();
const folder = mkdtempSync(join(tmpdir(), "tenure-outside-"));
const file = join(folder, "hr.json");
afterAll(() => rmSync(folder, { recursive: true }));
const configured = { ...DECLARED, settings: settingsOf({ sources: { hr: { format: "json", file } } }) };
const people = [...DECLARED.directory.people.keys()].map((id) => ({ id, status: "active" }));
const write = (stated: readonly unknown[]) =>
  writeFileSync(
    file,
    JSON.stringify({ schema: "tenure/hr/1", source: "sap", asOf: AS_OF, complete: true, count: stated.length, people: stated }),
  );
const read = (declared = configured) => observeOutside(declared, { tokens: {} }, () => AS_OF);

describe("scripts/observe/outside", () => {
  it("asks nothing where no source is named, and leaves observations as they are", async () => {
    expect(await read(DECLARED)).toEqual(NOTHING_OUTSIDE);
    const observation = observationOf(DECLARED, "prod");
    expect([withOutside(observation, NOTHING_OUTSIDE), requireOutside(observation, DECLARED)]).toEqual([observation, observation]);
  });

  it("puts people and what was counted into an observation, which can be saved and read again", async () => {
    write(people);
    const observation = withOutside(observationOf(DECLARED, "prod"), await read());
    expect(observation.parts.people).toMatchObject({ complete: true, value: { source: "sap", people } });
    expect(observation.manifest.filter(({ part }) => part === "people")).toEqual([
      {
        ...{ part: "people", source: "hr", operation: "read", calls: 1, pages: 1, items: people.length, refused: [] },
        ...{ startedAt: AS_OF, finishedAt: AS_OF },
      },
    ]);
    const again = parseObservation("saved.json", JSON.stringify(observation));
    expect(again).toEqual(observation);
    expect(requireOutside(again, configured)).toBe(again);
    // What is read anew takes the place of what was read before.
    expect(withOutside(observation, await read())).toEqual(observation);
  });

  it("has a gap of people, and of nothing else, for a feed that is not believed", async () => {
    write([]);
    const { parts } = withOutside(observationOf(DECLARED, "prod"), await read());
    expect(Object.entries(parts).filter(([, part]) => !part.complete)).toEqual([
      [
        "people",
        { complete: false, gap: { source: "hr", operation: "guard", reason: "the feed is not believed: it is empty", retry: false } },
      ],
    ]);
  });

  it("finds a gap in a saved observation that was made without a source that the settings name", () => {
    const saved = observationOf(DECLARED, "prod");
    expect(requireOutside(saved, configured).parts.people).toMatchObject({
      complete: false,
      gap: { source: "hr", reason: "the saved observation of prod was made without this source" },
    });
  });
});
