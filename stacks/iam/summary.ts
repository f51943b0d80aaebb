import { type Action, actionsMatching, type Level, services } from "./actions.ts";
import { openContext } from "./context.ts";
import type { PolicyDocument, Statement } from "./document.ts";
import { ESCALATIONS, type Escalation } from "./escalation.ts";
import { evaluate } from "./evaluate.ts";

/**
 * What a document allows in words that follow "can": `write and read Amazon S3 on ledger/*`, `do everything in AWS Lambda`; what it denies begins with `not`.
 * One line for each statement and service, in the order of the document, none twice.
 */
export function inWords(document: PolicyDocument): readonly string[] {
  return [...new Set(document.statements.flatMap(statementInWords))];
}

/** The published ways to more permissions that documents leave open together, for any resource and whatever their conditions: what people should look at twice. */
export function escalationsOf(documents: readonly PolicyDocument[]): readonly Escalation[] {
  const policies = documents.map((document, index) => ({ name: String(index), document }));
  const may = (action: string) => evaluate({ policies }, { action, resource: "*", context: openContext({}) }).decision !== "denied";
  return ESCALATIONS.filter(({ actions }) => actions.every(may));
}

/** Verbs by access level, from deciding to looking: the order in which they are said. */
const VERBS: readonly (readonly [Level, string])[] = [
  ["permissions management", "administer"],
  ["write", "write"],
  ["tagging", "tag"],
  ["read", "read"],
  ["list", "list"],
];

function statementInWords(statement: Statement): readonly string[] {
  const end = `${placesOf(statement)}${statement.conditions.length > 0 ? ", under conditions" : ""}`;
  const what = statement.actions ? doneBy(statement.actions) : [`do everything but ${few(statement.notActions ?? [])}`];
  return what.map((does) => `${statement.effect === "Deny" ? "not " : ""}${does}${end}`);
}

function doneBy(patterns: readonly string[]): readonly string[] {
  if (patterns.some((pattern) => /^\*+(:\*+)?$/.test(pattern))) return ["do everything"];
  const known = patterns.map((pattern) => ({ pattern, actions: actionsMatching(pattern) }));
  // What AWS does not have, or not yet, is named as it is written.
  const unknown = known.filter(({ actions }) => actions.length === 0).map(({ pattern }) => `do ${pattern}`);
  const byService = Map.groupBy(new Set(known.flatMap(({ actions }) => actions)), ({ service }) => service);
  return [...[...byService].map(([prefix, actions]) => doneIn(prefix, actions)), ...unknown];
}

function doneIn(prefix: string, actions: readonly Action[]): string {
  const { title, actions: every } = services().get(prefix)!;
  if (actions.length === every.length) return `do everything in ${title}`;
  const levels = new Set(actions.map(({ level }) => level));
  const verbs = VERBS.filter(([level]) => levels.has(level)).map(([, verb]) => verb);
  // One or two actions say more by their names than by their level.
  const names = actions.length <= 2 ? ` (${actions.map(({ name }) => name).join(", ")})` : "";
  return `${listed(verbs)} ${title}${names}`;
}

function placesOf({ resources, notResources }: Statement): string {
  if (notResources) return ` on everything but ${few(notResources.map(short))}`;
  return !resources || resources.includes("*") ? "" : ` on ${few(resources.map(short))}`;
}

/** The part of an ARN that tells it from others of its service: `arn:aws:s3:::ledger/*` is `ledger/*`. */
function short(arn: string): string {
  return arn.split(":").slice(5).join(":") || arn;
}

function few(words: readonly string[]): string {
  return words.length <= 3 ? listed(words) : `${words.slice(0, 2).join(", ")} and ${words.length - 2} more`;
}

function listed(words: readonly string[]): string {
  return words.length <= 1 ? words.join() : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}
