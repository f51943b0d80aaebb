import { entitiesOf } from "../stacks/entities.ts";
import { DocumentError } from "../stacks/iam/document.ts";
import { facetsOf } from "../stacks/iam/facet.ts";
import type { AccountName, Declared, StackName } from "../stacks/model/declared.ts";
import type { Instant } from "../stacks/model/instant.ts";
import { parseRecordTag, type RecordRef, recordTag, TENURE_KIND } from "../stacks/model/ref.ts";
import { accountOfStackName, isInStack } from "../stacks/model/slice.ts";
import { CATALOGUE } from "./catalogue.ts";
import type { Judged, Level, Rule, Severity } from "./rule.ts";

/**
 * A rule that is not met. `subject` is the record `<kind>/<name>` or, for what no record declares, `<type>/<name>`.
 * `message` begins with the subject and ends with what to do; it is the same text in a terminal, in a check run and in a drift finding.
 */
export type Violation = {
  rule: string;
  account: AccountName;
  subject: string;
  facet: Judged["facet"];
  severity: Severity;
  level: Level;
  message: string;
};

/** Judges one facet by one rule. */
export function judgeBy(rule: Rule, judged: Judged, account: AccountName, declared: Declared, asOf: Instant): readonly Violation[] {
  if (rule.judges !== judged.facet) return [];
  return judging(
    rule,
    () => subjectOf(judged),
    account,
    declared,
    () => rule.violations(judged, declared, asOf),
  );
}

/**
 * Asks a rule about a subject. What fails on the way, the rule or what it was to judge, is a violation: what could not be judged is not clean.
 * A value that is not known yet goes on as the SDK's own error: the engine reports it and judges again later.
 */
export function judging(
  rule: Rule,
  subjectOf: () => string,
  account: AccountName,
  declared: Declared,
  ask: () => readonly string[],
): readonly Violation[] {
  // Most rules are kept: who it is about is only asked where one is not.
  const violation = (what: string): Violation => {
    const subject = subjectOf();
    return {
      rule: rule.name,
      account,
      subject,
      facet: rule.judges,
      severity: rule.severity,
      level: rule.level,
      message: `${subject}: ${what}. ${rule.remediation.replace("{file}", fileOf(subject, account, declared))}`,
    };
  };
  try {
    return ask().map(violation);
  } catch (error) {
    // The SDK's class states no name of its own, so `name` is plainly "Error"; loading the SDK for `instanceof` would cost every command a second.
    if ((error as Error).constructor.name === "UnknownValueError") throw error;
    return [violation(`could not be judged (${reasonOf(error as Error)})`)];
  }
}

/** What went wrong, without what was found: a document may hold anything, a secret by mistake too. */
function reasonOf(error: Error): string {
  return error instanceof DocumentError ? `${error.path}: expected ${error.expected}` : error.message;
}

/** Rules by what they judge, in their own order. */
export type RulesByFacet = ReadonlyMap<Judged["facet"], readonly Rule[]>;

/** Sorts rules by what they judge, so that a million facets are not each asked about rules of another kind. */
export function rulesByFacet(rules: readonly Rule[]): RulesByFacet {
  return Map.groupBy(rules, ({ judges }) => judges);
}

const ALL = rulesByFacet(CATALOGUE);

/** Judges facets by all rules, unless some are given. */
export function judge(
  facets: readonly Judged[],
  account: AccountName,
  declared: Declared,
  asOf: Instant,
  rules: RulesByFacet = ALL,
): readonly Violation[] {
  const violations: Violation[] = [];
  for (const facet of facets) {
    for (const rule of rules.get(facet.facet) ?? []) violations.push(...judgeBy(rule, facet, account, declared, asOf));
  }
  return violations;
}

/** A facet of the records of a stack, and which rules it breaks. */
export type JudgedFacet = { judged: Judged; violations: readonly Violation[] };

/** Judges everything in the records of a stack by all rules; once for each moment, however many rooms ask: what was declared is never changed. */
export function judgeDeclared(declared: Declared, stack: StackName, asOf: Instant): readonly JudgedFacet[] {
  const known = JUDGED.get(declared) ?? new Map<string, readonly JudgedFacet[]>();
  JUDGED.set(declared, known);
  const key = `${stack} ${asOf}`;
  const account = accountOfStackName(stack);
  const facets =
    known.get(key) ?? declaredFacets(declared, stack).map((judged) => ({ judged, violations: judge([judged], account, declared, asOf) }));
  known.set(key, facets);
  return facets;
}

const JUDGED = new WeakMap<Declared, Map<string, readonly JudgedFacet[]>>();

/** All violations in the records of a stack. */
export function declaredViolations(declared: Declared, stack: StackName, asOf: Instant): readonly Violation[] {
  return judgeDeclared(declared, stack, asOf).flatMap(({ violations }) => violations);
}

/** Everything that rules can judge in the records of a stack. */
export function declaredFacets(declared: Declared, stack: StackName): readonly Judged[] {
  const account = accountOfStackName(stack);
  const fromEntities = entitiesOf(declared, stack).flatMap(({ entity, ref }) =>
    facetsOf(entity, declared.settings.tags, recordTag(account, ref)),
  );
  return [...fromEntities, ...recordFacets(declared, stack)];
}

/** The records of a stack as rules judge them. */
export function recordFacets(declared: Declared, stack: StackName): readonly Judged[] {
  const account = declared.accounts.get(accountOfStackName(stack));
  if (!account) return [];
  const own = [...account.records.values()].filter(({ ref }) => isInStack(account, stack, ref));
  return own.map((record) => ({ facet: "record" as const, account: account.name, record }));
}

function subjectOf(judged: Judged): string {
  if (judged.facet === "record") return judged.record.ref;
  const place = parseRecordTag(judged.record);
  return place && place.kind !== TENURE_KIND ? place.ref : `${judged.type}/${judged.name}`;
}

/** Where the record is, or would be. */
function fileOf(subject: string, account: AccountName, declared: Declared): string {
  return declared.accounts.get(account)?.records.get(subject as RecordRef)?.source.file ?? `accounts/${account}/<kind>/<name>.yaml`;
}
