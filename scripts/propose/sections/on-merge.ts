import type { Section } from "../context.ts";

/** What the next deployment does in AWS once this is merged. */
export const onMerge: Section = ({ change, account }) => {
  const effect = {
    disable:
      "the identity gets the boundary `/tenure/disabled`, which denies everything to it and to its live sessions, and its keys are set Inactive; password, groups and policies stay for the undo. A change to a single key sets only that key Inactive.",
    retire: "the resource is deleted. Its name stays reserved.",
    "adopt-disabled":
      "what exists is imported and tagged, gets the boundary `/tenure/disabled`, which denies everything to it and to its live sessions, and its keys are set Inactive; nothing is created.",
    adopt: "what exists is imported, tagged with owner and end, and gets the boundary of that end; nothing is created.",
    "hand-over": "the `owner` tag changes. Access stays as it is.",
  }[change.action];
  return `### On merge\nThe deployment of \`${account.name}\` runs: ${effect} Then it reads back from AWS whether it is so.`;
};
