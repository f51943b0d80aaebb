import type { Condition, PolicyDocument, Principal, Statement } from "./document.ts";
import { includes, includesAction, minimal } from "./pattern.ts";

/**
 * True when two documents allow and deny the same by everything that AWS itself rewrites or ignores: order, string or list,
 * `Sid` and `Id`, case of actions and condition keys, an account written as its id or as its root ARN, repeated statements,
 * and patterns that a wider pattern of the same list already includes.
 * A `false` may still be the same meaning written in a wholly different way; it is never `true` for two different meanings.
 */
export function sameMeaning(one: PolicyDocument, other: PolicyDocument): boolean {
  return canonicalDocument(one) === canonicalDocument(other);
}

/** One string for all documents of the same meaning, in the sense of `sameMeaning`; for comparing and hashing, not for AWS. */
export function canonicalDocument(document: PolicyDocument): string {
  const statements = [...new Set(document.statements.map(canonicalStatement))].sort();
  return JSON.stringify([document.version, statements]);
}

function canonicalStatement(statement: Statement): string {
  return JSON.stringify({
    effect: statement.effect,
    actions: canonicalActions(statement.actions),
    notActions: canonicalActions(statement.notActions),
    resources: canonicalPatterns(statement.resources),
    notResources: canonicalPatterns(statement.notResources),
    principals: canonicalPrincipals(statement.principals),
    notPrincipals: canonicalPrincipals(statement.notPrincipals),
    conditions: statement.conditions.map(canonicalCondition).sort(),
  });
}

function canonicalActions(actions: readonly string[] | undefined): readonly string[] | undefined {
  return (
    actions &&
    [
      ...minimal(
        actions.map((action) => squeeze(action.toLowerCase())),
        includesAction,
      ),
    ].sort()
  );
}

function canonicalPatterns(patterns: readonly string[] | undefined): readonly string[] | undefined {
  return patterns && [...minimal(patterns.map(squeeze), includes)].sort();
}

function canonicalPrincipals(principals: readonly Principal[] | undefined): readonly string[] | undefined {
  if (!principals) return undefined;
  const all = principals.flatMap(({ type, values }) => values.map((value) => `${type}:${type === "AWS" ? accountId(value) : value}`));
  return [...new Set(all)].sort();
}

/** AWS turns a bare account id into its root ARN when it stores a trust policy (IAM User Guide, "AWS account principals"). */
function accountId(principal: string): string {
  return /^arn:[^:]+:iam::(\d{12}):root$/.exec(principal)?.[1] ?? principal;
}

function canonicalCondition({ operator, key, values }: Condition): string {
  return JSON.stringify([operator.toLowerCase(), key.toLowerCase(), [...new Set(values)].sort()]);
}

/** `**` means `*`. */
function squeeze(pattern: string): string {
  return pattern.replace(/\*{2,}/g, "*");
}
