import { describeEndOf } from "../../../stacks/kinds/kinds.ts";
import type { Finding } from "../../compare/finding.ts";
import type { Section } from "../context.ts";
import { asCode, quoted } from "./why.ts";

/** What is known: the subjects, the record as it was, and each property that differs. */
export const evidence: Section = ({ change, record, asOf }) => {
  const subjects = [...new Set(change.because.map(({ subject }) => subject))];
  const differences = change.because.flatMap((finding) =>
    finding.differences.map(({ property, declared, observed }) => `| ${quoted(property)} | ${quoted(declared)} | ${quoted(observed)} |`),
  );
  return [
    "### Evidence",
    ...subjects.map((subject) => `- ${asCode(subject)}`),
    ...change.because.flatMap(who),
    ...change.because.flatMap(({ use }) => (use === undefined ? [] : [`- ${quoted(use)}`])),
    ...(record
      ? [`- owner ${record.fields.owner}, ${quoted(record.fields.purpose)}; ${describeEndOf(record.kind, record.fields.expires, asOf)}`]
      : []),
    ...(differences.length > 0 ? ["", "| property | declared | in AWS |", "| --- | --- | --- |", ...differences] : []),
    ...change.notes.map((note) => `- ${quoted(note)}`),
  ].join("\n");
};

/** Who did it, where somebody asked: what AWS calls them is foreign text. */
function who({ check, attribution }: Finding): readonly string[] {
  if (attribution === undefined) return [];
  if (!attribution.known) return [`- \`${check}\`: by whom is unknown: ${quoted(attribution.because)}`];
  return [`- \`${check}\`: by ${asCode(attribution.by)} at ${attribution.at} (${quoted(attribution.event)})`];
}
