import { describe, expect, it } from "vitest";
import { optionsFor, QUESTIONS, TEMPLATES, templateOf } from "../../../../scripts/decide/requests/templates.ts";
import { KINDS } from "../../../../stacks/kinds/kinds.ts";

describe("scripts/decide/requests/templates", () => {
  it("has a row for kinds that there are, and asks only what there is to ask", () => {
    const kinds = [...Object.keys(KINDS), "exceptions"];
    expect(Object.keys(TEMPLATES).filter((kind) => !kinds.includes(kind))).toEqual([]);
    const asked = Object.keys(TEMPLATES).flatMap((kind) => optionsFor(kind));
    expect(asked.filter((option) => !(option in QUESTIONS))).toEqual([]);
    const next = Object.values(QUESTIONS).flatMap((question) => question.next ?? []);
    expect([...new Set([...asked, ...next])].sort()).toEqual(Object.keys(QUESTIONS).sort());
  });

  it("asks no option twice of one kind", () => {
    for (const kind of Object.keys(TEMPLATES)) expect(new Set(optionsFor(kind)).size).toBe(optionsFor(kind).length);
  });

  it("asks of a kind without a row what every record says", () => {
    expect(templateOf("unknown")).toEqual({ needs: ["owner", "purpose", "expires"], asks: [], takes: [] });
  });
});
