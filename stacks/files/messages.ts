import type { z } from "zod";
import { didYouMean, isNearMiss } from "../model/suggestion.ts";

/** One failure of a schema in the words of a person: where in the file, what was expected, what was found. */
export type Complaint = { path: readonly (string | number)[]; message: string };

/**
 * Turns a schema's failure into complaints; `data` is what was read, so that each can say what stood there.
 * What is not of the right type is said to be that and nothing else: its length is nobody's concern.
 */
export function complaintsOf(error: z.ZodError, data: unknown): readonly Complaint[] {
  const mistyped = new Set(error.issues.flatMap(({ code, path }) => (code === "invalid_type" ? [path.join(".")] : [])));
  const told = error.issues.filter(({ code, path }) => code === "invalid_type" || !mistyped.has(path.join(".")));
  return told.flatMap((issue) => complaints(issue as z.core.$ZodIssue, [], data));
}

function complaints(issue: z.core.$ZodIssue, prefix: readonly (string | number)[], data: unknown): readonly Complaint[] {
  const path = [...prefix, ...(issue.path as (string | number)[])];
  if (issue.code === "invalid_union") {
    const nearest = nearestBranch(issue.errors);
    if (nearest) return nearest.flatMap((inner) => complaints(inner, path, data));
  }
  if (issue.code === "unrecognized_keys") {
    const lines = issue.message.split("\n");
    return issue.keys.map((key, index) => ({ path: [...path, key], message: lines[index] ?? issue.message }));
  }
  if (issue.code === "invalid_key")
    return issue.issues.map((inner) => ({ path, message: `key "${String(path.at(-1))}": ${inner.message}` }));
  const found = valueAt(data, path);
  const key = path.at(-1);
  if (found === undefined && typeof key === "string" && issue.code !== "custom")
    return [{ path, message: `missing key "${[...path].filter((step) => typeof step === "string").join(".")}"` }];
  return [{ path, message: path.length === 0 ? wording(issue, found) : `${path.join(".")}: ${wording(issue, found)}` }];
}

function wording(issue: z.core.$ZodIssue, found: unknown): string {
  const shown = JSON.stringify(found) ?? "nothing";
  switch (issue.code) {
    case "invalid_type":
      return issue.message.startsWith("expected ") ? issue.message : `expected ${issue.expected}, got ${shown}`;
    case "invalid_value":
      return issue.message.startsWith("expected ")
        ? issue.message
        : `expected ${issue.values.map(String).join(" or ")}, got ${shown}${didYouMean(String(found), issue.values.map(String))}`;
    case "too_small":
      return `expected at least ${issue.minimum}${unit(issue.origin)}, got ${shown}`;
    case "too_big":
      return `expected at most ${issue.maximum}${unit(issue.origin)}, got ${shown}`;
    case "invalid_format":
      return issue.message.startsWith("expected ")
        ? withFound(issue.message, shown)
        : `expected text of the form ${issue.pattern ?? issue.format}, got ${shown}`;
    default:
      return issue.message;
  }
}

function withFound(message: string, shown: string): string {
  return message.includes(", got ") ? message : `${message}, got ${shown}`;
}

function unit(origin: string): string {
  return origin === "string" ? " characters" : origin === "array" || origin === "record" ? " entries" : "";
}

/** The alternative that was meant: the one that knows the keys that are there, or nearly; among those, the one with the fewest complaints. */
function nearestBranch(branches: readonly (readonly z.core.$ZodIssue[])[]): readonly z.core.$ZodIssue[] | undefined {
  const unknown = (issues: readonly z.core.$ZodIssue[]) =>
    issues.flatMap((issue) => (issue.code === "unrecognized_keys" ? issue.message.split("\n") : []));
  const strangers = (issues: readonly z.core.$ZodIssue[]) => unknown(issues).filter((message) => !isNearMiss(message)).length;
  return [...branches].sort((a, b) => strangers(a) - strangers(b) || unknown(a).length - unknown(b).length || a.length - b.length)[0];
}

function valueAt(data: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (value, step) => (typeof value === "object" && value !== null ? (value as Record<string | number, unknown>)[step] : undefined),
    data,
  );
}
