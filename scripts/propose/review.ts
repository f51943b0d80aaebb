import type { Declared } from "../../stacks/model/declared.ts";
import { describeEnd, type Instant } from "../../stacks/model/instant.ts";
import { branchOfQuestion, idOfQuestion, type Question } from "../decide/requests/campaign.ts";
import { proposedFiles } from "./files.ts";
import type { Proposal } from "./propose.ts";
import { markerOf } from "./sections/marker.ts";
import { asCode, quoted } from "./sections/why.ts";

/** GitHub takes 65,536 characters; whoever has more lines than fit reads them in the file. */
const LONGEST_TABLE = 50_000;

/** Turns a question into its pull request. Pure: `texts` are the files of the commit that `declared` was read from. */
export function proposeReview(
  question: Question,
  declared: Declared,
  texts: ReadonlyMap<string, string>,
  { prefix, asOf }: { prefix: string; asOf: Instant },
): Proposal {
  const { campaign, reviewer, digest } = question;
  const id = idOfQuestion(question);
  const login = declared.directory.people.get(reviewer)?.github?.login;
  const files = proposedFiles(question.edits, texts);
  const sections = [
    nextStep(question, login, `${prefix}${files[0]!.path}`),
    `### What\n${table(question, asOf)}`,
    `### Why\nEach was last confirmed too long ago, or will have been within the month (settings.yaml, \`reviews\`). What is shown is as of ${asOf}; the digest beside each line keeps it so.`,
    "### On merge\n`keep` counts as confirmed. `revoke` is proposed as stopping it, `reduce` as taking groups and permissions away, `hand over` as another owner: each by a pull request of its own, from the next drift run.",
    `### Undo\nAnother answer in the same file, approved by the same reviewer. Without an answer until ${question.until} the next one is asked too, and then settings decide (\`reviews.silence\`).`,
  ];
  return {
    change: id,
    branch: branchOfQuestion(question),
    base: declared.commit,
    digest,
    findings: [],
    title: `Review ${campaign}: ${question.accesses.length} accesses for person/${reviewer}`,
    body: `${sections.join("\n\n")}\n\n${markerOf(id, digest)}\n`,
    labels: ["tenure", "review"],
    reviewers: login === undefined ? [] : [login],
    next: [],
    fallback: declared.directory.teams.get(declared.settings.teams.security)?.github ?? null,
    files,
    prefix,
    autoMerge: false,
    supersedes: [],
  };
}

function nextStep({ accesses, until }: Question, login: string | undefined, file: string): string {
  return [
    `**Next step:** ${login === undefined ? "the reviewer" : `@${login}`} writes a decision beside each of the ${accesses.length} accesses in ${asCode(file)} on this branch (\`keep\`, \`reduce\` with \`without: […]\`, \`revoke\`, \`hand over\` with \`to: …\`), approves the last commit until ${until}, and then it is merged.`,
    "The approval of that commit is the answer: nothing that is ticked or said here counts, and nobody else can give it.",
  ].join(" ");
}

function table({ accesses }: Question, asOf: Instant): string {
  const rows = accesses.map(
    ({ access, shown }) =>
      `| ${cell(access)} | ${shown.can.map(cell).join("; ") || "nothing"} | ${cell(shown.lastUse)} | ${cell(shown.owner)} | ${cell(describeEnd(shown.ends, asOf))} | ${shown.recommendation === null ? "–" : `**${shown.recommendation}**`}: ${cell(shown.because)} |`,
  );
  let length = 0;
  const fit = rows.filter((row) => {
    length += row.length + 1;
    return length <= LONGEST_TABLE;
  });
  const rest = rows.length - fit.length;
  return ["| access | can | last use | owner | end | recommendation |", "| --- | --- | --- | --- | --- | --- |", ...fit]
    .concat(rest > 0 ? ["", `and ${rest} more, in the file`] : [])
    .join("\n");
}

/** Foreign text in a table: quoted, so that it cannot be taken for ours, on one line. */
function cell(text: string): string {
  return quoted(text);
}

/** What is said to a reviewer who did not answer in time, and to whoever is asked too from then on. */
export function reminderBody(
  { reviewer, until }: { reviewer: string; until: Instant },
  next: { login: string } | undefined,
  waiting: readonly string[],
  declared: Declared,
): string {
  const login = declared.directory.people.get(reviewer)?.github?.login;
  const first = login === undefined ? `person/${reviewer}` : `@${login}`;
  const asked = next ? `${first} and @${next.login}, who may answer in their place,` : `${first}, and nobody may answer in their place:`;
  return `**Next step:** ${asked} have until ${until} to decide about ${waiting.length} accesses. After that settings decide: ${declared.settings.reviews.silence.then} (\`reviews.silence\`).\n\n${waiting.map((access) => `- ${asCode(access)}`).join("\n")}`;
}
