import type { Settings } from "../../../stacks/model/settings.ts";
import type { Environment } from "../environment.ts";
import type { Log } from "../log.ts";
import { COMMON, type Options, type Values } from "../options.ts";

/** The options of `npm run evidence`; each verb says in the help which of them it reads. */
export const EVIDENCE_OPTIONS = {
  anchors: { help: "verify: also hold the ledger against every head that was published (settings.yaml, anchor)" },
  from: { value: "<instant>", help: "period, controls, export: only what was written from then on" },
  to: { value: "<instant>", help: "period, controls, export: only what was written before then" },
  sample: { value: "<count>", help: "period: draw so many lines of the population" },
  seed: { value: "<text>", help: "period: what the draw depends on; the same text draws the same lines anywhere" },
  format: { value: "<format>", help: "export: json, csv, ocsf or oscal" },
  out: { value: "<file>", help: "export: write a file instead of stdout" },
  ledger: { value: "<dir>", help: "read the ledger from this folder" },
  ref: { value: "<ref>", help: "read the ledger from this branch or commit (default: evidence of origin, else of this clone)" },
  root: COMMON.root,
  json: COMMON.json,
} as const satisfies Options;

/** What a verb of `npm run evidence` gets: its words, the folder of the records, and the settings, read only when they are needed. */
export type Asked = {
  words: readonly string[];
  options: Values<typeof EVIDENCE_OPTIONS>;
  root: string;
  settings(): Settings;
  environment: Environment;
  log: Log;
};
