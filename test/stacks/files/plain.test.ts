import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseDocument } from "yaml";
import { readPlain } from "../../../stacks/files/plain.ts";
import { sampleTree, textsOf } from "../../support/small-organisation.ts";

/** What the full reader makes of a text; `undefined` where it complains, or finds anchors, tags or other than words as keys. */
function readFully(text: string): unknown {
  const document = parseDocument(text, {
    version: "1.2",
    schema: "core",
    strict: true,
    uniqueKeys: true,
    merge: false,
    prettyErrors: false,
  });
  return document.errors.length > 0 ? undefined : document.toJS();
}

/** Pieces of which records, and what looks like records, are made. */
const piece = fc.constantFrom(
  ...'owner: team/web|purpose:|purpose: A word, and another|expires: 2027-03-31|groups: [a, b]|keys:|primary: { expires: 2027-01-31 }|trust: { service: lambda.amazonaws.com }|- allow: [ "s3:PutObject" ]|on: [ "arn:aws:s3:::ledger/*" ]|when: { StringEquals: { a: b } }|- a|- - b|- { a: 1 }|[]|{}|a: {}|a: []|# word|a: b # word|a: b#c|a: "q # q"|a: "q" # c|a: \'q\'|a: 012|a: 12|a: 1e3|a: 0x1f|a: 0o7|a: 1.5|a: .5|a: -1|a: 1_000|a: true|a: yes|a: null|a: ~|true: a|null: a|a: b: c|a: b:c|a: b:|a: [b: c]|a: [b:c]|a: [b, ]|a: [,]|a: {b}|a: {b: }|a: {b: c, b: d}|a: &x b|a: *x|a: !t b|a: |b|a: >|a: @b|a: `b|a: %b|<<: a|? a|a:b|a : b|"a": b|---|...|a: [b|]|c]|a: 12h|a: 2027-03-31T00:00:00Z|a: [2027-03-31T18:00:00Z, 4h]|a: ada-l|a: owner / x|a: (b)|a: b, c|a: [b c , d]|a: { b: c , d: e }|a: arn:aws:iam::aws:policy/X|a: [arn:aws:iam::aws:policy/X]|a: ""|__proto__: a|constructor: a'.split(
    "|",
  ),
  "approvals: { need: [owner | team/security] }",
  "a: [b | c]",
  "a: b::c",
  "a: b::",
  "a: [b::c, d::]",
  'a: { "b:c": d, "e" : f }',
  'a: { "b": c, b: d }',
  'a: { "b":c }',
);
const line = fc.tuple(fc.constantFrom("", "", "", "  ", "  ", "    ", "   ", " "), piece).map(([indent, text]) => indent + text);
const text = fc.array(line, { minLength: 1, maxLength: 6 }).chain((lines) => fc.constantFrom(`${lines.join("\n")}\n`, lines.join("\n")));

/** Characters in no order at all, many of them with a meaning. */
const noise = fc.string({ unit: fc.constantFrom(..."ab1 :#-[]{},\"'\n&*!|>?%@`\\.0xe~=/_+"), maxLength: 24 }).map((end) => `a: ${end}`);

describe("stacks/files/plain", () => {
  it("reads what it accepts as the full reader does", () => {
    let accepted = 0;
    fc.assert(
      fc.property(fc.oneof(text, noise), (any) => {
        const plain = readPlain(any);
        if (plain === undefined) return;
        accepted += 1;
        expect(plain).toEqual(readFully(any));
      }),
      { numRuns: 20_000 },
    );
    expect(accepted).toBeGreaterThan(100);
  });

  it("reads every record of the sample organisation by itself", () => {
    const texts = [...textsOf(sampleTree())];
    expect(texts.filter(([, each]) => readPlain(each) === undefined).map(([path]) => path)).toEqual([]);
    for (const [, each] of texts) expect(readPlain(each)).toEqual(readFully(each));
  });

  it.each([
    ['a: 1\nb:\n  c: [x, y] # z\n  d: { e: "f # g" }\n', { a: 1, b: { c: ["x", "y"], d: { e: "f # g" } } }],
    ["# only a comment first\n\na: b\n", { a: "b" }],
    ["a:\n  - b: c\n    d: e\n  - f\n", { a: [{ b: "c", d: "e" }, "f"] }],
    [
      "a: 2027-03-31\nb: arn:aws:iam::aws:policy/X\nc: null\nd: true\n",
      { a: "2027-03-31", b: "arn:aws:iam::aws:policy/X", c: null, d: true },
    ],
  ])("reads %j", (written, value) => {
    expect(readPlain(written)).toEqual(value);
  });

  it.each([
    "a: b\na: c\n",
    "a: &x b\n",
    "a: *x\n",
    "<<: { a: b }\n",
    "a: !!str b\n",
    "a: b\n  c\n",
    "a: |\n  b\n",
    "a: 'b'\n",
    "a:\n",
    "a: 010\n",
    "a: 1e3\n",
    "a: ü\n",
    "a:\tb\n",
    "a: b\r\n",
    "---\na: b\n",
    "- a\n",
    "",
  ])("leaves %j to the full reader", (written) => {
    expect(readPlain(written)).toBeUndefined();
  });
});
