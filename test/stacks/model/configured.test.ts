import { describe, expect, it } from "vitest";
import { sources } from "../../../stacks/model/configured.ts";

const messages = (input: unknown) => sources.safeParse(input).error?.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);

describe("stacks/model/configured", () => {
  it("asks nothing of anybody unless it is stated", () => {
    expect(sources.parse(undefined)).toEqual({ hr: null });
  });

  it("has a default for all but where people come from", () => {
    expect(sources.parse({ hr: { format: "json", file: "hr.json" } }).hr).toEqual({
      ...{ format: "json", file: "hr.json", tenant: null, staleAfter: 129_600_000, least: 1, words: { status: {}, type: {} } },
    });
  });

  it("says what is wrong with a source", () => {
    expect(messages({ hr: { format: "json" } })).toEqual(["hr.file: Invalid input: expected string, received undefined"]);
    expect(messages({ hr: { format: "json", file: "x", stalAfter: "1d" } })![0]).toContain('did you mean "staleAfter"?');
    expect(messages({ hr: { format: "xls", file: "x" } })![0]).toMatch(/^hr\.format: /);
    const words = { status: { Terminated: "gone" } };
    expect(messages({ hr: { format: "json", file: "x", words } })![0]).toMatch(/^hr\.words\.status\.Terminated: /);
  });
});
