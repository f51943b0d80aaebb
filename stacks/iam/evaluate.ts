import { conditionHolds } from "./condition.ts";
import type { Context } from "./context.ts";
import { type Condition, CURRENT_VERSION, type PolicyDocument, type Statement } from "./document.ts";
import { includes, includesAction, literal, overlaps } from "./pattern.ts";
import { all, any, not, type Truth } from "./truth.ts";
import { resolveVariables } from "./variable.ts";

/**
 * AWS's published evaluation logic for one account (IAM User Guide, "Policy evaluation logic"), of an identity's own policies and its permissions boundary:
 * an explicit denial of either wins; otherwise something must allow it, and where there is a boundary that too.
 * What it does not see: policies of resources, of organizations and of sessions, and access control lists.
 */

/** A policy by the name that people know it by. `document` is absent where nobody here knows it: it may allow and may deny anything. */
export type NamedPolicy = { name: string; document: PolicyDocument | undefined };

/** What an identity may do by itself, and the boundary within which it may. */
export type Permitted = { policies: readonly NamedPolicy[]; boundary?: NamedPolicy | undefined };

/** What is asked for. Action and resource may be patterns: then the answer is certain only if it is the same for all that they match. */
export type Request = { action: string; resource: string; context: Context };

/** `unknown`: it depends on what is not known here. It is neither of the others, and must be taken for neither. */
export type Decision = "allowed" | "denied" | "unknown";

/**
 * A statement that speaks of the request, certainly or perhaps. `open` is what it depends on; `unjudged` is what cannot be judged whatever
 * the request says: an unknown document, an operator that we do not know.
 */
export type Match = {
  policy: string;
  boundary: boolean;
  effect: "Allow" | "Deny";
  certain: boolean;
  statement: Statement | undefined;
  open: { resources: boolean; actions: boolean; conditions: readonly Condition[] };
  unjudged: readonly string[];
};

/** The decision, and every statement that had a part in it. */
export type Evaluation = { decision: Decision; matches: readonly Match[] };

/** Decides a request by the policies of an identity. */
export function evaluate({ policies, boundary }: Permitted, request: Request): Evaluation {
  const own = policies.flatMap((policy) => matchesOf(policy, false, request));
  const limits = boundary ? matchesOf(boundary, true, request) : [];
  const matches = [...own, ...limits];
  const denied = strongest(matches, "Deny");
  const allowed = all([strongest(own, "Allow"), ...(boundary ? [strongest(limits, "Allow")] : []), not(denied)]);
  return { decision: DECISIONS[allowed], matches };
}

/** Whether a statement speaks of an action, by `Action` or by `NotAction`. */
export function speaksOfAction({ actions, notActions }: Statement, action: string): Truth {
  const by = (pattern: string) =>
    includesAction(pattern, action) ? "yes" : overlaps(pattern.toLowerCase(), action.toLowerCase()) ? "maybe" : "no";
  return actions ? any(actions.map(by)) : not(any((notActions ?? []).map(by)));
}

/**
 * Whether a statement speaks of a resource, by `Resource` or by `NotResource`; one without either speaks of the resource that it stands at.
 * Without a context policy variables are plain text, as in documents of the old version.
 */
export function speaksOfResource({ resources, notResources }: Statement, resource: string, context: Context | undefined): Truth {
  const by = (stated: string, unresolved: Truth): Truth => {
    const resolved = context ? resolveVariables(stated, context, literal) : { pattern: stated, open: false };
    if (!resolved) return unresolved;
    if (includes(resolved.pattern, resource)) return resolved.open ? "maybe" : "yes";
    if (overlaps(resolved.pattern, resource)) return "maybe";
    // A variable whose value is not known here may have none.
    return resolved.open ? unresolved : "no";
  };
  if (resources) return any(resources.map((stated) => by(stated, "no")));
  // AWS does not say what an exception means whose variable has no value.
  return notResources ? not(any(notResources.map((stated) => by(stated, "maybe")))) : "yes";
}

const DECISIONS: Readonly<Record<Truth, Decision>> = { yes: "allowed", no: "denied", maybe: "unknown" };

function strongest(matches: readonly Match[], effect: Match["effect"]): Truth {
  return any(matches.filter((match) => match.effect === effect).map(({ certain }) => (certain ? "yes" : "maybe")));
}

function matchesOf({ name, document }: NamedPolicy, boundary: boolean, request: Request): readonly Match[] {
  const common = { policy: name, boundary };
  if (document) return document.statements.flatMap((statement) => matchOf(statement, document.version, request, common));
  const open = { resources: false, actions: false, conditions: [] };
  const unknown = { ...common, certain: false, statement: undefined, open, unjudged: ["its document is not known here"] };
  return [
    { ...unknown, effect: "Allow" },
    { ...unknown, effect: "Deny" },
  ];
}

function matchOf(
  statement: Statement,
  version: string,
  { action, resource, context }: Request,
  common: Pick<Match, "policy" | "boundary">,
): readonly Match[] {
  const variables = version === CURRENT_VERSION;
  const [actions, resources] = [speaksOfAction(statement, action), speaksOfResource(statement, resource, variables ? context : undefined)];
  if (actions === "no" || resources === "no") return [];
  const judged = statement.conditions.map((condition) => ({ condition, ...conditionHolds(condition, context, variables) }));
  const truth = all([actions, resources, ...judged.map((one) => one.truth)]);
  if (truth === "no") return [];
  const conditions = judged.filter((one) => one.truth === "maybe").map(({ condition }) => condition);
  return [
    {
      ...common,
      effect: statement.effect,
      certain: truth === "yes",
      statement,
      open: { actions: actions === "maybe", resources: resources === "maybe", conditions },
      unjudged: judged.flatMap(({ unjudged }) => unjudged ?? []),
    },
  ];
}
