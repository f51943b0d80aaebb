import { openContext } from "./context.ts";
import type { PolicyDocument, Statement } from "./document.ts";
import { ESCALATIONS, type Escalation } from "./escalation.ts";
import { evaluate, speaksOfAction } from "./evaluate.ts";
import { overlaps } from "./pattern.ts";
import { isAdministrative } from "./privilege.ts";

/**
 * The published ways to more that a document opens by itself and that a review of its resources cannot settle: those of `escalationsOf` less
 * a role given to a service, or something taken over that runs with one, where the document names which ones, and less what users do to themselves.
 * Conditions are not taken into account: they narrow, and somebody has to say that it is enough.
 */
export function waysToMore(document: PolicyDocument): readonly Escalation[] {
  // Most documents speak of no service by which there is a way, and a way is many questions.
  const allows = document.statements.filter(({ effect }) => effect === "Allow");
  const touched = new Set(SERVICES.filter((service) => allows.some((statement) => speaksOfAction(statement, `${service}:*`) !== "no")));
  const onOthers = asked(without(document, isOnOneself));
  const onAny = asked(without(document, isOnNamed));
  const on = asked(document);
  return ESCALATIONS.filter(({ how, actions }) => {
    if (!actions.every((action) => touched.has(serviceOf(action)))) return false;
    if (how === "pass") return onAny(actions[0]!) && actions.every(on);
    return actions.every(how === "takeover" ? onAny : onOthers);
  });
}

/** True when who has it can administer access, at once or by one of the published ways. */
export function isPrivileged(document: PolicyDocument): boolean {
  return isAdministrative(document) || waysToMore(document).length > 0;
}

const serviceOf = (action: string) => action.split(":")[0]!;
const SERVICES = [...new Set(ESCALATIONS.flatMap(({ actions }) => actions.map(serviceOf)))];

/** Answers whether a document may allow an action; each action is decided once. */
function asked(document: PolicyDocument): (action: string) => boolean {
  const known = new Map<string, boolean>();
  return (action) => {
    const answer = known.get(action) ?? may(document, action);
    known.set(action, answer);
    return answer;
  };
}

function may(document: PolicyDocument, action: string): boolean {
  const prefix = serviceOf(action);
  const services = [prefix, ...(ELSEWHERE[prefix] ?? [])];
  const policies = [{ name: "it", document: without(document, (resource) => !services.some((service) => isOf(service, resource))) }];
  return evaluate({ policies }, { action, resource: "*", context: openContext({}) }).decision !== "denied";
}

/** Services whose actions are about resources of others (Service Authorization Reference, as far as the ways go). */
const ELSEWHERE: Readonly<Record<string, readonly string[]>> = {
  sts: ["iam"],
  ssm: ["ec2"],
  "ec2-instance-connect": ["ec2"],
  ecs: ["ec2"],
};

/** False where a resource is certainly of another service: what is allowed on it is nothing. */
function isOf(service: string, resource: string): boolean {
  const [arn, , of] = resource.split(":");
  return arn !== "arn" || of === undefined || overlaps(of, service);
}

/** The document less the permissions that are narrow; what it denies stays. */
function without(document: PolicyDocument, isNarrow: (resource: string) => boolean): PolicyDocument {
  const stays = ({ effect, resources }: Statement) => effect === "Deny" || resources === undefined || !resources.every(isNarrow);
  return { ...document, statements: document.statements.filter(stays) };
}

/** A user's own credentials: `arn:aws:iam::<account>:user/${aws:username}`, on whatever path. */
function isOnOneself(resource: string): boolean {
  return /^arn:[^:]*:iam::[^:]*:(user|mfa)\/([^*?]*\/)?\$\{aws:username\}$/i.test(resource);
}

/** A resource of a name, or of names that begin alike: not all of a type, not all of a service. */
function isOnNamed(resource: string): boolean {
  const name = resource.split(":").slice(5).join(":");
  return name !== "" && !/^([A-Za-z-]*[*?]*[:/])*[*?]+$/.test(name);
}
