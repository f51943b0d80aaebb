import { describe, expect, it } from "vitest";
import { digestOf } from "../../../scripts/gate/pull-request.ts";

const ONE = { path: "a", before: "100644 1", after: "100644 2" };
const TWO = { path: "b", before: null, after: "100644 3" };

describe("scripts/gate/pull-request", () => {
  it("has a digest that does not depend on the order", () => {
    expect(digestOf([ONE, TWO])).toBe(digestOf([TWO, ONE]));
  });

  it.each([
    ["the path", { ...ONE, path: "c" }],
    ["what was there before", { ...ONE, before: "100644 9" }],
    ["what is there after", { ...ONE, after: "100644 9" }],
    ["the mode: a link is no file", { ...ONE, after: "120000 2" }],
    ["nothing being there", { ...ONE, after: null }],
  ])("has another digest with another %s", (_, other) => {
    expect(digestOf([other, TWO])).not.toBe(digestOf([ONE, TWO]));
  });

  it("tells one file from two whose names say the same together", () => {
    expect(digestOf([{ path: 'a",null,null]\n["b', before: null, after: null }])).not.toBe(
      digestOf([
        { path: "a", before: null, after: null },
        { path: "b", before: null, after: null },
      ]),
    );
  });
});
