import { type IdentityAction, isOfPerson, partsOf } from "../../decide/change.ts";
import type { Section } from "../context.ts";
import { OF_PERSON } from "../person.ts";

/** What the next deployment does in AWS once this is merged. */
export const onMerge: Section = ({ change, files }) => {
  if (isOfPerson(change)) return `### On merge\n${onMergeOfPerson(OF_PERSON[change.action].onMerge, files)}`;
  const effects: Readonly<Record<Exclude<IdentityAction, "leave">, string>> = {
    disable:
      "the identity gets the boundary `/tenure/disabled`, which denies everything to it and to its live sessions, and its keys are set Inactive; password, groups and policies stay for the undo. A change to a single key sets only that key Inactive.",
    retire: "the resource is deleted. Its name stays reserved.",
    "adopt-disabled":
      "what exists is imported and tagged, gets the boundary `/tenure/disabled`, which denies everything to it and to its live sessions, and its keys are set Inactive; nothing is created.",
    adopt: "what exists is imported, tagged with owner and end, and gets the boundary of that end; nothing is created.",
    reduce: "it loses the groups and permissions that the record no longer names; nothing else changes.",
    "hand-over": "the `owner` tag changes. Access stays as it is.",
  };
  const lines = [...Map.groupBy(partsOf(change), ({ stack }) => stack)].flatMap(([stack, parts]) =>
    [...Map.groupBy(parts, ({ action }) => action)].map(([action, same]) => {
      const which = change.leaver ? ` (${same.map(({ record }) => record).join(", ")})` : "";
      return `The deployment of \`${stack}\` runs${which}: ${effects[action as Exclude<IdentityAction, "leave">]}`;
    }),
  );
  return `### On merge\n${lines.join("\n\n")} Then it reads back from AWS whether it is so.`;
};

/** The accounts that a change of a person touches are deployed, if it touches any. */
function onMergeOfPerson(effect: string, files: readonly { path: string }[]): string {
  const accounts = [...new Set(files.flatMap(({ path }) => /^accounts\/([^/]+)\//.exec(path)?.[1] ?? []))].sort();
  if (accounts.length === 0) return "Only the directory changes: nothing is deployed.";
  return `The deployment of ${accounts.map((name) => `\`${name}\``).join(", ")} runs: ${effect} Then it reads back from AWS whether it is so.`;
}
