import type { Section } from "../context.ts";
import { asCode } from "./why.ts";

/** Which files change, by repository path. */
export const what: Section = ({ files, prefix }) =>
  ["### What", ...files.map(({ path, text }) => `- ${asCode(`${prefix}${path}`)}${text === null ? " goes" : ""}`)].join("\n");
