import { describe, expect, it } from "vitest";
import { digestOf } from "../../../../scripts/decide/change.ts";
import { marker, parseMarker } from "../../../../scripts/propose/sections/marker.ts";
import { changeOf, contextOf, proposalOf } from "../../../support/proposals.ts";

const change = changeOf();
const content = { id: change.id, digest: digestOf(change) };

describe("scripts/propose/sections/marker", () => {
  it("is a line that nobody sees", () => {
    expect(marker(contextOf())).toBe(`<!-- tenure/proposal/1 {"id":"${content.id}","digest":"${content.digest}"} -->`);
  });

  it("is read back from the body that it stands in", () => {
    expect(parseMarker(proposalOf().body)).toEqual(content);
  });

  it.each([
    ["people wrote around it", (body: string) => `Hello\n${body}\nthanks`],
    ["GitHub changed the line ends", (body: string) => body.replaceAll("\n", "\r\n")],
    ["people wrote braces and arrows before it", (body: string) => `{} --> <!-- note -->\n${body}`],
  ])("is read back when %s", (_, edit) => {
    expect(parseMarker(edit(proposalOf().body))).toEqual(content);
  });

  it.each([
    ["no body", null],
    ["an empty body", ""],
    ["a body without it", "just text"],
    ["a marker of another version", "<!-- tenure/proposal/2 {} -->"],
    ["one that is not JSON any more", "<!-- tenure/proposal/1 {oops} -->"],
    ["one without a digest", '<!-- tenure/proposal/1 {"id":"x"} -->'],
    ["one with a digest that is no text", '<!-- tenure/proposal/1 {"id":"x","digest":1} -->'],
  ])("is nothing for %s", (_, body) => {
    expect(parseMarker(body)).toBeUndefined();
  });
});
