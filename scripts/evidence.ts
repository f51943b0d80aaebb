import { folder } from "../stacks/files/tree.ts";
import { main, type Outcome } from "./command/command.ts";
import { type Asked, EVIDENCE_OPTIONS } from "./command/evidence/asked.ts";
import { period } from "./command/evidence/period.ts";
import { show } from "./command/evidence/show.ts";
import { verify } from "./command/evidence/verify.ts";
import { oneOf } from "./command/named.ts";
import { UsageError } from "./command/options.ts";
import { readRecords } from "./command/records.ts";

/** What each verb does, and how many words it takes after its own. */
const VERBS: Readonly<Record<string, { run(asked: Asked): Promise<Outcome> | Outcome; least: number; most: number }>> = {
  verify: { run: verify, least: 0, most: 0 },
  show: { run: show, least: 1, most: 1 },
  period: { run: period, least: 0, most: 0 },
};

/** `npm run evidence`: what the ledger proves. Needs git and the files, nothing outside; AWS only for `verify --anchors` with a bucket: s3:ListBucketVersions. */
await main({
  name: "evidence",
  summary: "Answers auditors from the ledger: whether it is whole.",
  details: "verify finds the first entry that was altered, lost or moved.",
  operands: { usage: "<verify>", least: 1, most: 2 },
  options: EVIDENCE_OPTIONS,
  reads: {
    "AWS_*": "with --anchors and a bucket: credentials that may list it",
  },
  exits: {
    clean: "the ledger is whole",
    error: "something could not be read",
    findings: "verify: the ledger is not whole, or a published head is missing",
  },
  examples: ["npm run evidence -- verify", "npm run evidence -- verify --anchors"],
  run({ options, operands, environment, log }): Promise<Outcome> | Outcome {
    const [verb = "", ...words] = operands;
    const { run, least, most } = VERBS[oneOf("evidence", verb, Object.keys(VERBS))!]!;
    if (words.length < least || words.length > most)
      throw new UsageError(
        `evidence ${verb}: expected ${least === most ? least : `${least} to ${most}`} words, got ${words.length} (--help explains)`,
      );
    const root = options.root ?? "stacks";
    return run({ words, options, root, settings: () => readRecords(folder(root)).settings, environment, log });
  },
});
