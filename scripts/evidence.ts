import { folder } from "../stacks/files/tree.ts";
import { main, type Outcome } from "./command/command.ts";
import { type Asked, EVIDENCE_OPTIONS } from "./command/evidence/asked.ts";
import { controls } from "./command/evidence/controls.ts";
import { exportEvidence } from "./command/evidence/export.ts";
import { period } from "./command/evidence/period.ts";
import { show } from "./command/evidence/show.ts";
import { verify } from "./command/evidence/verify.ts";
import { oneOf } from "./command/named.ts";
import { UsageError } from "./command/options.ts";
import { readRecords } from "./command/records.ts";

/** What each verb does, and the word that it takes after its own, if any. */
const VERBS: Readonly<Record<string, { run(asked: Asked): Promise<Outcome> | Outcome; word?: string; optional?: boolean }>> = {
  verify: { run: verify },
  show: { run: show, word: "a record, an ARN or person/<id>" },
  period: { run: period },
  controls: { run: controls, word: "a control", optional: true },
  export: { run: exportEvidence },
};

/** `npm run evidence`: what the ledger proves. Needs git and the files, nothing outside; AWS only for `verify --anchors` with a bucket: s3:ListBucketVersions. */
await main({
  name: "evidence",
  summary: "Answers auditors from the ledger: whether it is whole, the life of one identity, a period, controls, exports.",
  details: [
    "verify              finds the first entry that was altered, lost or moved; with --anchors also what was cut off or written anew",
    "show <identity>     the whole life of a record, an ARN or person/<id>: asked for, approved, issued, changed, removed, and what is not on record",
    "period              population of changes, exclusions, a sample that can be drawn again, and declared + unmanaged + AWS's own = live",
    "controls [control]  what proves each control, and its last result; older references such as PR.AC-4 or NHI-03 are understood",
    "export              the entries as canonical JSON, CSV, OCSF events (2003, 2008) or OSCAL assessment results",
  ].join("\n"),
  operands: { usage: "<verify|show|period|controls|export> [identity|control]", least: 1, most: 2 },
  options: EVIDENCE_OPTIONS,
  reads: {
    "AWS_*": "with --anchors and a bucket: credentials that may list its versions",
    "GITHUB_REPOSITORY, GITHUB_SERVER_URL": "show: where links to pull requests and commits lead; nothing is asked of GitHub",
  },
  exits: {
    clean: "the ledger is whole, or the answer is there",
    error: "something could not be read; show, period, controls and export answer from no broken ledger",
    findings: "verify: not whole; period: there are gaps; controls: something fails",
    incomplete: "controls: something has no result",
  },
  examples: [
    "npm run evidence -- verify --anchors",
    "npm run evidence -- show service-accounts/billing-exporter",
    "npm run evidence -- period --from 2026-07-01 --to 2026-10-01 --sample 25 --seed 2026-Q3",
    "npm run evidence -- controls PR.AC-4",
    "npm run evidence -- export --format oscal --from 2026-07-01 --to 2026-10-01 --out results.json",
  ],
  run({ options, operands, environment, log }): Promise<Outcome> | Outcome {
    const [verb = "", ...words] = operands;
    const { run, word, optional } = VERBS[oneOf("evidence", verb, Object.keys(VERBS))!]!;
    if (word === undefined && words.length > 0) throw new UsageError(`evidence ${verb}: expected no more words, got "${words[0]}"`);
    if (word !== undefined && !optional && words.length === 0) throw new UsageError(`evidence ${verb}: expected ${word}, got nothing`);
    const root = options.root ?? "stacks";
    return run({ words, options, root, settings: () => readRecords(folder(root)).settings, environment, log });
  },
});
