import { describe, expect, it } from "vitest";
import { z } from "zod";
import { accountId, date, duration, got, id, instant, owner, personRef, strictObject } from "../../../stacks/model/fields.ts";

/** The messages of a schema about a value; none when it is right. */
function complaints(schema: z.ZodType, value: unknown): readonly string[] {
  return schema.safeParse(value).error?.issues.map(({ message }) => message) ?? [];
}

describe("stacks/model/fields", () => {
  it("reads each building block", () => {
    expect(duration.parse("12h")).toBe(43_200_000);
    expect(instant.parse("2027-03-31")).toBe("2027-03-31T00:00:00Z");
    expect(date.parse("2027-03-31")).toBe("2027-03-31");
    expect(owner.parse("team/web")).toBe("team/web");
    expect(personRef.parse("person/w1")).toBe("person/w1");
    expect(id.parse("w1042")).toBe("w1042");
    expect(accountId.parse("000000000000")).toBe("000000000000");
  });

  it.each([
    ["duration", duration, "12", 'expected a length of time such as 180d, 12h or 5m, got "12"'],
    ["instant", instant, "31.3.2027", 'expected a date such as 2027-03-31 or an instant such as 2027-03-31T18:00:00Z, got "31.3.2027"'],
    ["date", date, "2027-02-30", 'expected a date such as 2027-03-31, got "2027-02-30"'],
    ["owner", owner, "web", 'expected team/<id> or person/<id>, got "web"'],
    ["personRef", personRef, "team/web", 'expected person/<id>, got "team/web"'],
    ["id", id, "-x", 'expected an id of letters, digits, dots, dashes and underscores, got "-x"'],
    ["accountId", accountId, "12", 'expected 12 digits in quotes, got "12"'],
    ["accountId", accountId, 123456789012, "expected 12 digits in quotes, got 123456789012"],
    ["accountId", accountId, undefined, "expected 12 digits in quotes, got nothing"],
  ])("says what %s expected and what it got", (_name, schema, value, message) => {
    expect(complaints(schema, value)).toEqual([message]);
  });

  it("names an unknown key and the one that was meant, else all that are known", () => {
    const schema = strictObject({ owner: z.string(), purpose: z.string() });
    expect(complaints(schema, { owner: "a", purpose: "b", onwer: "c" })).toEqual(['unknown key "onwer"; did you mean "owner"?']);
    expect(complaints(schema, { owner: "a", purpose: "b", zebra: "c" })).toEqual(['unknown key "zebra"; known are owner, purpose']);
  });

  it("keeps to one form of message", () => {
    expect(got("a name")({ input: { a: 1 } })).toBe('expected a name, got {"a":1}');
    expect(got("a name")({})).toBe("expected a name, got nothing");
  });
});
