import type { Context } from "./context.ts";
import type { Condition } from "./document.ts";
import { literal, matches } from "./pattern.ts";
import { all, any, not, type Truth, truthOf } from "./truth.ts";
import { resolveVariables } from "./variable.ts";

/**
 * Whether a condition holds. `unjudged` names what we cannot judge, whatever the request says: an operator that we do not know, a value that makes no sense.
 * Then, and when the request's value is not known, the answer is neither yes nor no.
 */
export type Judgement = { truth: Truth; unjudged?: string };

/** Compares a value of the request with one of the policy. `undefined` when one of them is not what the operator is for. */
type Compare = (requested: string, stated: string) => boolean | undefined;

/** `negated`: AWS holds it for true when no value of the policy compares, and when the request does not have the key. `variables`: may policy variables stand in its values. */
type Operator = { name: string; compare: Compare; negated: boolean; variables: boolean };

/** Every operator but `Null`, which asks only whether a key is there (IAM User Guide, "IAM JSON policy elements: Condition operators"). */
const OPERATORS: readonly Operator[] = [
  ...pair("StringEquals", "StringNotEquals", (requested, stated) => requested === stated),
  ...pair("StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase", (a, b) => a.toLowerCase() === b.toLowerCase()),
  ...pair("StringLike", "StringNotLike", (requested, stated) => matches(stated, requested)),
  ...pair("ArnEquals", "ArnNotEquals", sameArn),
  ...pair("ArnLike", "ArnNotLike", sameArn),
  operator("BinaryEquals", (requested, stated) => requested === stated),
  operator("Bool", (requested, stated) => compared(booleanOf(requested), booleanOf(stated), (a, b) => a === b), false),
  ...pair("IpAddress", "NotIpAddress", isInside, false),
  ...ordered("Numeric", numberOf),
  ...ordered("Date", momentOf),
];

const NULL = "Null";
const QUANTIFIERS = ["ForAllValues", "ForAnyValue"];
const IF_EXISTS = "IfExists";

/** Every operator as documents may spell it, without quantifier and suffix. */
export const OPERATOR_NAMES: readonly string[] = [...OPERATORS.map(({ name }) => name), NULL];

type Parsed = { operator: Operator | typeof NULL; quantifier: string | undefined; ifExists: boolean };

/** Takes an operator apart; `undefined` for one that IAM does not have. Operators ignore case. */
export function parseOperator(text: string): Parsed | undefined {
  const [, prefix, word = ""] = /^(?:([^:]*):)?(.*)$/.exec(text)!;
  const quantifier = QUANTIFIERS.find((one) => one.toLowerCase() === prefix?.toLowerCase());
  if (prefix !== undefined && quantifier === undefined) return undefined;
  const bare = word.replace(/IfExists$/i, "");
  const ifExists = bare !== word;
  if (bare.toLowerCase() === NULL.toLowerCase()) return ifExists || quantifier ? undefined : { operator: NULL, quantifier, ifExists };
  const operator = OPERATORS.find(({ name }) => name.toLowerCase() === bare.toLowerCase());
  return operator && { operator, quantifier, ifExists };
}

/** Every spelling of an operator, for suggestions. */
export function operatorSpellings(): readonly string[] {
  const named = OPERATORS.flatMap(({ name }) => [name, `${name}${IF_EXISTS}`]);
  return [...named, NULL, ...QUANTIFIERS.flatMap((quantifier) => named.map((name) => `${quantifier}:${name}`))];
}

/** Whether a condition holds for a request. */
export function conditionHolds({ operator: text, key, values }: Condition, context: Context, variables = true): Judgement {
  const parsed = parseOperator(text);
  if (!parsed) return { truth: "maybe", unjudged: `the operator ${text}` };
  const found = context(key);
  if (parsed.operator === NULL) return nullHolds(found, values);
  if (found === "unknown") return { truth: "maybe" };
  const { operator, quantifier, ifExists } = parsed;
  if (found === "absent" || found.length === 0) return { truth: truthOf(absentHolds(operator, quantifier, ifExists)) };
  if (quantifier === undefined && found.length > 1) return { truth: "maybe", unjudged: `${text} on a key of several values` };
  const compare = comparing(operator, values, variables ? context : undefined);
  const each = found.map(compare);
  const truth = (quantifier === "ForAnyValue" ? any : all)(each.map(({ truth: one }) => one));
  const unjudged = each.find((one) => one.unjudged !== undefined)?.unjudged;
  return { truth, ...(truth === "maybe" && unjudged !== undefined ? { unjudged } : {}) };
}

function absentHolds({ negated }: Operator, quantifier: string | undefined, ifExists: boolean): boolean {
  if (quantifier === "ForAnyValue") return ifExists;
  return quantifier === "ForAllValues" || ifExists || negated;
}

function nullHolds(found: ReturnType<Context>, values: readonly string[]): Judgement {
  const wanted = values.map(booleanOf);
  if (wanted.includes(undefined)) return { truth: "maybe", unjudged: `Null: ${values.join(", ")}` };
  if (found === "unknown") return { truth: "maybe" };
  return { truth: truthOf(wanted.includes(found === "absent" || found.length === 0)) };
}

/** One value of the request against all of the policy: any of them suffices, of a negated operator none may compare. */
function comparing(operator: Operator, values: readonly string[], context: Context | undefined): (requested: string) => Judgement {
  const stated = values.map((value) => statedAs(operator, value, context));
  return (requested) => {
    const each = stated.map((one): Judgement => {
      if (one === undefined) return { truth: "no" };
      if ("unjudged" in one) return { truth: "maybe", unjudged: one.unjudged };
      const equal = operator.compare(requested, one.pattern);
      if (equal === undefined) return { truth: "maybe", unjudged: `${operator.name} of "${requested}" and "${one.pattern}"` };
      // With a star in the place of a value that is not known, a pattern that does not match now never will.
      return { truth: one.open && (equal || !WITH_WILDCARDS.test(operator.name)) ? "maybe" : truthOf(equal) };
    });
    const truth = any(each.map((one) => one.truth));
    const unjudged = truth === "maybe" ? each.find((one) => one.unjudged !== undefined)?.unjudged : undefined;
    return { truth: operator.negated ? not(truth) : truth, ...(unjudged === undefined ? {} : { unjudged }) };
  };
}

/** A value of the policy with its variables replaced; documents of the old version have none (`context` is absent). */
function statedAs(operator: Operator, value: string, context: Context | undefined) {
  if (!context || !value.includes("${")) return { pattern: value, open: false };
  if (!operator.variables) return { unjudged: `a policy variable with ${operator.name}` };
  return resolveVariables(value, context, WITH_WILDCARDS.test(operator.name) ? literal : (text) => text);
}

/** Operators whose values are patterns. */
const WITH_WILDCARDS = /Like$|^Arn/;

function operator(name: string, compare: Compare, variables = true): Operator {
  return { name, compare, negated: false, variables };
}

function pair(name: string, opposite: string, compare: Compare, variables = true): readonly Operator[] {
  return [operator(name, compare, variables), { ...operator(opposite, compare, variables), negated: true }];
}

function ordered(type: string, read: (text: string) => number | undefined): readonly Operator[] {
  const by = (holds: (a: number, b: number) => boolean): Compare => {
    return (requested, stated) => compared(read(requested), read(stated), holds);
  };
  return [
    ...pair(
      `${type}Equals`,
      `${type}NotEquals`,
      by((a, b) => a === b),
      false,
    ),
    operator(
      `${type}LessThan`,
      by((a, b) => a < b),
      false,
    ),
    operator(
      `${type}LessThanEquals`,
      by((a, b) => a <= b),
      false,
    ),
    operator(
      `${type}GreaterThan`,
      by((a, b) => a > b),
      false,
    ),
    operator(
      `${type}GreaterThanEquals`,
      by((a, b) => a >= b),
      false,
    ),
  ];
}

function compared<T>(a: T | undefined, b: T | undefined, holds: (a: T, b: T) => boolean): boolean | undefined {
  return a === undefined || b === undefined ? undefined : holds(a, b);
}

function booleanOf(text: string): boolean | undefined {
  return ({ true: true, false: false } as Readonly<Record<string, boolean>>)[text.toLowerCase()];
}

function numberOf(text: string): number | undefined {
  return /^[+-]?\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
}

/** W3C's profile of ISO 8601, or seconds since 1970. */
function momentOf(text: string): number | undefined {
  if (/^\d+$/.test(text) && text.length > 4) return Number(text) * 1_000;
  if (!/^\d{4}(-\d{2}(-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2}))?)?)?$/.test(text)) return undefined;
  const moment = Date.parse(text.replace(/([+-]\d{2})(\d{2})$/, "$1:$2"));
  return Number.isNaN(moment) ? undefined : moment;
}

/** Six parts, each with wildcards of its own; AWS holds `ArnEquals` and `ArnLike` for the same. */
function sameArn(requested: string, stated: string): boolean | undefined {
  const [one, other] = [arnParts(requested), arnParts(stated)];
  if (requested === stated) return true;
  return one && other ? one.every((part, index) => matches(other[index]!, part)) : undefined;
}

function arnParts(text: string): readonly string[] | undefined {
  const parts = text.split(":");
  return parts.length < 6 || parts[0] !== "arn" ? undefined : [...parts.slice(0, 5), parts.slice(5).join(":")];
}

type Address = { value: bigint; bits: number };

/** An address in a range in CIDR notation, or the same address. */
function isInside(requested: string, stated: string): boolean | undefined {
  const [base, length] = stated.split("/");
  const [address, range] = [addressOf(requested), addressOf(base!)];
  const prefix = length === undefined ? range?.bits : numberOf(length);
  if (!address || !range || prefix === undefined || prefix > range.bits) return undefined;
  const rest = BigInt(range.bits - prefix);
  return address.bits === range.bits && address.value >> rest === range.value >> rest;
}

function addressOf(text: string): Address | undefined {
  const bytes = /^\d{1,3}(\.\d{1,3}){3}$/.test(text) ? text.split(".").map(Number) : undefined;
  if (bytes)
    return bytes.some((byte) => byte > 255) ? undefined : { value: bytes.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n), bits: 32 };
  if (!/^[0-9a-f:]+$/i.test(text) || !text.includes(":")) return undefined;
  const [head = "", tail] = text.split("::");
  const words = (part: string) => part.split(":").filter((word) => word !== "");
  const missing = tail === undefined ? 0 : 8 - words(head).length - words(tail).length;
  const full = [...words(head), ...Array.from({ length: Math.max(0, missing) }, () => "0"), ...words(tail ?? "")];
  if (full.length !== 8 || full.some((word) => word.length > 4)) return undefined;
  return { value: full.reduce((sum, word) => sum * 65_536n + BigInt(`0x${word}`), 0n), bits: 128 };
}
