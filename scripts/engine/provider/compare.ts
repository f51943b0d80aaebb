import { parseDocument } from "../../../stacks/iam/document.ts";
import { sameMeaning } from "../../../stacks/iam/equivalence.ts";
import type { Property } from "./schema.ts";
import { isEmpty, type Properties, type Value, withoutReserved } from "./value.ts";

/**
 * True when two values of a property mean the same to AWS: a list in another order, a policy document written otherwise,
 * "not set" in any of its forms. This is what keeps refreshes free of differences that are none.
 */
export function sameValue(property: Property, one: Value | undefined, other: Value | undefined): boolean {
  const [a, b] = [one ?? property.default, other ?? property.default];
  if (isEmpty(a) && isEmpty(b)) return true;
  if (property.document) return sameDocument(a, b);
  if (property.url) return withoutScheme(a) === withoutScheme(b);
  if (property.type === "strings") return Array.isArray(a) && Array.isArray(b) && sameJson([...new Set(a)].sort(), [...new Set(b)].sort());
  if (property.type === "tags") return changedKeys(a, b).length === 0;
  return sameJson(a, b);
}

/** The keys of two maps whose values differ, sorted. Tags of AWS itself (`aws:…`) are nobody's to change and never differ. */
export function changedKeys(one: Value | undefined, other: Value | undefined): readonly string[] {
  const [a, b] = [mapOf(one), mapOf(other)];
  const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((key) => !isReservedTag(key));
  return keys.filter((key) => !sameJson(a[key], b[key])).sort();
}

/** Tags that AWS sets and nobody else may (IAM User Guide, "Rules for tagging"). */
export function isReservedTag(key: string): boolean {
  return key.toLowerCase().startsWith("aws:");
}

/** The entries of a map; none for anything else. */
export function mapOf(value: Value | undefined): Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? withoutReserved(value as Properties) : {};
}

/** By meaning if both are documents; else by their text. */
function sameDocument(one: Value | undefined, other: Value | undefined): boolean {
  if (one === other) return true;
  try {
    return sameMeaning(parseDocument(one), parseDocument(other));
  } catch {
    return false;
  }
}

function withoutScheme(value: Value | undefined): string {
  return String(value).replace(/^https:\/\//, "");
}

function sameJson(one: Value | undefined, other: Value | undefined): boolean {
  return JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
}

function sorted(value: Value | undefined): Value | undefined {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => sorted(item) as Value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, item]) => [key, sorted(item) as Value]));
}
