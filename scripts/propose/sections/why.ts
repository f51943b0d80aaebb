import type { Finding } from "../../compare/finding.ts";
import type { Section } from "../context.ts";

/** The findings, worst first. Text from AWS is quoted, so that it cannot be taken for ours: anybody may name a user or write a tag. */
export const why: Section = ({ change, asOf }) => ["### Why", `As of ${asOf}:`, ...change.because.map(line)].join("\n");

function line({ severity, check, message }: Finding): string {
  return `- **${severity}** \`${check}\`: ${quoted(message)}`;
}

/** Keeps Markdown, mentions and HTML of foreign text from working; an entity (`&commat;`) would be a mention once it is HTML. */
export function quoted(text: string): string {
  return text.replace(/[\r\n]+/g, " ").replace(/[\\&<>|@#*_`~[\]]/g, (mark) => (mark === "@" ? "@\u200b" : `\\${mark}`));
}

/** Foreign text as code, where it can stand so: a text that holds a backtick would end the code where it likes. */
export function asCode(text: string): string {
  return text.includes("`") ? quoted(text) : `\`${text.replace(/[\r\n]+/g, " ")}\``;
}
