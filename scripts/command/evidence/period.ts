import { folder } from "../../../stacks/files/tree.ts";
import { periodOf } from "../../report/period.ts";
import { periodJson, periodText } from "../../report/period-text.ts";
import type { Outcome } from "../command.ts";
import { UsageError } from "../options.ts";
import { readRecords } from "../records.ts";
import type { Asked } from "./asked.ts";
import { askedPeriod, readEvidence, within } from "./read.ts";

/** `evidence period`: population, exclusions, a sample that can be drawn again, and tie-out of a period. Gaps are findings. */
export function period(asked: Asked): Outcome {
  const { options, root } = asked;
  const { from, to } = askedPeriod(options);
  if (from === undefined || to === undefined)
    throw new UsageError("period: expected --from and --to, such as --from 2026-07-01 --to 2026-10-01");
  const { ledger, deployed, drift } = within(readEvidence(asked), from, to);
  const accounts = [...readRecords(folder(root)).accounts.keys()];
  const made = periodOf({ from, to, deployed, drift, accounts, draw: drawOf(options) });
  const output = options.json ? JSON.stringify(periodJson(ledger, made), null, 2) : periodText(ledger, made);
  return { result: made.gaps.length > 0 ? "findings" : "clean", output };
}

/** @throws UsageError when there is a size without a seed: a draw that nobody can repeat proves nothing */
function drawOf({ sample, seed }: Asked["options"]): { size: number; seed: string } | undefined {
  if (sample === undefined && seed === undefined) return undefined;
  if (sample === undefined || !/^[1-9]\d{0,5}$/.test(sample))
    throw new UsageError(`--sample: expected a number of lines, got ${sample ?? "nothing"}`);
  if (seed === undefined || seed === "") throw new UsageError("--seed: expected a text that the auditor chose, got nothing");
  return { size: Number(sample), seed };
}
