import type { Entry } from "../ledger/entry.ts";

/** How a rule or check went: `excepted` only where everything it found is covered by an exception, `unknown` never counts as a pass. */
export type ProofOutcome = "pass" | "excepted" | "unknown" | "fail";

/**
 * What one run said of one rule or check in one account. `findings` are ids of what it found, `records` what that is about where a record
 * declares it, `exceptions` what covered some of it.
 */
export type ProofResult = {
  name: string;
  kind: "check" | "rule";
  stack: string;
  at: string;
  entry: number;
  outcome: ProofOutcome;
  findings: readonly string[];
  records: readonly string[];
  exceptions: readonly string[];
};

/** The results of the checks of one drift run, by name; none where the entry is of a version that did not keep them. */
export function checkResults({ facts, at, number }: Entry<"drift">): readonly ProofResult[] {
  const { stack, checks, findings, covered, unknown } = facts;
  return [...(checks ?? [])].sort().map((name) => {
    const found = findings.filter(({ check }) => check === name);
    const excepted = (covered ?? []).filter(({ check }) => check === name);
    return {
      ...{ name, kind: "check", stack, at, entry: number },
      outcome: outcomeOf(found.length > 0, unknown.includes(name), excepted.length > 0),
      findings: found.map(({ id }) => id),
      records: unique([...found, ...excepted].flatMap(({ record }) => record ?? [])),
      exceptions: unique(excepted.map(({ exception }) => exception)),
    };
  });
}

/** The results of the rules that judged one deployment, by name. What stood before it and was deployed all the same is a failure that stands. */
export function ruleResults({ facts, at, number }: Entry<"deployed">): readonly ProofResult[] {
  const { stack, rules, violations } = facts;
  return [...(rules ?? [])].sort().map((name) => {
    const own = (violations ?? []).filter(({ rule }) => rule === name);
    return {
      ...{ name, kind: "rule", stack, at, entry: number },
      outcome: outcomeOf(
        own.some(({ exception }) => exception === null),
        false,
        own.length > 0,
      ),
      findings: [],
      records: unique(own.flatMap(({ record }) => record ?? [])),
      exceptions: unique(own.flatMap(({ exception }) => exception ?? [])),
    };
  });
}

/** Every result that entries hold, in their order. */
export function allResults(drift: readonly Entry<"drift">[], deployed: readonly Entry<"deployed">[]): readonly ProofResult[] {
  return [...drift.flatMap(checkResults), ...deployed.flatMap(ruleResults)].sort((a, b) => a.entry - b.entry || (a.name < b.name ? -1 : 1));
}

/** The last result of each rule and check in each stack, by name and stack. */
export function lastResults(results: readonly ProofResult[]): ReadonlyMap<string, readonly ProofResult[]> {
  const last = new Map<string, ProofResult>();
  for (const result of results) last.set(`${result.name} ${result.stack}`, result);
  const byName = new Map<string, ProofResult[]>();
  for (const key of [...last.keys()].sort()) {
    const result = last.get(key)!;
    byName.set(result.name, [...(byName.get(result.name) ?? []), result]);
  }
  return byName;
}

/** From the best to the worst. */
const ORDER: readonly ProofOutcome[] = ["pass", "excepted", "unknown", "fail"];

/** The worst of several outcomes; `undefined` for none. */
export function worstOutcome(outcomes: readonly ProofOutcome[]): ProofOutcome | undefined {
  return [...outcomes].sort((a, b) => ORDER.indexOf(b) - ORDER.indexOf(a))[0];
}

function outcomeOf(isFound: boolean, isUnknown: boolean, isExcepted: boolean): ProofOutcome {
  if (isFound) return "fail";
  if (isUnknown) return "unknown";
  return isExcepted ? "excepted" : "pass";
}

function unique(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].sort();
}
