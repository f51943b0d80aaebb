import { entitiesOf } from "../../stacks/entities.ts";
import type { Declared } from "../../stacks/model/declared.ts";
import { compareText, ProjectError } from "../../stacks/model/errors.ts";
import { type Exception, exceptionFor } from "../../stacks/model/exception.ts";
import type { Instant } from "../../stacks/model/instant.ts";
import type { AllParts, Gap, Observation, Part, Refusal } from "../observe/observation.ts";
import { type Check, type Scope, scopeOf } from "./check.ts";
import { CHECKS } from "./checks.ts";
import { type Extra, NO_EXTRA, OF_EXTRA } from "./extra.ts";
import { entityOfSubject, type Finding, findingOf, SEVERITIES, useInWords } from "./finding.ts";

/** A check that could not be asked, and why. */
export type Unknown = { check: string; gap: Gap };

/** A finding that a documented exception covers: shown, counted, and left alone. */
export type Covered = { finding: Finding; exception: string };

/**
 * What the comparison of one account came to. `findings` are sorted, worst first; nothing that is `unknown` is clean.
 * `settling` is what our own deployment changed minutes ago and AWS does not show yet: shown, and no finding.
 */
export type Comparison = {
  account: string;
  findings: readonly Finding[];
  covered: readonly Covered[];
  unknown: readonly Unknown[];
  settling?: readonly Finding[];
};

/**
 * Compares what is declared with what was observed in one account. Pure: the same records, observation and moment give the same findings.
 * @param extra what the account's own program declares; where that is not known, nothing is called unmanaged
 */
export function compare(declared: Declared, observation: Observation, asOf: Instant, extra: Extra = NO_EXTRA): Comparison {
  const account = declared.accounts.get(observation.account);
  if (!account || account.accountId !== observation.accountId) {
    throw new ProjectError(
      "OBSERVATION_OF_ANOTHER_ACCOUNT",
      `the observation is of ${observation.account} (${observation.accountId}), which no accounts/${observation.account}/account.yaml declares with that id`,
    );
  }
  const entities = entitiesOf(declared, account.name);
  const scope = scopeOf(declared, account, extra.complete ? [...entities, ...extra.entities] : entities);
  const checks = CHECKS.filter(({ name }) => extra.complete || name !== "unmanaged");
  const answers = checks.map((check) => ask(check, scope, observation, asOf));
  const ofExtra = extra.complete ? [] : OF_EXTRA.map((check) => ({ check, gap: extra.gap }));
  const attributed = new Map(observation.attributions?.map((attribution) => [attribution.finding, attribution]));
  const used = new Map(observation.uses?.map((use) => [use.finding, use]));
  const all = answers
    .flatMap((answer) => answer.findings)
    .map((finding): Finding => {
      const [attribution, use] = [attributed.get(finding.id), used.get(finding.id)];
      return { ...finding, ...(attribution === undefined ? {} : { attribution }), ...(use === undefined ? {} : { use: useInWords(use) }) };
    })
    .sort(worstFirst);
  const covered = all.flatMap((finding) => coveredBy(finding, account.exceptions, asOf));
  const gone = new Set(covered.map(({ finding }) => finding.id));
  return {
    account: account.name,
    findings: all.filter(({ id }) => !gone.has(id)),
    covered,
    unknown: eachOnce([...ofExtra, ...answers.flatMap((answer) => answer.unknown)]),
  };
}

/** Asks one check, if all that it needs is there; about single entities that AWS refused to tell of, its answer is `unknown`. */
function ask(
  check: Check,
  scope: Scope,
  { parts }: Observation,
  asOf: Instant,
): { findings: readonly Finding[]; unknown: readonly Unknown[] } {
  const values: Partial<Record<keyof AllParts, unknown>> = {};
  const refusals: Refusal[] = [];
  for (const need of check.needs) {
    const part: Part<unknown> | undefined = parts[need];
    // Nothing asks for it: that is another thing than a source that did not answer, which is a gap in its place.
    if (part === undefined) return { findings: [], unknown: [] };
    if (!part.complete) return { findings: [], unknown: [{ check: check.name, gap: part.gap }] };
    values[need] = part.value;
    refusals.push(...(part.except ?? []));
  }
  // Of these the check has seen only what was not refused: whatever it says of them is no finding.
  const unseen = new Set<string>(refusals.map(({ subject }) => subject));
  return {
    findings: check
      .detect(scope, values as AllParts, asOf)
      .filter(({ subject }) => !unseen.has(subject) && !unseen.has(entityOfSubject(subject)))
      .map((draft) => findingOf(scope.account.name, draft)),
    unknown: refusals.map((gap) => ({ check: check.name, gap })),
  };
}

/** A check that stands in the table several times is still one check, and one gap is one reason. */
function eachOnce(unknown: readonly Unknown[]): readonly Unknown[] {
  return [...new Map(unknown.map((each) => [JSON.stringify(each), each])).values()];
}

function coveredBy(finding: Finding, exceptions: readonly Exception[], asOf: Instant): readonly Covered[] {
  if (finding.record === null) return [];
  const exception = exceptionFor(exceptions, { rule: finding.check, subject: finding.record, facet: finding.facet ?? undefined }, asOf);
  return exception ? [{ finding, exception: exception.id }] : [];
}

function worstFirst(a: Finding, b: Finding): number {
  return (
    SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
    compareText(a.check, b.check) ||
    compareText(a.subject, b.subject) ||
    compareText(a.facet ?? "", b.facet ?? "")
  );
}
