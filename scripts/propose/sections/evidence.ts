import { describeEndOf } from "../../../stacks/kinds/kinds.ts";
import type { Declared, DeclaredRecord } from "../../../stacks/model/declared.ts";
import type { Finding } from "../../compare/finding.ts";
import { type Change, isOfPerson } from "../../decide/change.ts";
import type { Section } from "../context.ts";
import { asCode, quoted } from "./why.ts";

/** What is known: the subjects, the record as it was, and each property that differs. */
export const evidence: Section = ({ change, record, declared, asOf }) => {
  const subjects = [...new Set(change.because.map(({ subject }) => subject))];
  const differences = change.because.flatMap((finding) =>
    finding.differences.map(({ property, declared, observed }) => `| ${quoted(property)} | ${quoted(declared)} | ${quoted(observed)} |`),
  );
  return [
    "### Evidence",
    ...subjects.map((subject) => `- ${asCode(subject)}`),
    ...change.because.flatMap(who),
    ...change.because.flatMap(({ use }) => (use === undefined ? [] : [`- ${quoted(use)}`])),
    ...recordsOf(change, record, declared).map(
      ({ which, kind, fields }) =>
        `- ${which}owner ${fields.owner}, ${quoted(fields.purpose)}; ${describeEndOf(kind, fields.expires, asOf)}`,
    ),
    ...(differences.length > 0
      ? ["", `| property | declared | ${isOfPerson(change) ? "by the feed" : "in AWS"} |`, "| --- | --- | --- |", ...differences]
      : []),
    ...change.notes.map((note) => `- ${quoted(note)}`),
  ].join("\n");
};

/** The record as it is on base; of a leaver each of theirs, by its name. */
function recordsOf(change: Change, record: DeclaredRecord | undefined, { accounts }: Declared) {
  if (!change.leaver) return record ? [{ which: "", ...record }] : [];
  return change.leaver.parts.flatMap(({ stack, record: ref }) => {
    const found = accounts.get(stack)?.records.get(ref);
    return found ? [{ which: `${asCode(`${stack}/${ref}`)}: `, ...found }] : [];
  });
}

/** Who did it, where somebody asked: what AWS calls them is foreign text. */
function who({ check, attribution }: Finding): readonly string[] {
  if (attribution === undefined) return [];
  if (!attribution.known) return [`- \`${check}\`: by whom is unknown: ${quoted(attribution.because)}`];
  return [`- \`${check}\`: by ${asCode(attribution.by)} at ${attribution.at} (${quoted(attribution.event)})`];
}
