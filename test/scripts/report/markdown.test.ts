import { describe, expect, it } from "vitest";
import { cell, parseStepped, printStepped } from "../../../scripts/report/markdown.ts";

describe("scripts/report/markdown", () => {
  it("keeps foreign text as text, and code as code", () => {
    expect(cell("a | b\n@x <img> `c | d`")).toBe("a \\| b @\u200bx &lt;img> `c \\| d`");
  });

  it("puts the next step first, and takes it off again", () => {
    const stepped = { step: "ada approves.", body: "### prod\nmore" };
    expect(printStepped(stepped)).toBe("**Next step:** ada approves.\n\n### prod\nmore\n");
    expect(parseStepped(printStepped(stepped))).toEqual(stepped);
    expect(parseStepped(printStepped({ step: "none.", body: "" }))).toEqual({ step: "none.", body: "" });
  });

  it("takes a text without a step for a body", () => {
    expect(parseStepped("words\nmore")).toEqual({ step: "", body: "words\nmore" });
  });
});
