import type { Arn } from "./arn.ts";

/** One condition of a statement: all of a statement's conditions must hold, any of the values suffices. */
export type Condition = { operator: string; key: string; values: readonly string[] };

/** The types of principals that IAM knows (IAM User Guide, "AWS JSON policy elements: Principal"). */
const PRINCIPAL_TYPES = ["AWS", "Service", "Federated", "CanonicalUser"];

/** Whom a statement speaks of. `type` is one of IAM's four; `"*"` alone is `AWS` with `*`. */
export type Principal = { type: string; values: readonly string[] };

/**
 * One statement of a policy document with every "string or list" made a list.
 * Exactly one of `actions` and `notActions` is present, at most one of each other pair; trust policies have no resources.
 */
export type Statement = {
  sid?: string;
  effect: "Allow" | "Deny";
  actions?: readonly string[];
  notActions?: readonly string[];
  resources?: readonly string[];
  notResources?: readonly string[];
  principals?: readonly Principal[];
  notPrincipals?: readonly Principal[];
  conditions: readonly Condition[];
};

/** A policy document as data. Rules and comparisons read this and never the text (IAM User Guide, "Grammar of the IAM JSON policy language"). */
export type PolicyDocument = { version: string; id?: string; statements: readonly Statement[] };

/** The version that understands policy variables; everything that Tenure writes has it. */
export const CURRENT_VERSION = "2012-10-17";

/** The version of a document that states none; variables are plain text in it. */
const OLD_VERSION = "2008-10-17";

/** Thrown for a document that does not follow IAM's grammar; `path` says where, as in `Statement[2].Action`. */
export class DocumentError extends Error {
  override name = "DocumentError";
  readonly path: string;
  readonly expected: string;
  constructor(path: string, expected: string, got: unknown) {
    super(`${path}: expected ${expected}, got ${describe(got)}`);
    this.path = path;
    this.expected = expected;
  }
}

/**
 * Reads a policy document from an object, from JSON, or from URL-encoded JSON.
 * AWS sends documents URL-encoded (RFC 3986) and the JavaScript SDK leaves them so; some emulators send plain JSON.
 * @throws DocumentError when it is not a document by IAM's grammar: nothing is guessed, nothing is dropped.
 */
export function parseDocument(source: unknown): PolicyDocument {
  const raw = typeof source === "string" ? parseJson(source) : source;
  if (!isObject(raw)) throw new DocumentError("document", "an object", raw);
  onlyKeys("document", raw, ["Version", "Id", "Statement"]);
  const statements = Array.isArray(raw.Statement) ? raw.Statement : [raw.Statement];
  return {
    version: raw.Version === undefined ? OLD_VERSION : version(raw.Version),
    ...(raw.Id === undefined ? {} : { id: text("Id", raw.Id) }),
    statements: statements.map((statement, index) => parseStatement(`Statement[${index}]`, statement)),
  };
}

/** The document in IAM's JSON form, lists of one as a plain string; the inverse of `parseDocument`. */
export function documentObject(document: PolicyDocument): Record<string, unknown> {
  return {
    Version: document.version,
    ...(document.id === undefined ? {} : { Id: document.id }),
    Statement: document.statements.map(statementObject),
  };
}

/** The document as compact JSON, the form in which it goes to AWS. */
export function printDocument(document: PolicyDocument): string {
  return JSON.stringify(documentObject(document));
}

/** A document of the current version. */
export function documentOf(...statements: readonly Statement[]): PolicyDocument {
  return { version: CURRENT_VERSION, statements };
}

/** The AWS principal that stands for a whole account. */
export function accountRoot(partition: string, accountId: string): Arn {
  return `arn:${partition}:iam::${accountId}:root`;
}

const STATEMENT_KEYS = ["Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Principal", "NotPrincipal", "Condition"];

function parseStatement(path: string, raw: unknown): Statement {
  if (!isObject(raw)) throw new DocumentError(path, "an object", raw);
  onlyKeys(path, raw, STATEMENT_KEYS);
  if (raw.Effect !== "Allow" && raw.Effect !== "Deny") throw new DocumentError(`${path}.Effect`, "Allow or Deny", raw.Effect);
  if ((raw.Action === undefined) === (raw.NotAction === undefined)) {
    throw new DocumentError(path, "exactly one of Action and NotAction", Object.keys(raw).join(", "));
  }
  for (const [one, other] of [
    ["Resource", "NotResource"],
    ["Principal", "NotPrincipal"],
  ] as const) {
    if (raw[one] !== undefined && raw[other] !== undefined)
      throw new DocumentError(path, `at most one of ${one} and ${other}`, Object.keys(raw).join(", "));
  }
  return {
    ...(raw.Sid === undefined ? {} : { sid: text(`${path}.Sid`, raw.Sid) }),
    effect: raw.Effect,
    ...listField(path, raw, "Action", "actions"),
    ...listField(path, raw, "NotAction", "notActions"),
    ...listField(path, raw, "Resource", "resources"),
    ...listField(path, raw, "NotResource", "notResources"),
    ...(raw.Principal === undefined ? {} : { principals: parsePrincipals(`${path}.Principal`, raw.Principal) }),
    ...(raw.NotPrincipal === undefined ? {} : { notPrincipals: parsePrincipals(`${path}.NotPrincipal`, raw.NotPrincipal) }),
    conditions: raw.Condition === undefined ? [] : parseConditions(`${path}.Condition`, raw.Condition),
  };
}

function statementObject(statement: Statement): Record<string, unknown> {
  return {
    ...(statement.sid === undefined ? {} : { Sid: statement.sid }),
    Effect: statement.effect,
    ...(statement.principals === undefined ? {} : { Principal: principalsObject(statement.principals) }),
    ...(statement.notPrincipals === undefined ? {} : { NotPrincipal: principalsObject(statement.notPrincipals) }),
    ...(statement.actions === undefined ? {} : { Action: oneOrList(statement.actions) }),
    ...(statement.notActions === undefined ? {} : { NotAction: oneOrList(statement.notActions) }),
    ...(statement.resources === undefined ? {} : { Resource: oneOrList(statement.resources) }),
    ...(statement.notResources === undefined ? {} : { NotResource: oneOrList(statement.notResources) }),
    ...(statement.conditions.length === 0 ? {} : { Condition: conditionsObject(statement.conditions) }),
  };
}

function parsePrincipals(path: string, raw: unknown): readonly Principal[] {
  if (raw === "*") return [{ type: "AWS", values: ["*"] }];
  if (!isObject(raw)) throw new DocumentError(path, '"*" or an object', raw);
  onlyKeys(path, raw, PRINCIPAL_TYPES);
  return Object.entries(raw).map(([type, values]) => ({ type, values: list(`${path}.${type}`, values) }));
}

function principalsObject(principals: readonly Principal[]): unknown {
  return Object.fromEntries(principals.map(({ type, values }) => [type, oneOrList(values)]));
}

function parseConditions(path: string, raw: unknown): readonly Condition[] {
  if (!isObject(raw)) throw new DocumentError(path, "an object", raw);
  return Object.entries(raw).flatMap(([operator, keys]) => {
    if (!isObject(keys)) throw new DocumentError(`${path}.${operator}`, "an object", keys);
    return Object.entries(keys).map(([key, values]) => ({
      operator,
      key,
      values: list(`${path}.${operator}.${key}`, values, conditionText),
    }));
  });
}

/** Operators are words that anybody may write: entries, not assignments, so that `__proto__` is a key like any other. */
function conditionsObject(conditions: readonly Condition[]): Record<string, Record<string, unknown>> {
  const byOperator = Map.groupBy(conditions, ({ operator }) => operator);
  return Object.fromEntries(
    [...byOperator].map(([operator, list]) => [operator, Object.fromEntries(list.map(({ key, values }) => [key, oneOrList(values)]))]),
  );
}

function listField<To extends string>(path: string, raw: Record<string, unknown>, from: string, to: To) {
  const value = raw[from];
  return value === undefined ? {} : ({ [to]: list(`${path}.${from}`, value) } as Record<To, readonly string[]>);
}

function list(path: string, raw: unknown, read = text): readonly string[] {
  return Array.isArray(raw) ? raw.map((value, index) => read(`${path}[${index}]`, value)) : [read(path, raw)];
}

function version(raw: unknown): string {
  if (raw === CURRENT_VERSION || raw === OLD_VERSION) return raw;
  throw new DocumentError("Version", `${CURRENT_VERSION} or ${OLD_VERSION}`, raw);
}

function text(path: string, raw: unknown): string {
  if (typeof raw === "string") return raw;
  throw new DocumentError(path, "a string", raw);
}

/** Condition values, and only they, may be written as JSON numbers and booleans; AWS compares their text. */
function conditionText(path: string, raw: unknown): string {
  return typeof raw === "boolean" || typeof raw === "number" ? String(raw) : text(path, raw);
}

function onlyKeys(path: string, raw: Record<string, unknown>, keys: readonly string[]): void {
  const unknown = Object.keys(raw).find((key) => !keys.includes(key));
  if (unknown !== undefined) throw new DocumentError(path, `only ${keys.join(", ")}`, unknown);
}

function parseJson(source: string): unknown {
  const trimmed = source.trim();
  try {
    return JSON.parse(trimmed.startsWith("{") ? trimmed : decodeURIComponent(trimmed));
  } catch (cause) {
    throw new DocumentError("document", "JSON or URL-encoded JSON", `${source.slice(0, 40)}… (${(cause as Error).message})`);
  }
}

function oneOrList(values: readonly string[]): string | readonly string[] {
  return values.length === 1 ? values[0]! : values;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function describe(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "nothing");
}
