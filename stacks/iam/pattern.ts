/**
 * IAM's wildcards, the same in actions, resources, principals and `*Like` conditions:
 * `*` stands for any run of characters (none too), `?` for exactly one (IAM User Guide, "Action" and "Resource").
 */

/** True when `text` is matched by `pattern`, to the letter. */
export function matches(pattern: string, text: string): boolean {
  return covers(pattern, literal(text), (star, candidate) => star || candidate !== undefined);
}

/** A text as a pattern that matches only itself: its stars and question marks become letters that stand nowhere else. */
export function literal(text: string): string {
  return text.replaceAll("*", "\uE000").replaceAll("?", "\uE001");
}

/** A policy variable: it stands for text that only the request knows, even where it looks like a wildcard (`${*}` is a star itself). */
const VARIABLE = /\$\{[^}]*\}/g;

/**
 * True when everything that `inner` can match is also matched by `outer`; both may hold wildcards and policy variables.
 * Sound but not complete: a `false` may be an overlap that only a product automaton would see, or that rests on the value of a variable.
 */
export function includes(outer: string, inner: string): boolean {
  if (outer === inner) return true;
  if (outer.search(VARIABLE) >= 0) return false;
  return covers(outer, inner.replace(VARIABLE, "*"), (star, candidate) => star || (candidate !== undefined && candidate !== "*"));
}

/** Case-insensitive `includes`, for actions: AWS compares service prefixes and action names without case. */
export function includesAction(outer: string, inner: string): boolean {
  return includes(outer.toLowerCase(), inner.toLowerCase());
}

/** True when there is a text that both patterns match. Policy variables are plain text here: resolve them first. */
export function overlaps(one: string, other: string): boolean {
  // `next[j]`: whether what is left of `one` and what is left of `other` from `j` on can be the same text; from the ends to the beginnings.
  let next: readonly boolean[] = [];
  for (let i = one.length; i >= 0; i--) {
    const row: boolean[] = [];
    for (let j = other.length; j >= 0; j--) {
      const [a, b] = [one[i], other[j]];
      const skips = (a === "*" && next[j]) || (b === "*" && row[j + 1]);
      const swallows = (a === "*" && b !== undefined && row[j + 1]) || (b === "*" && a !== undefined && next[j]);
      const steps = a !== undefined && b !== undefined && (a === b || a === "?" || b === "?") && next[j + 1];
      row[j] = (a === undefined && b === undefined) || Boolean(skips || swallows || steps);
    }
    next = row;
  }
  return next[0]!;
}

/** Drops every pattern that another one of the list already includes; the order of what stays is kept. */
export function minimal(patterns: readonly string[], inside: (outer: string, inner: string) => boolean): readonly string[] {
  const distinct = [...new Set(patterns)];
  return distinct.filter(
    (pattern) => !distinct.some((other) => other !== pattern && inside(other, pattern) && !(inside(pattern, other) && other > pattern)),
  );
}

/** Linear glob matching with one point of return; `wild` decides whether a `*` or `?` may swallow a character. */
function covers(pattern: string, text: string, wild: (star: boolean, candidate: string | undefined) => boolean): boolean {
  let at = 0;
  let star = -1;
  let resume = 0;
  let index = 0;
  while (index < text.length) {
    const token = pattern[at];
    if (token === "*") {
      star = at++;
      resume = index;
    } else if (token !== undefined && (token === text[index] || (token === "?" && wild(false, text[index])))) {
      at += 1;
      index += 1;
    } else if (star >= 0 && wild(true, text[index])) {
      at = star + 1;
      index = ++resume;
    } else {
      return false;
    }
  }
  while (pattern[at] === "*") at += 1;
  return at === pattern.length;
}
