import { describe, expect, it } from "vitest";
import { columnsOf, type Line, listOf } from "../../../../scripts/observe/applications/rows.ts";
import { sources } from "../../../../stacks/model/configured.ts";
import type { Instant } from "../../../../stacks/model/instant.ts";

const WRITTEN = "2026-11-23T06:00:00Z" as Instant;
const ALL = { id: "ID", active: "Status", lastUsed: "Last", admin: "Profile", asOf: "At" };
const NOTHING = { id: null, active: null, lastUsed: null, admin: null, person: null, asOf: null };

function sourceOf(columns: object, words: object = {}) {
  const source = sources.parse({ applications: { x: { format: "csv", file: "x.csv", columns, words } } }).applications.x!;
  if (source.format !== "csv") throw new Error("expected csv");
  return source;
}
const list = (lines: readonly Partial<Line["values"]>[], columns: object, words: object = {}) =>
  listOf(
    lines.map((values, index) => ({ where: `line ${index + 2}`, values: { ...NOTHING, ...values } })),
    sourceOf(columns, words),
    WRITTEN,
  );

describe("scripts/observe/applications/rows", () => {
  it("asks for the declared columns and no other", () => {
    expect(columnsOf(sourceOf({ id: "ID", person: "Nr" }))).toEqual({
      ...{ id: "ID", person: "Nr", active: undefined, lastUsed: undefined, admin: undefined, asOf: undefined },
    });
  });

  it("takes each account for active where nothing says otherwise, and says nothing that the export does not", () => {
    expect(list([{ id: "1", person: "w1" }], { id: "ID" })).toEqual({
      asOf: WRITTEN,
      accounts: [{ id: "1", active: true, admin: null, lastUsedAt: null, person: "w1", handle: null }],
      held: [],
    });
  });

  it("puts declared words in ours, and moments with their zones in UTC; the oldest line says how old it is", () => {
    const words = { active: { Enabled: true, Deactivated: false }, admin: { Owner: true, Member: false } };
    const read = list(
      [
        { id: "1", active: "Enabled", admin: "Owner", lastUsed: "2026-11-20T10:00:00.000+0000", asOf: "2026-11-23T05:00:00Z" },
        { id: "2", active: "Deactivated", admin: "Member", lastUsed: "2026-11-20 10:00+02:00", asOf: "2026-11-23T04:00:00Z" },
        { id: "3", active: "inactive", admin: "false", lastUsed: "2026-11-20", asOf: "2026-11-23T05:00:00Z" },
      ],
      ALL,
      words,
    );
    expect(read.accounts.map(({ active, admin, lastUsedAt }) => [active, admin, lastUsedAt])).toEqual([
      [true, true, "2026-11-20T10:00:00Z"],
      [false, false, "2026-11-20T08:00:00Z"],
      [false, false, "2026-11-20T00:00:00Z"],
    ]);
    expect(read.asOf).toBe("2026-11-23T04:00:00Z");
  });

  it("holds an account that is described in words that nobody declared", () => {
    const read = list([{ id: "1", active: "Frozen" }, { id: "2" }, { id: "3", active: "true" }], { id: "ID", active: "Status" });
    expect(read.accounts.map(({ id }) => id)).toEqual(["3"]);
    expect(read.held).toEqual([
      { id: "1", reason: 'line 2: "Frozen" is no word that its words.active knows' },
      { id: "2", reason: 'line 3: "" is no word that its words.active knows' },
    ]);
  });

  it.each([
    ["an account without an id", { active: "true" }, "malformed: line 2: ID: expected an id, got nothing"],
    [
      "a moment without its zone",
      { id: "1", active: "true", lastUsed: "2026-11-20T10:00" },
      /^malformed: line 2: Last: expected a date or/,
    ],
    ["a day that is none", { id: "1", active: "true", lastUsed: "20.11.2026" }, /^malformed: line 2: Last: .* got "20\.11\.2026"/],
    ["a line that does not say how old it is", { id: "1", active: "true", asOf: null }, "malformed: line 2: At: expected a moment"],
  ])("refuses %s", (_, values, message) => {
    expect(() => list([values], { id: "ID", active: "Status", lastUsed: "Last", asOf: "At" })).toThrow(message);
  });
});
