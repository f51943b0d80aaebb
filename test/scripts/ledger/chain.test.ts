import { describe, expect, it } from "vitest";
import { canonical } from "../../../scripts/ledger/canonical.ts";
import { checkChain, LedgerError, printEntry, readChain, textOfFile } from "../../../scripts/ledger/chain.ts";
import { type Entry, hashOf } from "../../../scripts/ledger/entry.ts";
import { ledgerOf } from "../../support/entries.ts";

const LEDGER = ledgerOf(40);
const LINES = [...LEDGER].flatMap(([file, text]) =>
  text
    .split("\n")
    .slice(0, -1)
    .map((line, index) => ({ file, index, line })),
);
const FILES = ["2026-09.jsonl", "2026-10.jsonl"];

/** Where the ledger is said to be broken; `undefined` when nobody noticed. */
function brokenAt(files: ReadonlyMap<string, string>): string | undefined {
  try {
    readChain(files);
    return undefined;
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error;
    expect(error.code).toBe("LEDGER_BROKEN");
    return error.message.replace(/^the ledger is broken at /, "");
  }
}

/** The ledger with the lines of one file changed. */
function withLines(file: string, change: (lines: string[]) => readonly string[]): ReadonlyMap<string, string> {
  const lines = LEDGER.get(file)!.split("\n").slice(0, -1);
  return new Map(LEDGER).set(
    file,
    change(lines)
      .map((line) => `${line}\n`)
      .join(""),
  );
}

describe("scripts/ledger/chain", () => {
  it("reads what was written, oldest first, over all files", () => {
    const entries = readChain(LEDGER);
    expect([...LEDGER.keys()]).toEqual(FILES);
    expect(entries.map(({ number }) => number)).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
    expect(entries.map(printEntry).join("")).toBe([...LEDGER.values()].join(""));
  });

  it("reads files in the order of their names, whatever order they come in, and passes over others", () => {
    const files = new Map([["README.md", "words"], [".lock", "1"], [".2026-10.jsonl.77", "half a li"], ...[...LEDGER].reverse()]);
    expect(readChain(files)).toEqual(readChain(LEDGER));
  });

  it("reads an empty ledger", () => {
    expect(readChain(new Map())).toEqual([]);
    expect(readChain(new Map([["2026-11.jsonl", ""]]))).toEqual([]);
  });

  it("finds every change of a single byte, with the file and the line", () => {
    const missed: string[] = [];
    const entries = readChain(LEDGER);
    for (const [place, { file, index, line }] of LINES.entries()) {
      for (let at = 0; at < line.length; at++) {
        // One bit of each byte, another one at each place; a line break would be a cut, which is below.
        const changed = String.fromCharCode(line.charCodeAt(at) ^ (1 << (at % 6)));
        if (changed === "\n") continue;
        // What comes before and after the line does not matter: it is found when the line is read.
        const files = new Map([[file, `${line.slice(0, at)}${changed}${line.slice(at + 1)}\n`]]);
        if (checkChain(files, { after: entries[place - 1] }).broken?.line !== 1) missed.push(`${file}:${index + 1} byte ${at}`);
      }
    }
    expect(missed).toEqual([]);
  });

  it("finds every deleted line but the last: that one only an anchor outside can tell", () => {
    for (const { file, index } of LINES.slice(0, -1)) {
      const found = brokenAt(withLines(file, (lines) => lines.toSpliced(index, 1)));
      // The line that comes next does not follow: in the same file, or first in the next one.
      const next = LINES[LINES.findIndex((line) => line.file === file && line.index === index) + 1]!;
      expect(found).toBe(
        `${next.file}:${next.file === file ? index + 1 : 1}: it does not follow entry ${LINES.findIndex((line) => line.file === file && line.index === index)}`,
      );
    }
    expect(brokenAt(withLines(FILES[1]!, (lines) => lines.slice(0, -1)))).toBeUndefined();
  });

  it("finds every swap of two neighbours", () => {
    for (const [at, { file, index }] of LINES.entries()) {
      const next = LINES[at + 1];
      if (next?.file !== file) continue;
      expect(brokenAt(withLines(file, (lines) => lines.with(index, lines[index + 1]!).with(index + 1, lines[index]!)))).toBe(
        `${file}:${index + 1}: it does not follow entry ${at}`,
      );
    }
  });

  it("finds a line that stands twice, and one of another ledger", () => {
    const { file, index, line } = LINES[5]!;
    expect(brokenAt(withLines(file, (lines) => lines.toSpliced(index + 1, 0, line)))).toBe(
      `${file}:${index + 2}: it does not follow entry 6`,
    );
    const [[, stranger]] = [...ledgerOf(2)] as [[string, string]];
    expect(brokenAt(withLines(file, (lines) => lines.with(0, stranger.split("\n")[1]!)))).toBe(`${file}:1: it does not follow entry 0`);
  });

  it("finds a file that is gone, emptied, or cut anywhere inside the chain", () => {
    expect(brokenAt(new Map([...LEDGER].slice(1)))).toBe("2026-10.jsonl:1: it does not follow entry 0");
    expect(brokenAt(new Map(LEDGER).set(FILES[0]!, ""))).toBe("2026-10.jsonl:1: it does not follow entry 0");
    const text = LEDGER.get(FILES[0]!)!;
    for (let at = 1; at < text.length; at += 7) {
      expect(brokenAt(new Map(LEDGER).set(FILES[0]!, text.slice(0, at)))).toMatch(/^2026-(09|10)\.jsonl:\d+: /);
    }
  });

  it("says so when the last line is cut short", () => {
    const text = LEDGER.get(FILES[1]!)!;
    const lines = text.split("\n").length - 1;
    expect(brokenAt(new Map(LEDGER).set(FILES[1]!, text.slice(0, -1)))).toBe(`2026-10.jsonl:${lines}: the last line is cut short`);
    expect(brokenAt(new Map(LEDGER).set(FILES[1]!, text.slice(0, -30)))).toBe(`2026-10.jsonl:${lines}: the last line is cut short`);
  });

  it.each([
    ["white space", (line: string) => line.replace(":", ": ")],
    ["white space at the end", (line: string) => `${line} `],
    ["a carriage return", (line: string) => `${line}\r`],
    ["other escapes for the same text", (line: string) => line.replace("prod", "\\u0070rod")],
    ["a key that stands twice", (line: string) => line.replace('"number":', '"number":0,"number":')],
    ["a member that is not ours, in its place", (line: string) => canonical({ ...(JSON.parse(line) as Entry), note: "added later" })],
    ["a member that is not ours, first in its place", (line: string) => canonical({ ...(JSON.parse(line) as Entry), aa: 1 })],
    ["half a character", (line: string) => line.replace("prod", "\\ud800rod")],
    ["another schema", (line: string) => line.replace("tenure/entry/2", "tenure/entry/3")],
    ["no JSON at all", () => "nothing"],
    ["an empty line", () => ""],
    ["a number instead of an entry", () => "7"],
    ["null instead of an entry", () => "null"],
    ["a list instead of an entry", () => "[]"],
  ])("finds %s", (_, change) => {
    const { file, index } = LINES[12]!;
    expect(brokenAt(withLines(file, (lines) => lines.with(index, change(lines[index]!))))).toMatch(new RegExp(`^${file}:${index + 1}: `));
  });

  it("finds an entry that somebody rewrote with a hash of its own: the next one does not follow", () => {
    const { file, index, line } = LINES[12]!;
    const forged = canonical({ ...(JSON.parse(line) as Entry), hash: "f".repeat(64) });
    expect(brokenAt(withLines(file, (lines) => lines.with(index, forged)))).toBe(
      `${file}:${index + 1}: its content is not what was written`,
    );
  });

  it("says what was expected and what is there instead", () => {
    const { file, index, line } = LINES[12]!;
    const entry = JSON.parse(line) as Entry;
    const brokenBy = (text: string) =>
      checkChain(
        withLines(file, (lines) => lines.with(index, text)),
        { strictly: true },
      ).broken;
    expect(brokenBy(line.replace("prod", "dev0"))).toEqual({
      file,
      line: index + 1,
      why: "its content is not what was written",
      expected: `content with the hash ${entry.hash.slice(0, 16)}…`,
      got: expect.stringMatching(/^content with the hash [0-9a-f]{16}…$/),
    });
    expect(checkChain(withLines(file, (lines) => lines.toSpliced(index, 1))).broken).toMatchObject({
      expected: `entry 13 after ${entry.previous.slice(0, 16)}`,
      got: `entry 14 after ${entry.hash.slice(0, 16)}…`,
    });
    expect(brokenBy("nothing")).toMatchObject({ expected: "an entry in canonical JSON", got: "nothing" });
    expect(brokenBy(line.replace(":", ": "))).toMatchObject({ got: "the same content, written otherwise" });
  });

  it("holds entries against the schema of their version when asked: a valid hash makes a name no id", () => {
    const entry = readChain(LEDGER)[0]!;
    const { hash: _, ...rest } = { ...entry, facts: { ...(entry.facts as object), stack: "Ada Lovelace" } };
    const files = new Map([["2026-09.jsonl", printEntry({ ...rest, hash: hashOf(rest) })]]);
    expect(checkChain(files).broken).toBeUndefined();
    expect(checkChain(files, { strictly: true }).broken).toMatchObject({
      line: 1,
      why: "it holds what no entry may hold",
      got: "facts.stack: expected a name of ours",
    });
  });

  it("reads bytes that are no text as none: two different ones would be the same character", () => {
    expect(textOfFile("2026-09.jsonl", Buffer.from("ä\n"))).toBe("ä\n");
    expect(textOfFile("2026-09.jsonl", Buffer.from("\ufeffx"))).toBe("\ufeffx");
    expect(() => textOfFile("2026-09.jsonl", Buffer.from([0x61, 0x0a, 0xc3, 0x28]))).toThrow(
      "the ledger is broken at 2026-09.jsonl:2: it holds bytes that are no UTF-8",
    );
  });

  it("carries file and line for those who ask", () => {
    const { file } = LINES[3]!;
    expect(() => readChain(withLines(file, (lines) => lines.with(3, "{}")))).toThrow(
      expect.objectContaining({ name: "LedgerError", details: { file, line: 4 } }),
    );
  });
});
