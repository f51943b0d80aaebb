import { describe, expect, it } from "vitest";
import { type Words, wishOf } from "../../../scripts/command/access-wish.ts";
import { AS_OF, small } from "../../support/small-organisation.ts";

const GRANT = {
  "accounts/prod/grants/restore.yaml":
    "who: person/w5\nrole: admin\nreason: INC-2231 restore of the orders table\nstarts: 2026-11-23T23:00:00Z\nends: 2026-11-24T01:00:00Z\n",
};
const NOTHING: Words = { operands: [], who: undefined, because: undefined, from: undefined, for: undefined, stack: undefined };
const BECAUSE = { because: "INC-2231 restore of the orders table" };
const wish = (words: Partial<Words>, asker?: string) => wishOf({ ...NOTHING, ...words }, asker, small(GRANT), AS_OF);

describe("scripts/command/access-wish", () => {
  it("asks for a role for whoever asks, or for somebody else", () => {
    const from = "2026-11-24T02:00:00Z";
    expect(wish({ operands: ["admin"], from, ...BECAUSE }, "person/w5").who).toBe("person/w5");
    const { who, decide } = wish({ operands: ["admin"], who: "person/w5", from, ...BECAUSE }, "person/w1");
    expect([who, decide({})]).toEqual(["person/w5", expect.objectContaining({ action: "grant", starts: from })]);
  });

  it("asks for more time, or for the end", () => {
    expect(wish({ operands: ["extend", "grants/restore"], for: "1h", ...BECAUSE }).decide({})).toMatchObject({ action: "extend" });
    expect(wish({ operands: ["end", "prod/grants/restore"] }).decide({})).toMatchObject({ action: "end", reason: "not needed any more" });
  });

  it.each<[Partial<Words>, RegExp]>([
    [{}, /^expected one role, extend <grant> or end <grant>/],
    [{ operands: ["admin", "support"] }, /^expected one role/],
    [{ operands: ["admin"], ...BECAUSE }, /^--who: expected person\/<id>, the person who gets the access, got nothing$/],
    [{ operands: ["admin"], who: "team/platform", ...BECAUSE }, /^--who: expected person\/<id>.*got team\/platform$/],
    [{ operands: ["admin"], who: "person/w5" }, /^--because: expected why/],
    [{ operands: ["extend"] }, /^extend: expected the grant/],
    [{ operands: ["extend", "grants/restore"], ...BECAUSE }, /^--for: expected how much longer/],
    [{ operands: ["extend", "grants/restore"], for: "1h" }, /^--because: expected why it takes longer/],
    [{ operands: ["extend", "grants/restore"], who: "person/w5" }, /^--who: extend takes the grant, --for and --because$/],
    [{ operands: ["end", "grants/restore"], for: "1h" }, /^--for: end takes the grant and --because$/],
    [{ operands: ["end", "grants/restor"] }, /grants\/restor: there is no such record.*did you mean "grants\/restore"\?/],
  ])("%j cannot be understood", (words, message) => {
    expect(() => wish(words)).toThrow(message);
  });
});
