import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { NOTHING_OUTSIDE, observeOutside, requireOutside, withOutside } from "../../../scripts/observe/outside.ts";
import { parseObservation } from "../../../scripts/observe/saved.ts";
import { type Instant, instantOf } from "../../../stacks/model/instant.ts";
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
const read = (declared = configured) => observeOutside(declared, ["prod"], { tokens: {} }, () => AS_OF);

describe("scripts/observe/outside", () => {
  it("asks nothing where no source is named, and leaves observations as they are", async () => {
    expect(await read(DECLARED)).toEqual(NOTHING_OUTSIDE);
    const observation = observationOf(DECLARED, "prod");
    expect([withOutside(observation, NOTHING_OUTSIDE, DECLARED), requireOutside(observation, DECLARED)]).toEqual([
      observation,
      observation,
    ]);
  });

  it("puts people and what was counted into an observation, which can be saved and read again", async () => {
    write(people);
    const observation = withOutside(observationOf(DECLARED, "prod"), await read(), configured);
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
    expect(withOutside(observation, await read(), configured)).toEqual(observation);
  });

  it("has a gap of people, and of nothing else, for a feed that is not believed", async () => {
    write([]);
    const { parts } = withOutside(observationOf(DECLARED, "prod"), await read(), configured);
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

  it("reads what belongs to the whole organisation with the home account, and shows it there alone", async () => {
    write(people);
    const csv = join(folder, "wiki.csv");
    writeFileSync(csv, "ID\na1\n");
    const wiki = { format: "csv", file: csv, columns: { id: "ID" }, staleAfter: "36500d" };
    const dev = {
      "accounts/dev/account.yaml": `id: "111111111111"\nenvironment: non-production\nregion: us-east-1\nowner: team/platform\n`,
    };
    const sources = { hr: { format: "json", file }, applications: { wiki }, home: "prod" };
    const declared = { ...small(dev), settings: settingsOf({ sources }) };
    const now = () => instantOf(new Date());
    const names = async (accounts: readonly string[]) => Object.keys((await observeOutside(declared, accounts, { tokens: {} }, now)).parts);
    expect([await names(["dev"]), await names(["prod", "dev"])]).toEqual([["people"], ["people", "applications"]]);
    const outside = await observeOutside(declared, ["dev", "prod"], { tokens: {} }, now);
    const partsOf = (account: string) => {
      const { parts, manifest } = withOutside(observationOf(declared, account), outside, declared);
      return [parts.applications?.complete, manifest.some(({ part }) => part === "applications")];
    };
    expect([partsOf("prod"), partsOf("dev")]).toEqual([
      [true, true],
      [undefined, false],
    ]);
    expect(requireOutside(observationOf(declared, "dev"), declared).parts.applications).toBeUndefined();
    expect(requireOutside(observationOf(declared, "prod"), declared).parts.applications).toMatchObject({ complete: false });
  });
});
