import { describe, expect, it } from "vitest";
import { closedContext, openContext } from "../../../stacks/iam/context.ts";
import { resolveVariables } from "../../../stacks/iam/variable.ts";

const REQUEST = closedContext({ "aws:username": "ada", "aws:PrincipalTag/team": "a*b", "aws:TagKeys": ["x", "y"] });
const marked = (value: string) => `<${value}>`;
const resolve = (text: string, context = REQUEST) => resolveVariables(text, context, marked);

describe("stacks/iam/variable", () => {
  it.each([
    ["no variable", "home/*", { pattern: "home/*", open: false }],
    ["a value", `home/\${aws:username}/*`, { pattern: "home/<ada>/*", open: false }],
    ["a value whatever the case of the key", `\${AWS:UserName}`, { pattern: "<ada>", open: false }],
    ["a value with a wildcard, which is none", `\${aws:PrincipalTag/team}`, { pattern: "<a*b>", open: false }],
    ["a default that is not needed", `\${aws:username, 'nobody'}`, { pattern: "<ada>", open: false }],
    ["a default that is needed", `\${aws:userid, 'nobody'}`, { pattern: "<nobody>", open: false }],
    ["an empty default", `\${aws:userid, ''}`, { pattern: "<>", open: false }],
    ["neither a value nor a default", `home/\${aws:userid}`, undefined],
    ["letters that mean themselves", `\${*}\${?}\${$}`, { pattern: "<*><?><$>", open: false }],
    ["a key of several values", `\${aws:TagKeys}`, { pattern: "*", open: true }],
  ])("replaces %s", (_, text, expected) => {
    expect(resolve(text)).toEqual(expected);
  });

  it("puts a star where the value is not known, and says so", () => {
    expect(resolve(`a/\${aws:userid, 'x'}/\${aws:username}`, openContext({ "aws:username": "ada" }))).toEqual({
      pattern: "a/*/<ada>",
      open: true,
    });
  });
});
