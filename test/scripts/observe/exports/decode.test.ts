import { describe, expect, it } from "vitest";
import { decode, type Encoding } from "../../../../scripts/observe/exports/decode.ts";
import { PartError } from "../../../../scripts/observe/part.ts";

const bytes = (...parts: readonly (string | readonly number[])[]) =>
  Buffer.concat(parts.map((part) => (typeof part === "string" ? Buffer.from(part, "utf8") : Buffer.from(part))));
const latin1 = Buffer.from("id,name\nw1,Jürgen\n", "latin1");
const utf16 = Buffer.from("\ufeffid\nw1\n", "utf16le");

describe("scripts/observe/exports/decode", () => {
  it.each<[string, Uint8Array, Encoding, string]>([
    ["UTF-8", bytes("id\nJürgen\n"), "utf-8", "id\nJürgen\n"],
    ["UTF-8 with a byte order mark", bytes([0xef, 0xbb, 0xbf], "id\n"), "utf-8", "id\n"],
    ["UTF-16", utf16, "utf-16le", "id\nw1\n"],
    ["latin-1", latin1, "windows-1252", "id,name\nw1,Jürgen\n"],
    ["ASCII that is called latin-1", bytes("id\n"), "windows-1252", "id\n"],
  ])("reads %s as declared", (_, input, encoding, text) => {
    expect(decode(input, encoding)).toBe(text);
  });

  it.each<[string, Uint8Array, Encoding, RegExp]>([
    ["UTF-16 that is called UTF-8", utf16, "utf-8", /^expected utf-8, but it begins with the byte order mark of utf-16le$/],
    ["UTF-16 without its mark", Buffer.from("id\n", "utf16le"), "utf-8", /it has zero bytes; is it utf-16le\?$/],
    ["UTF-16 of the other order", bytes([0xfe, 0xff, 0, 0x69]), "utf-16le", /the byte order mark of utf-16be$/],
    ["latin-1 that is called UTF-8", latin1, "utf-8", /is it windows-1252 \(latin-1\), or put together from files of two encodings\?$/],
    ["UTF-8 that is called latin-1", bytes("Jürgen"), "windows-1252", /it is valid utf-8 with letters beyond ASCII$/],
    ["UTF-8 with a latin-1 file behind it", bytes("Jürgen\n", [...latin1]), "utf-8", /two encodings\?$/],
    [
      "two files with a mark each",
      bytes([0xef, 0xbb, 0xbf], "id\n", [0xef, 0xbb, 0xbf], "id\n"),
      "utf-8",
      /mark in its middle, at character 3/,
    ],
    ["half a character of UTF-16", bytes([0xff, 0xfe, 0x69]), "utf-16le", /^expected utf-16le, but it has bytes that utf-16le has not/],
  ])("does not guess: %s", (_, input, encoding, reason) => {
    expect(() => decode(input, encoding)).toThrow(PartError);
    expect(() => decode(input, encoding)).toThrow(reason);
  });
});
