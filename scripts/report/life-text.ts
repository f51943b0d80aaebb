import type { Life, Step } from "./life.ts";

/** Lives for a terminal: a line for each step with its links, then what is missing. @param link leads from a pull request or a commit to its page, where one is known */
export function livesText(lives: readonly Life[], link: (kind: "pull" | "commit", id: string) => string | undefined): string {
  return lives.map((life) => lifeText(life, link)).join("\n\n");
}

function lifeText({ record, steps, gaps }: Life, link: (kind: "pull" | "commit", id: string) => string | undefined): string {
  return [
    record,
    ...steps.map((step) => `  ${step.at}  ${step.step.padEnd(15)}  ${detailsOf(step, link).join("; ")}`.trimEnd()),
    ...(gaps.length > 0 ? ["  Not on record:", ...gaps.map(({ says }) => `    gap  ${says}`)] : []),
  ].join("\n");
}

function detailsOf(
  { says, commit, pull, entry, requestedBy, approvedBy }: Step,
  link: (kind: "pull" | "commit", id: string) => string | undefined,
): readonly string[] {
  return [
    ...(says === "" ? [] : [says]),
    ...(requestedBy.length > 0 ? [`requested by ${requestedBy.join(", ")}`] : []),
    ...(approvedBy.length > 0 ? [`approved by ${approvedBy.join(", ")}`] : []),
    ...(pull === null ? [] : [link("pull", String(pull)) ?? `#${pull}`]),
    ...(commit === null ? [] : [link("commit", commit) ?? `commit ${commit.slice(0, 10)}`]),
    ...(entry === null ? [] : [`entry ${entry}`]),
  ];
}

/** Lives as `tenure/evidence-show/1`. */
export function livesJson(asked: string, lives: readonly Life[]) {
  return { schema: "tenure/evidence-show/1" as const, asked, lives };
}
