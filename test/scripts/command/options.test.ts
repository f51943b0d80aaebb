import { describe, expect, it } from "vitest";
import {
  asOfOption,
  COMMON,
  describeOptions,
  numberOption,
  parseOperands,
  parseOptions,
  UsageError,
} from "../../../scripts/command/options.ts";
import type { Instant } from "../../../stacks/model/instant.ts";

const OPTIONS = { ...COMMON, from: { value: "<file>", many: true, help: "a file" }, propose: { help: "open them" } } as const;
const parse = (...words: string[]) => parseOptions(OPTIONS, words);
const refusal = (...words: string[]) => {
  try {
    return parse(...words);
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError);
    return (error as Error).message;
  }
};

describe("scripts/command/options", () => {
  it("reads the number of an issue, and nothing that only looks like one", () => {
    expect(numberOption("--issue", "12")).toBe(12);
    for (const text of ["0", "1.5", "12; ls", "", "9999999999"]) {
      expect(() => numberOption("--issue", text)).toThrow(`--issue: expected the number of an issue, got "${text}"`);
    }
  });

  it("fills in what was not said: flags are off, texts absent, lists empty", () => {
    expect(parse()).toEqual({ stack: undefined, root: undefined, "as-of": undefined, json: false, from: [], propose: false });
  });

  it("reads flags, texts and lists, in either form", () => {
    expect(parse("--json", "--stack", "prod", "--root=other", "--from", "a", "--from=b")).toMatchObject({
      json: true,
      stack: "prod",
      root: "other",
      from: ["a", "b"],
    });
  });

  it.each([
    [["--jason"], "unknown option --jason; did you mean --json? (--help lists the options)"],
    [["--stck", "prod"], "unknown option --stck; did you mean --stack? (--help lists the options)"],
    [["--stack=prod", "--asof=x"], "unknown option --asof; did you mean --as-of? (--help lists the options)"],
    [["--verbose"], "unknown option --verbose (--help lists the options)"],
    [["--constructor"], "unknown option --constructor (--help lists the options)"],
    [["-x"], "Unknown option '-x' (--help lists the options)"],
    [["--stack"], "Option '--stack <value>' argument missing (--help lists the options)"],
    [["prod"], "Unexpected argument 'prod' (--help lists the options)"],
    [["--json=yes"], "Option '--json' does not take an argument (--help lists the options)"],
  ])("refuses %j and says what is near", (words, message) => {
    expect(refusal(...words)).toBe(message);
  });

  it("does not take the next option for a value, and says so on one line", () => {
    const message = refusal("--stack", "--json") as string;
    expect(message).toContain("--stack");
    expect(message).not.toContain("\n");
  });

  it("takes a value that begins with a dash when it is written with =", () => {
    expect(parse("--stack=-prod").stack).toBe("-prod");
  });

  it("lists the options, aligned", () => {
    expect(describeOptions({ a: { help: "one" }, bcd: { value: "<x>", help: "two" } })).toBe("  --a        one\n  --bcd <x>  two");
    expect(describeOptions({})).toBe("");
  });

  describe("operands", () => {
    const operands = (...words: string[]) => parseOperands({ usage: "<kind> <name>", least: 1, most: 2 }, OPTIONS, words);

    it("are the words that belong to no option, wherever they stand", () => {
      expect(operands("--stack", "prod", "roles", "--json", "x")).toEqual(["roles", "x"]);
      expect(parseOptions(OPTIONS, ["--stack", "prod", "roles"], true)).toMatchObject({ stack: "prod" });
    });

    it.each([
      [[], "expected <kind> <name>, got nothing (--help explains)"],
      [["a", "b", "c"], 'expected <kind> <name>, got "a" "b" "c" (--help explains)'],
    ])("refuses %j", (words, message) => {
      expect(() => operands(...words)).toThrow(new UsageError(message));
    });
  });

  describe("--as-of", () => {
    const now = () => "2026-11-24T00:00:00Z" as Instant;

    it("is the clock unless stated", () => {
      expect(asOfOption(undefined, now)).toBe("2026-11-24T00:00:00Z");
    });

    it("takes a date and an instant", () => {
      expect(asOfOption("2027-03-31", now)).toBe("2027-03-31T00:00:00Z");
      expect(asOfOption("2027-03-31T18:00:00Z", now)).toBe("2027-03-31T18:00:00Z");
    });

    it.each(["", "tomorrow", "2027-02-29", "2027-3-1", "2027-03-31T18:00:00", "2027-03-31T18:00:00+01:00", "2027-03-31T25:00:00Z"])(
      "refuses %j",
      (text) => {
        expect(() => asOfOption(text, now)).toThrow(
          new UsageError(`--as-of: expected a date such as 2027-03-31 or an instant such as 2027-03-31T18:00:00Z, got "${text}"`),
        );
      },
    );
  });
});
