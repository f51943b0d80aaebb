import { KINDS } from "../kinds/kinds.ts";
import { didYouMean } from "../model/suggestion.ts";
import { SHARED } from "./shared.ts";

/** What a path of the tree holds. `expected` says what is wrong with a path that holds nothing known. */
export type Place =
  | { holds: "settings" }
  | { holds: "person" | "team" | "event"; id: string }
  | { holds: "review"; campaign: string; reviewer: string }
  | { holds: "account"; account: string }
  | { holds: "exception"; account: string; name: string }
  | { holds: "record" | "retired"; account: string; kind: string; name: string }
  | { holds: "shared"; kind: string; name: string }
  | { holds: "nothing"; expected: string };

const FOLDERS_OF_DIRECTORY = { people: "person", teams: "team", events: "event" } as const;

/** Reads the meaning of a path; the folder is the kind and the stem is the name. */
export function placeOf(path: string): Place {
  if (path === "settings.yaml") return { holds: "settings" };
  if (!path.endsWith(".yaml")) return nothing("expected only .yaml files here");
  const [top, ...rest] = path.slice(0, -".yaml".length).split("/");
  if (top === "directory") return placeInDirectory(rest);
  if (top === "accounts") return placeInAccount(rest);
  if (top === "reviews") return placeInReviews(rest);
  return nothing("expected accounts/, directory/ or reviews/");
}

/** Campaigns are named by people, reviewers are persons of the directory. */
function placeInReviews([campaign, reviewer, ...more]: readonly string[]): Place {
  const isName = (text: string | undefined) => text !== undefined && /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(text);
  if (!isName(campaign) || !isName(reviewer) || more.length > 0) return nothing("expected reviews/<campaign>/<reviewer>.yaml");
  return { holds: "review", campaign: campaign!, reviewer: reviewer! };
}

function placeInDirectory([folder, id, ...more]: readonly string[]): Place {
  const folders = Object.keys(FOLDERS_OF_DIRECTORY);
  if (folder === undefined || !folders.includes(folder))
    return nothing(
      `expected directory/people/<id>.yaml, directory/teams/<id>.yaml or directory/events/<id>.yaml${didYouMean(folder ?? "", folders)}`,
    );
  if (id === undefined || more.length > 0) return nothing(`expected directory/${folder}/<id>.yaml`);
  return { holds: FOLDERS_OF_DIRECTORY[folder as keyof typeof FOLDERS_OF_DIRECTORY], id };
}

function placeInAccount([account, ...rest]: readonly string[]): Place {
  if (account === undefined || rest.length === 0)
    return nothing("expected accounts/<account>/account.yaml or accounts/<account>/<kind>/<name>.yaml");
  if (account === SHARED) return placeInShared(rest);
  if (rest.length === 1)
    return rest[0] === "account"
      ? { holds: "account", account }
      : nothing(`expected account.yaml or a folder named after a kind${didYouMean(rest[0]!, ["account"])}`);
  const retired = rest[0] === "retired";
  const [kind, name, ...more] = retired ? rest.slice(1) : rest;
  if (kind === undefined || name === undefined || more.length > 0)
    return nothing(`expected accounts/${account}/${retired ? "retired/" : ""}<kind>/<name>.yaml`);
  if (kind === "exceptions" && !retired) return { holds: "exception", account, name };
  if (!Object.hasOwn(KINDS, kind)) return noKind(kind, ["exceptions", "retired"]);
  return { holds: retired ? "retired" : "record", account, kind, name };
}

/** Accounts have files of their own for what is retired or excepted: only records are shared. */
function placeInShared([kind, name, ...more]: readonly string[]): Place {
  if (kind === undefined || name === undefined || more.length > 0 || kind === "retired" || kind === "exceptions")
    return nothing(`expected accounts/${SHARED}/<kind>/<name>.yaml; accounts have files of their own for what is retired or excepted`);
  return Object.hasOwn(KINDS, kind) ? { holds: "shared", kind, name } : noKind(kind, []);
}

function noKind(kind: string, others: readonly string[]): Place {
  const known = [...Object.keys(KINDS), ...others];
  return nothing(`"${kind}" is no kind of record${didYouMean(kind, known) || `; known are ${known.join(", ")}`}`);
}

function nothing(expected: string): Place {
  return { holds: "nothing", expected };
}
