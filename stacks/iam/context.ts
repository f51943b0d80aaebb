/**
 * What is known of the condition keys of a request: the values of a key, that the request does not have it, or nothing.
 * Names of keys ignore case (IAM User Guide, "Condition").
 */
export type Context = (key: string) => readonly string[] | "absent" | "unknown";

type Values = Readonly<Record<string, string | readonly string[]>>;

/** A request with exactly these keys. */
export function closedContext(values: Values): Context {
  return contextOf(values, "absent");
}

/** Requests with these values for these keys, and any for all others. `absent` lists keys that such requests never have. */
export function openContext(values: Values, absent: readonly string[] = []): Context {
  const never = new Set(absent.map((key) => key.toLowerCase()));
  const known = contextOf(values, "unknown");
  return (key) => (never.has(key.toLowerCase()) ? "absent" : known(key));
}

function contextOf(values: Values, otherwise: "absent" | "unknown"): Context {
  const byKey = new Map(Object.entries(values).map(([key, value]) => [key.toLowerCase(), typeof value === "string" ? [value] : value]));
  return (key) => byKey.get(key.toLowerCase()) ?? otherwise;
}
