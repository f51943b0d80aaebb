/**
 * Canonical JSON (RFC 8785): sorted keys by UTF-16 code units, no white space, numbers as JavaScript prints them.
 * The same content is the same bytes everywhere, so that a hash speaks of the content.
 */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonical(item ?? null)).join(",")}]`;
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value).filter(([, member]) => member !== undefined);
    return `{${members
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => `${print(key)}:${canonical(member)}`)
      .join(",")}}`;
  }
  if (typeof value === "number" && !Number.isFinite(value)) throw new TypeError(`canonical JSON has no ${value}`);
  return print(value);
}

/** Half a surrogate pair has no UTF-8 form (RFC 8785, section 3.2.2.2): two texts would share one hash. */
function print(value: unknown): string {
  if (typeof value === "string" && !value.isWellFormed()) throw new TypeError("canonical JSON has no half characters (lone surrogates)");
  return JSON.stringify(value);
}
