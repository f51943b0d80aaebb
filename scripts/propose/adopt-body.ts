import { asCode } from "./sections/why.ts";

/** What the text of an adoption says: counts in words and the first lines of each list, as the command prints them, and who asked. */
export type AdoptionText = { summary: string; asked: string | null };

/** The longest text that GitHub takes is 65,536 characters; what is cut here stands in the command's own output. */
const LONGEST = 50_000;

/** The text of a pull request that takes a wave of an account over: nothing in AWS changes but boundaries and tags. */
export function adoptBody({ summary, asked }: AdoptionText): string {
  // Four backticks, and none of them in what was found: a tag may hold anything.
  const found = summary.replaceAll("````", "'''' ").slice(0, LONGEST);
  return [
    `**Next step:** owners confirm what is marked ${asCode("# guess:")} in the files, by commits or in the review; then it is merged and deployed.`,
    `### What\n\`\`\`\`text\n${found}\n\`\`\`\``,
    `### Why\nNobody declared what stands in this account: after this, everything in it has an owner and an end.${asked === null ? "" : ` Asked for by ${asked}.`}`,
    "### On merge\nThe next deployment imports each as it is and writes its boundary and tags. Nothing is stopped before its end.",
    "### Undo\nRevert before the deployment. After it a revert would delete what was adopted, and the gate refuses that: move ends instead.",
    "",
  ].join("\n\n");
}
