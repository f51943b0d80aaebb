import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { readPeople } from "../../../../scripts/observe/hr/people.ts";
import { readPart, recorderOf } from "../../../../scripts/observe/part.ts";
import { type HrSource, sources } from "../../../../stacks/model/configured.ts";
import type { Instant } from "../../../../stacks/model/instant.ts";
import { declaredOf, personOf } from "../../../support/builders.ts";

const AS_OF = "2026-11-23T12:00:00Z" as Instant;
const folder = mkdtempSync(join(tmpdir(), "tenure-people-"));
afterAll(() => rmSync(folder, { recursive: true }));

function read(name: string, text: string, source: Record<string, unknown>) {
  const file = join(folder, name);
  writeFileSync(file, text);
  const hr = sources.parse({ hr: { file, ...source } }).hr as HrSource;
  const { directory } = declaredOf({ people: ["w1", "w2", "w3", "w4"].map((id) => personOf(id)) });
  const against = { directory, limit: { count: 1, percent: 0 }, timeZone: "Etc/UTC", asOf: AS_OF };
  const recorder = recorderOf("hr");
  return readPart(
    "hr",
    "read",
    () => AS_OF,
    (own) => readPeople(hr, against, { tokens: {} }, own),
    recorder,
  );
}

const CSV = { format: "csv", columns: { id: "ID", status: "Status", asOf: "At" } };
const csvOf = (...lines: readonly string[]) => ["ID,Status,At", ...lines.map((line) => `${line},2026-11-23`), ""].join("\n");

describe("scripts/observe/hr/people", () => {
  it("reads people from a file, and nobody of whom the feed says what nobody understands", async () => {
    const part = await read("hr.csv", csvOf("w1,active", "w2,leave", "w3,dormant", "w4,left"), CSV);
    expect(part).toMatchObject({
      complete: true,
      value: { source: "csv", people: [{ id: "w1" }, { id: "w2", status: "leave" }, { id: "w4", status: "left" }] },
      except: [{ subject: "person/w3", operation: "guard", source: "hr", retry: false }],
    });
  });

  it("leaves a gap where a guard stops the feed, and reads nobody from it", async () => {
    expect(await read("half.csv", csvOf("w1,active", "w2,active"), CSV)).toEqual({
      complete: false,
      gap: {
        ...{ source: "hr", operation: "guard", retry: false },
        reason: expect.stringMatching(
          /^the feed is not believed: it lacks, or says to have left, 2 of the 4 people of the directory \(w3, w4\)/,
        ),
      },
    });
  });

  it("says in the gap which field of which line is malformed", async () => {
    expect(await read("odd.csv", csvOf("w1,active", "ada@example.com,active"), CSV)).toMatchObject({
      gap: { operation: "parse", reason: expect.stringMatching(/^malformed: line 3\.id: expected an id/) },
    });
  });
});
