import { describe, expect, it } from "vitest";
import { z } from "zod";
import { conform, parseJson } from "../../../scripts/observe/conform.ts";

const reply = z.strictObject({ users: z.array(z.strictObject({ id: z.string() })) });

describe("scripts/observe/conform", () => {
  it("gives back what is as it should be", () => {
    expect(conform("List", reply, { users: [{ id: "w1" }] })).toEqual({ users: [{ id: "w1" }] });
  });

  it("names the field that is not, and the operation", () => {
    const read = () => conform("List", reply, { users: [{ id: "w1" }, { id: 7 }, {}] });
    expect(read).toThrow("malformed: users.1.id: Invalid input: expected string, received number (and 1 more)");
    expect(() => conform("List", reply, null)).toThrow("malformed: the reply: Invalid input: expected object, received null");
  });

  it("says that a text is no JSON", () => {
    expect(parseJson("List", '{"a":1}')).toEqual({ a: 1 });
    expect(() => parseJson("List", "<html>")).toThrow(/^malformed: expected JSON: /);
  });
});
