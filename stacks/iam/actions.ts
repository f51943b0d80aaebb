import table from "./actions.json" with { type: "json" };
import { matches } from "./pattern.ts";

/** Access levels of AWS's Service Authorization Reference by their letter in the table. */
export const LEVELS = { L: "list", R: "read", W: "write", P: "permissions management", T: "tagging" } as const;

/** How an action touches what it is about, from looking to deciding who may. */
export type Level = (typeof LEVELS)[keyof typeof LEVELS];

/** An action of AWS: `service` is its prefix, `name` spelled as AWS does. */
export type Action = { service: string; name: string; level: Level };

/** A service by its prefix, with its name for people. */
export type Service = { prefix: string; title: string; actions: readonly Action[] };

/** Actions that AWS has and the data set does not know yet, each with where it is known from. A test says when one is no longer needed. */
const NEWER: readonly Action[] = [
  // `AcquireRole` of @aws-sdk/client-iam 3.1169.0: makes a role from a role template.
  { service: "iam", name: "AcquireRole", level: "write" },
];

let parsed: ReadonlyMap<string, Service> | undefined;

/** Every service by its prefix, as of the data set that the table was generated from. Read on first use: most runs ask for few of them, or none. */
export function services(): ReadonlyMap<string, Service> {
  parsed ??= new Map(Object.entries(table.services).map(([prefix, line]) => [prefix, parseService(prefix, line)]));
  return parsed;
}

/** An action by its full name, whatever the case; `undefined` when AWS has none. */
export function actionOf(text: string): Action | undefined {
  const [service = "", name = ""] = text.split(":");
  return services()
    .get(service.toLowerCase())
    ?.actions.find((action) => action.name.toLowerCase() === name.toLowerCase());
}

/** What was found for a pattern: policies say the same few over and over. */
const found = new Map<string, readonly Action[]>();

/** The actions that a pattern such as `s3:Get*` matches, whatever the case; those of every service for `*` alone. */
export function actionsMatching(pattern: string): readonly Action[] {
  const known = found.get(pattern) ?? find(pattern.toLowerCase());
  found.set(pattern, known);
  return known;
}

function find(pattern: string): readonly Action[] {
  const [service = "", ...rest] = pattern.split(":");
  const name = rest.length === 0 && service === "*" ? "*" : rest.join(":");
  const candidates = /[*?]/.test(service)
    ? [...services().values()].filter(({ prefix }) => matches(service, prefix))
    : [services().get(service) ?? { actions: [] }];
  if (name === "*") return candidates.flatMap(({ actions }) => actions);
  return candidates.flatMap(({ actions }) => actions.filter((action) => matches(name, action.name.toLowerCase())));
}

/** `service:Name`, as AWS spells it. */
export function printAction({ service, name }: Action): string {
  return `${service}:${name}`;
}

function parseService(prefix: string, line: string): Service {
  const [title, ...groups] = line.split("|") as [string, ...string[]];
  const listed = groups.flatMap((group) => {
    const level = LEVELS[group[0] as keyof typeof LEVELS];
    return group
      .slice(2)
      .split(",")
      .map((name): Action => ({ service: prefix, name, level }));
  });
  return { prefix, title, actions: [...listed, ...NEWER.filter(({ service }) => service === prefix)] };
}
