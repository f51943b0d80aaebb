import { describe, expect, it } from "vitest";
import { hrFromJson } from "../../../../scripts/observe/hr/json.ts";

const text = (people: readonly unknown[]) =>
  Buffer.from(
    JSON.stringify({
      schema: "tenure/hr/1",
      source: "sap",
      tenant: "acme",
      asOf: "2026-11-23",
      complete: true,
      count: people.length,
      people,
    }),
  );

describe("scripts/observe/hr/json", () => {
  it("reads the neutral record", () => {
    expect(hrFromJson(text([{ id: "w1", status: "leave", manager: "w0" }]))).toMatchObject({
      source: "sap",
      tenant: "acme",
      asOf: "2026-11-23T00:00:00Z",
      people: [{ id: "w1", status: "leave", manager: "w0" }],
    });
  });

  it.each([
    [
      "a malformed field",
      text([
        { id: "w1", status: "active" },
        { id: "w2", status: 1 },
      ]),
      "malformed: people.1.status: ",
    ],
    ["another schema", Buffer.from('{"schema":"tenure/hr/2"}'), "malformed: schema: "],
    ["a page of a portal", Buffer.from("<html>"), "malformed: expected JSON: "],
    ["another encoding", Buffer.from("\ufeff{}", "utf16le"), "expected utf-8, but it begins with the byte order mark of utf-16le"],
  ])("rejects %s", (_, bytes, reason) => {
    expect(() => hrFromJson(bytes)).toThrow(reason);
  });
});
