import type { Instant } from "../../stacks/model/instant.ts";
import { asCode, quoted } from "./sections/why.ts";

/** What the text of a revert says. `asked` is `person/<id>`, if known. */
export type Undo = { number: number; reason: string; asked: string | null; asOf: Instant; paths: readonly string[] };

/** The text of the revert of a pull request of the bot's: it is a grant, and says so first. */
export function undoBody({ number, reason, asked, asOf, paths }: Undo): string {
  return [
    "**Next step:** whoever must approve a grant reviews it (the check `tenure/approvals` names them); whoever asked for it does not count.",
    `### What\n${paths.map((path) => `- ${asCode(path)} as it was before #${number}`).join("\n")}`,
    `### Why\n${quoted(reason)}${asked === null ? "" : ` (${asked}, ${asOf})`}`,
    "### On merge\nThe next deployment gives back what the record says. What has been removed from AWS meanwhile is made anew and is not the same; where the reason for the revocation is still there, the next drift run proposes it again.",
    "",
  ].join("\n\n");
}
