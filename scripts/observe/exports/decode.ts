import { PartError } from "../part.ts";

/** Encodings that an export may be said to have. */
export type Encoding = "utf-8" | "utf-16le" | "windows-1252";

const MARKS: readonly (readonly [name: string, bytes: readonly number[]])[] = [
  ["utf-8", [0xef, 0xbb, 0xbf]],
  ["utf-16le", [0xff, 0xfe]],
  ["utf-16be", [0xfe, 0xff]],
];

/**
 * The text of an export in exactly the encoding that is declared; its byte order mark is left out.
 * Nothing is guessed: a name that is read wrongly is another name. @throws PartError saying which encoding it seems to have.
 */
export function decode(bytes: Uint8Array, encoding: Encoding): string {
  const marked = MARKS.find(([, mark]) => mark.every((byte, index) => bytes[index] === byte))?.[0];
  if (marked !== undefined && marked !== encoding) throw unreadable(encoding, `it begins with the byte order mark of ${marked}`);
  if (encoding === "windows-1252" && isUtf8(bytes) && bytes.some((byte) => byte > 0x7f))
    throw unreadable(encoding, "it is valid utf-8 with letters beyond ASCII");
  const text = decoded(bytes, encoding);
  const at = text === undefined ? -1 : text.indexOf("\ufeff");
  if (text === undefined)
    throw unreadable(
      encoding,
      `it has bytes that ${encoding} has not; is it windows-1252 (latin-1), or put together from files of two encodings?`,
    );
  if (text.includes("\0")) throw unreadable(encoding, "it has zero bytes; is it utf-16le?");
  if (at >= 0) throw unreadable(encoding, `it has a byte order mark in its middle, at character ${at}: files were put together`);
  return text;
}

function decoded(bytes: Uint8Array, encoding: Encoding): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function isUtf8(bytes: Uint8Array): boolean {
  return decoded(bytes, "utf-8") !== undefined;
}

function unreadable(encoding: Encoding, why: string): PartError {
  return new PartError("decode", `expected ${encoding}, but ${why}`);
}
