import { FRAMEWORKS } from "../../../policies/controls/frameworks.ts";
import { type ControlRef, controlsMeant, isKnownOlder } from "../../../policies/controls/references.ts";
import { coverageJson, coverageOf, coverageText } from "../../report/coverage.ts";
import { allResults } from "../../report/proof-results.ts";
import type { Outcome } from "../command.ts";
import type { Result } from "../exit.ts";
import { UsageError } from "../options.ts";
import type { Asked } from "./asked.ts";
import { askedPeriod, readEvidence, within } from "./read.ts";

/** `evidence controls`: each control with what proves it and the last result of that; one reference, today's or older, narrows it. */
export function controls(asked: Asked): Outcome {
  const { words, options } = asked;
  const wanted = wantedBy(words[0]);
  const { from, to } = askedPeriod(options);
  const { ledger, drift, deployed } = within(readEvidence(asked), from, to);
  const coverage = coverageOf(wanted, allResults(drift, deployed));
  const statuses = new Set(coverage.map(({ status }) => status));
  const result: Result = statuses.has("unknown") ? "incomplete" : statuses.has("failing") ? "findings" : "clean";
  return { result, output: options.json ? JSON.stringify(coverageJson(ledger, coverage), null, 2) : coverageText(ledger, coverage) };
}

function wantedBy(word: string | undefined): readonly ControlRef[] {
  if (word === undefined) return FRAMEWORKS.flatMap((framework) => framework.controls.map((control) => ({ framework, control })));
  const meant = controlsMeant(word);
  if (meant.length > 0) return meant;
  if (isKnownOlder(word)) throw new UsageError(`${word}: what it is today is out of scope here (.github/reference/controls.md)`);
  throw new UsageError(
    `${word}: expected a control such as PR.AA-05, PR.AC-4, NHI3:2025, GOVERN 2.1 or AC-2(3); .github/reference/controls.md lists them`,
  );
}
