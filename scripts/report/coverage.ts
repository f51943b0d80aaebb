import type { ControlRef } from "../../policies/controls/references.ts";
import { lastResults, type ProofOutcome, type ProofResult, worstOutcome } from "./proof-results.ts";
import { columns } from "./record-rows.ts";

/** One rule or check behind a control: its last outcome over all stacks, when the oldest of these was, and in which entries they stand; `never` where no entry has one. */
export type Proof = { name: string; outcome: ProofOutcome | "never"; since: string | null; entries: readonly number[] };

/** How a control stands: `failing` and `unknown` are the worst of its proofs, `unproven` has none at all. `gap` is what nothing proves of it. */
export type ControlCoverage = {
  framework: string;
  version: string;
  id: string;
  title: string;
  status: "proven" | "failing" | "unknown" | "unproven";
  proofs: readonly Proof[];
  gap: string | null;
};

/** Controls with the last result of everything that proves them. Pure. */
export function coverageOf(controls: readonly ControlRef[], results: readonly ProofResult[]): readonly ControlCoverage[] {
  const last = lastResults(results);
  return controls.map(({ framework, control }) => {
    const proofs = control.provenBy.map((name) => proofOf(name, last.get(name) ?? []));
    return {
      framework: framework.name,
      version: framework.version,
      id: control.id,
      title: control.title,
      status: statusOf(proofs),
      proofs,
      gap: control.gap ?? null,
    };
  });
}

function proofOf(name: string, results: readonly ProofResult[]): Proof {
  const outcome = worstOutcome(results.map((result) => result.outcome)) ?? "never";
  const since = results.map(({ at }) => at).sort()[0] ?? null;
  return { name, outcome, since, entries: [...new Set(results.map(({ entry }) => entry))].sort((a, b) => a - b) };
}

function statusOf(proofs: readonly Proof[]): ControlCoverage["status"] {
  if (proofs.length === 0) return "unproven";
  if (proofs.some(({ outcome }) => outcome === "fail")) return "failing";
  return proofs.some(({ outcome }) => outcome === "never" || outcome === "unknown") ? "unknown" : "proven";
}

/** The coverage as `tenure/evidence-controls/1`. */
export function coverageJson(ledger: string, controls: readonly ControlCoverage[]) {
  return { schema: "tenure/evidence-controls/1" as const, ledger, controls };
}

/** The coverage for a terminal: each control with what proves it, then what its gaps are. */
export function coverageText(ledger: string, controls: readonly ControlCoverage[]): string {
  const names = [...new Set(controls.map(({ framework, version }) => `${framework} ${version}`))];
  const sections = names.map((name) => {
    const own = controls.filter(({ framework, version }) => `${framework} ${version}` === name);
    return [name, ...own.flatMap(controlLines)].join("\n");
  });
  const count = (status: ControlCoverage["status"]) => controls.filter((control) => control.status === status).length;
  const summary = `${controls.length} controls by ${ledger}: ${count("proven")} proven, ${count("failing")} failing, ${count("unknown")} unknown, ${count("unproven")} without any proof`;
  return [...sections, summary].join("\n\n");
}

function controlLines({ id, title, status, proofs, gap }: ControlCoverage): readonly string[] {
  const rows = proofs.map(({ name, outcome, since, entries }) => [
    name,
    outcome,
    since === null ? "no result in the ledger" : `since ${since}`,
    entries.length === 0 ? "" : `entry ${entries.slice(0, 3).join(", ")}${entries.length > 3 ? ", …" : ""}`,
  ]);
  return [
    `  ${status.padEnd(8)}  ${id}  ${title}`,
    ...(rows.length > 0 ? columns(rows).map((line) => `              ${line}`) : []),
    ...(gap === null ? [] : [`              gap: ${gap}`]),
  ];
}
