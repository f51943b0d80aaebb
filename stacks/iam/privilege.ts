import type { Arn } from "./arn.ts";
import type { PolicyDocument, Statement } from "./document.ts";
import { speaksOfAction } from "./evaluate.ts";

/** AWS's own policies that let their holder take over an account (AWS Managed Policy Reference). */
const ADMINISTRATIVE_POLICIES = ["AdministratorAccess", "IAMFullAccess", "PowerUserAccess"];

/** True when a managed policy of AWS makes its holder an administrator. Customer-managed ones are judged by their document. */
export function isAdministrativePolicy(arn: Arn): boolean {
  return ADMINISTRATIVE_POLICIES.some((name) => arn.endsWith(`:aws:policy/${name}`));
}

/** True when a document allows everything on everything: the form CIS AWS 1.16 (v3) and Security Hub IAM.1 speak of. */
export function allowsEverything(document: PolicyDocument): boolean {
  return document.statements.some(
    (statement) => statement.effect === "Allow" && coversEveryAction(statement) && coversEveryResource(statement),
  );
}

/** True when a document lets its holder change who may do what, on any resource: enough to become an administrator. */
export function isAdministrative(document: PolicyDocument): boolean {
  return (
    allowsEverything(document) ||
    document.statements.some(
      (statement) => statement.effect === "Allow" && coversEveryResource(statement) && allowsAction(statement, "iam:*"),
    )
  );
}

/** True when an allow statement covers every action that `pattern` covers; `NotAction` allows whatever it does not except as a whole. */
export function allowsAction(statement: Statement, pattern: string): boolean {
  const truth = speaksOfAction(statement, pattern);
  return statement.actions ? truth === "yes" : truth !== "no";
}

/** `*`, `*:*`, or a `NotAction` that leaves IAM in: whoever can change IAM can give themselves the rest. */
function coversEveryAction(statement: Statement): boolean {
  if (statement.actions) return statement.actions.some((action) => /^\*+(:\*+)?$/.test(action));
  return allowsAction(statement, "iam:*");
}

function coversEveryResource(statement: Statement): boolean {
  if (statement.resources)
    return statement.resources.some((resource) => /^\*+$/.test(resource) || /^arn:[^:]*(:\*+)+$|^arn:\*+$/.test(resource));
  return statement.notResources !== undefined;
}
