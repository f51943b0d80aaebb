import { describe, expect, it } from "vitest";
import { jsonRows } from "../../../../scripts/observe/exports/fields.ts";

const FIELDS = { id: "id", last: "profile.last", none: undefined };
const read = (data: unknown, list = "") => jsonRows(JSON.stringify(data), list, FIELDS);

describe("scripts/observe/exports/fields", () => {
  it("reads fields by their paths, whatever kind of single value they have", () => {
    expect(
      read([
        { id: 7, profile: { last: "x" } },
        { id: " b ", profile: null },
      ]),
    ).toEqual([
      { line: 1, values: { id: "7", last: "x", none: null } },
      { line: 2, values: { id: "b", last: null, none: null } },
    ]);
    expect(read({ data: { users: [{ id: true, profile: { last: "" } }] } }, "data.users")[0]!.values).toEqual({
      ...{ id: "true", last: null, none: null },
    });
    expect(read([])).toEqual([]);
  });

  it.each([
    ["no JSON", "{", "", /^malformed: expected JSON/],
    ["no list", '{"data":{}}', "data", /^malformed: data: Invalid input: expected array/],
    ["no such list", "{}", "data", /^malformed: data: /],
    ["an entry that is none", "[1]", "", /^malformed: list\.0: /],
    ["a field that no entry has", '[{"id":1}]', "", 'no entry has the field "profile.last"'],
    ["a list in a field", '[{"id":[1],"profile":{"last":1}}]', "", "malformed: entry 1: id: expected a single value"],
  ])("refuses %s", (_, text, list, message) => {
    expect(() => jsonRows(text, list, FIELDS)).toThrow(message);
  });
});
