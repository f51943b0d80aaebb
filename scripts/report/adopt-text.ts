import { describeEnd, type Instant } from "../../stacks/model/instant.ts";
import type { Denial } from "../decide/adoption/effects.ts";
import type { AdoptResult } from "./adopt-json.ts";

/** So many lines of a kind are shown; `--json` has them all. */
const SHOWN = 20;

/** What taking an account over comes to, for a terminal: the counts, what people have to confirm, what is left out and why, what AWS will do. */
export function adoptText(result: AdoptResult, asOf: Instant): string {
  const { adoption, preview, denials, collisions, readers, violations, outcome } = result;
  const { adopted, refused, outOfScope, along } = adoption;
  const byKind = [...Map.groupBy(adopted, ({ record }) => record.kind)].map(([kind, all]) => `${all.length} ${kind}`);
  const guesses = adopted.flatMap(({ record, kind, owner }) =>
    [
      ...(kind.guess ? [`${record.ref}: ${kind.value}, since ${kind.because}`] : []),
      ...(owner.guess ? [`${record.ref}: ${owner.value}, since ${owner.because}`] : []),
    ].sort(),
  );
  return [
    `${result.stack} as of ${asOf}: ${adopted.length} to adopt${byKind.length > 0 ? ` (${byKind.join(", ")})` : ""}, ${adoption.known} declared already, ${adoption.later} left for other waves`,
    ...section(`${along.size} of them are named by others of this wave and come along`, [...along].sort()),
    ...section(`${guesses.length} guesses to confirm, marked in the files with "# guess:"`, guesses),
    ...section(
      `${refused.length} that cannot be adopted`,
      refused.map(({ entity, because }) => `${entity}: ${because}`),
    ),
    ...section(
      `${outOfScope.length} out of scope`,
      outOfScope.map(({ what, because }) => `${what}: ${because}`),
    ),
    ...section(
      `${collisions.length} tags whose keys are ours`,
      collisions.map(
        ({ entity, key, value, ours, replaced }) =>
          `${entity}: ${key}=${value} ${replaced ? `is replaced by our ${ours}` : `stays beside our ${ours}`}`,
      ),
    ),
    ...section(
      `${readers.length} policies that decide by tags of ours`,
      readers.map(({ entity, document, reads }) => `${entity}: its ${document} reads ${reads}`),
    ),
    ...(adopted.length > 0
      ? [
          [
            "the deployment will import them as they are and change nothing but:",
            `  boundaries of ${preview.bounded} users and roles, tags of ${preview.tagged}; ${preview.untouched} groups not at all`,
            ...preview.boundaries.map(({ name, identities }) => `  new boundary ${name}, of ${identities}`),
            "  (attachments and memberships count as created in the preview: AWS has them, and attaching once more changes nothing)",
          ].join("\n"),
        ]
      : []),
    ...section(
      `${denials.length} that will be denied something`,
      denials.map((denial) => denialText(denial, asOf)),
    ),
    ...section(
      `${violations.length} rules that they break; what AWS had before counts as standing, and drift goes on saying it`,
      violations,
    ),
    ...outcome,
  ].join("\n");
}

function section(title: string, lines: readonly string[]): readonly string[] {
  if (lines.length === 0) return [];
  const more = lines.length > SHOWN ? [`  and ${lines.length - SHOWN} more (--json has all)`] : [];
  return [[`${title}:`, ...lines.slice(0, SHOWN).map((line) => `  ${line}`), ...more].join("\n")];
}

function denialText({ record, actions, from, because }: Denial, asOf: Instant): string {
  if (actions === "everything") return `${record}: everything ${from === null ? "from the deployment on" : `from ${from} on`}: ${because}`;
  const shown = actions.slice(0, 3).join(", ");
  return `${record}: ${shown}${actions.length > 3 ? ` and ${actions.length - 3} more` : ""}: ${because}${from === null ? "" : `, ${describeEnd(from, asOf)}`}`;
}
