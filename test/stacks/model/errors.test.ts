import { describe, expect, it } from "vitest";
import { compareText, ProjectError, printProblem, RecordError } from "../../../stacks/model/errors.ts";

describe("stacks/model/errors", () => {
  it("carries a code, a message, the cause and facts", () => {
    const cause = new Error("deep");
    const error = new ProjectError("X_FAILED", "it failed", { cause, details: { count: 2 } });
    expect(error).toMatchObject({ name: "ProjectError", code: "X_FAILED", message: "it failed", cause, details: { count: 2 } });
    expect(new ProjectError("X", "y")).toMatchObject({ details: {} });
    expect("cause" in new ProjectError("X", "y")).toBe(false);
  });

  it("prints a problem so that terminals make a link of it", () => {
    expect(printProblem({ file: "accounts/prod/account.yaml", line: 3, message: "no" })).toBe("accounts/prod/account.yaml:3: no");
  });

  it("holds all problems, each once, by file, line and message", () => {
    const problem = (file: string, line: number, message: string) => ({ file, line, message });
    const error = new RecordError([
      problem("b", 1, "z"),
      problem("a", 10, "x"),
      problem("a", 9, "y"),
      problem("a", 9, "x"),
      problem("B", 1, "z"),
      problem("a", 9, "x"),
    ]);
    expect(error).toMatchObject({ name: "RecordError", code: "RECORDS_INVALID", details: { count: 5 } });
    expect(error.message).toBe("B:1: z\na:9: x\na:9: y\na:10: x\nb:1: z");
    expect(error.problems).toHaveLength(5);
  });

  it("orders text by code units, whatever the machine's language", () => {
    expect(["ä", "b", "a", "B", "a"].sort(compareText)).toEqual(["B", "a", "a", "b", "ä"]);
  });
});
