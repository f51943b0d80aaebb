import { createHash } from "node:crypto";
import { accountOfStackName } from "../../stacks/model/slice.ts";
import type { TieOut } from "../compare/tie-out.ts";
import type { Entry } from "../ledger/entry.ts";

/**
 * One line of the population: what one deployment did to one record. `id` is `<entry number>/<record>` and never changes;
 * `pulls` are the pull requests of that deployment which are about the record, with everybody who asked for and approved them.
 */
export type PopulationLine = {
  id: string;
  at: string;
  entry: number;
  record: string;
  did: "issued" | "changed" | "removed";
  pulls: readonly number[];
  requestedBy: readonly string[];
  approvedBy: readonly string[];
  approvals: "verified" | "unverified";
  readBack: string;
  observed: string;
};

/** What is not in the population, how often and why. */
export type Exclusion = { because: string; count: number; entries: readonly number[] };

/** How often an account was compared with AWS, and the last time that everything in it was counted. */
export type Watch = {
  stack: string;
  runs: number;
  incomplete: number;
  longestGapHours: number | null;
  tieOut: { at: string; entry: number; lines: readonly TieOut[] } | null;
};

/** A draw that anybody can repeat: lines sorted by the SHA-256 of `<seed>\n<id>`, and the first of them taken. */
export type Sample = { seed: string; size: number; lines: readonly (PopulationLine & { draw: string })[] };

/** Everything that an auditor needs to test a period. */
export type Period = {
  from: string;
  to: string;
  population: readonly PopulationLine[];
  exclusions: readonly Exclusion[];
  sample: Sample | null;
  watch: readonly Watch[];
  gaps: readonly string[];
};

/** What a period is made of: entries written in it. `accounts` are those that should have been watched. */
export type PeriodSources = {
  from: string;
  to: string;
  deployed: readonly Entry<"deployed">[];
  drift: readonly Entry<"drift">[];
  accounts: readonly string[];
  draw: { size: number; seed: string } | undefined;
};

/** Population, exclusions, sample and tie-out of a period. Pure: the same entries and seed give the same lines. */
export function periodOf({ from, to, deployed, drift, accounts, draw }: PeriodSources): Period {
  const population = deployed.flatMap(linesOf);
  const watch = [...new Set([...accounts, ...drift.map(({ facts }) => facts.stack)])]
    .sort()
    .map((stack) => watchOf(stack, drift, from, to));
  return {
    ...{ from, to, population, watch },
    exclusions: exclusionsOf(deployed),
    sample: draw ? { ...draw, lines: drawn(population, draw) } : null,
    gaps: gapsOf(population, watch),
  };
}

/** What a failed deployment did is done all the same: it stays in the population. */
function linesOf({ facts, number, at }: Entry<"deployed">): readonly PopulationLine[] {
  const counted = (facts.touched ?? []).filter(({ record }) => isOfRecord(record));
  return counted.map(({ record, operations, observed }) => {
    const changes = (facts.changes ?? []).filter(({ records }) => records.includes(record));
    const people = (name: "requestedBy" | "approvedBy") => [...new Set(changes.flatMap((change) => change[name]))].sort();
    return {
      ...{ id: `${number}/${record}`, at, entry: number, record, did: didOf(operations) },
      pulls: changes.map(({ pull }) => pull).sort((a, b) => a - b),
      requestedBy: people("requestedBy"),
      approvedBy: people("approvedBy"),
      approvals: facts.approvals,
      readBack: facts.readBack.result,
      observed,
    };
  });
}

function didOf({
  create = 0,
  import: imported = 0,
  delete: deleted = 0,
  update = 0,
  replace = 0,
}: Entry<"deployed">["facts"]["operations"]): PopulationLine["did"] {
  if (deleted > 0 && create + imported + update + replace === 0) return "removed";
  return create + imported > 0 && deleted + update + replace === 0 ? "issued" : "changed";
}

/** Boundary policies follow from the ends of records: they are nobody's access by themselves. */
function isOfRecord(record: string): boolean {
  return record.split("/")[1] !== "tenure";
}

function exclusionsOf(deployed: readonly Entry<"deployed">[]): readonly Exclusion[] {
  const reasons: readonly (readonly [string, (entry: Entry<"deployed">) => number])[] = [
    [
      "boundary policies, which follow from the ends of records",
      ({ facts }) => (facts.touched ?? []).filter(({ record }) => !isOfRecord(record)).length,
    ],
    ["deployments of an older version of entries, which does not say what was touched", ({ facts }) => (facts.touched === null ? 1 : 0)],
    ["deployments that touched nothing", ({ facts }) => (facts.touched?.length === 0 ? 1 : 0)],
  ];
  return reasons.flatMap(([because, count]) => {
    const own = deployed.filter((entry) => count(entry) > 0);
    return own.length === 0
      ? []
      : [{ because, count: own.reduce((sum, entry) => sum + count(entry), 0), entries: own.map(({ number }) => number) }];
  });
}

/** The draw: `printf '%s\n%s' "$seed" "$id" | sha256sum` for each line, sorted; the first `size` of them. */
function drawn(population: readonly PopulationLine[], { size, seed }: { size: number; seed: string }): Sample["lines"] {
  return population
    .map((line) => ({ ...line, draw: createHash("sha256").update(`${seed}\n${line.id}`).digest("hex") }))
    .sort((a, b) => (a.draw < b.draw ? -1 : 1))
    .slice(0, size);
}

const HOUR_MS = 3_600_000;

function watchOf(stack: string, drift: readonly Entry<"drift">[], from: string, to: string): Watch {
  const own = drift.filter(({ facts }) => accountOfStackName(facts.stack) === stack);
  const moments = [from, ...own.map(({ at }) => at), to].map((at) => Date.parse(at));
  const gaps = moments.slice(1).map((moment, index) => moment - moments[index]!);
  const counted = own.findLast(({ facts }) => facts.tieOut !== null);
  return {
    stack,
    runs: own.length,
    incomplete: own.filter(({ facts }) => facts.status === "incomplete").length,
    longestGapHours: own.length === 0 ? null : Math.floor(Math.max(...gaps) / HOUR_MS),
    tieOut: counted ? { at: counted.at, entry: counted.number, lines: counted.facts.tieOut! } : null,
  };
}

/** What keeps an auditor from relying on the population as it is. */
function gapsOf(population: readonly PopulationLine[], watch: readonly Watch[]): readonly string[] {
  const without = population.filter(({ approvals, approvedBy }) => approvals === "unverified" || approvedBy.length === 0);
  const wrong = population.filter(({ readBack }) => readBack !== "as declared");
  const untied = (lines: readonly TieOut[]) =>
    lines.filter(({ live, declared, unmanaged, platform }) => declared + unmanaged + platform !== live);
  return [
    ...(without.length > 0 ? [`${without.length} of ${population.length} lines have no approval on record`] : []),
    ...(wrong.length > 0 ? [`${wrong.length} of ${population.length} lines were not read back as declared`] : []),
    ...watch.flatMap(({ stack, runs, incomplete, tieOut }) => [
      ...(runs === 0 ? [`${stack} was never compared with AWS in this period`] : []),
      ...(incomplete > 0 ? [`${stack}: ${incomplete} of ${runs} runs were incomplete`] : []),
      ...(runs > 0 && tieOut === null ? [`${stack}: no run counted everything, so nothing ties the records to AWS`] : []),
      ...(tieOut ? untied(tieOut.lines).map(({ type }) => `${stack}: ${type} does not tie out in entry ${tieOut.entry}`) : []),
    ]),
  ];
}
