import type { Context } from "./context.ts";

/**
 * A text whose policy variables were replaced. `open`: a variable's value is not known here and `*` stands in its place, so that it matches more than it will.
 * `undefined` when a variable has neither a value nor a default: such a text matches nothing
 * (IAM User Guide, "IAM policy elements: Variables and tags").
 */
export type Resolved = { pattern: string; open: boolean } | undefined;

/** A policy variable, with its default if it states one; it stands for text that only the request knows, even where it looks like a wildcard. */
const VARIABLE = /\$\{\s*([^}',]+?)\s*(?:,\s*'([^']*)'\s*)?\}/g;

/** Replaces the policy variables of a text by the values of a request, each written by `write`: in a pattern a value's wildcards are no wildcards. */
export function resolveVariables(text: string, context: Context, write: (value: string) => string): Resolved {
  let open = false;
  let missing = false;
  const pattern = text.replace(VARIABLE, (_, key: string, otherwise: string | undefined) => {
    // `${*}`, `${?}` and `${$}` are those letters themselves.
    if (/^[*?$]$/.test(key)) return write(key);
    const found = context(key);
    if (found === "absent") {
      missing ||= otherwise === undefined;
      return write(otherwise ?? "");
    }
    // A variable stands for one value: AWS does not say what becomes of a key that has several.
    if (found !== "unknown" && found.length === 1) return write(found[0]!);
    open = true;
    return "*";
  });
  return missing ? undefined : { pattern, open };
}
