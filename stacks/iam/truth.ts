/** What is known of a statement: that it holds, that it does not, or neither (Kleene's three-valued logic). */
export type Truth = "yes" | "no" | "maybe";

/** Holds when all hold; one that does not decides, whatever is not known of the others. */
export function all(truths: readonly Truth[]): Truth {
  return truths.includes("no") ? "no" : truths.includes("maybe") ? "maybe" : "yes";
}

/** Holds when one holds; one that does decides, whatever is not known of the others. */
export function any(truths: readonly Truth[]): Truth {
  return truths.includes("yes") ? "yes" : truths.includes("maybe") ? "maybe" : "no";
}

/** The opposite; what is not known stays so. */
export function not(truth: Truth): Truth {
  return truth === "maybe" ? "maybe" : truthOf(truth === "no");
}

/** What is known for certain. */
export function truthOf(value: boolean): Truth {
  return value ? "yes" : "no";
}
