/** What a run came to. `incomplete`: something could not be judged, which is never clean. */
export type Result = "clean" | "findings" | "incomplete" | "error";

/** Exit codes of every command (design, section 5). */
export const EXIT: Readonly<Record<Result, number>> = { clean: 0, error: 1, findings: 2, incomplete: 3 };

/** From the best to the worst; the worst of several results is the result of all. */
const ORDER: readonly Result[] = ["clean", "findings", "incomplete", "error"];

/** The worst of several results, `clean` for none. */
export function worst(results: readonly Result[]): Result {
  return results.reduce<Result>((a, b) => (ORDER.indexOf(b) > ORDER.indexOf(a) ? b : a), "clean");
}
