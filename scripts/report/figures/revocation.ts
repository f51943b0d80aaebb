import type { Declared } from "../../../stacks/model/declared.ts";
import { endOfPerson, hasLeft, holdersOf, type Person } from "../../../stacks/model/directory.ts";
import { compareText } from "../../../stacks/model/errors.ts";
import type { Instant } from "../../../stacks/model/instant.ts";
import { parseRecordTag } from "../../../stacks/model/ref.ts";
import type { Entry } from "../../ledger/entry.ts";
import { type Distribution, distributionOf, hoursBetween } from "./distribution.ts";
import type { FindingLife } from "./finding-lives.ts";

/**
 * How long somebody who left still had access. `since` is the end of the last day, or when the finding was first seen where the directory knows
 * no last day (`isLastDay`). `goneAt` needs a proof: a deployment that was read back as declared, or a stop that AWS confirmed; `null` without one.
 * `hours` run to `asOf` while access is not proven to be gone.
 */
export type Leaver = {
  record: string;
  person: string | null;
  since: string;
  isLastDay: boolean;
  goneAt: string | null;
  proof: { entry: number; by: "deployed" | "stopped" } | null;
  hours: number;
};

/** How long findings of one check lasted, from the run that saw them first to the one that did not any more. */
export type Duration = { check: string; open: number; excepted: number; gone: Distribution };

/** Leavers, the longest first, with the distribution of those whose access is gone; and findings by check and all together. */
export type Revocation = { leavers: readonly Leaver[]; leaverHours: Distribution; findings: Distribution; checks: readonly Duration[] };

/** What times are read from. */
export type RevocationSources = {
  declared: Declared;
  lives: readonly FindingLife[];
  deployed: readonly Entry<"deployed">[];
  stopped: readonly Entry<"stopped">[];
  asOf: Instant;
};

/**
 * From the finding to the proof that access is gone. Whose access ended with the last day never had a finding: AWS ended it at that second.
 * What an exception covers was not revoked, and what was there before the first run has no beginning: neither is measured.
 */
export function revocationOf(sources: RevocationSources): Revocation {
  const { lives } = sources;
  const leavers = lives.filter(({ check, excepted }) => check === "leaver" && !excepted).flatMap((life) => leaverOf(life, sources));
  const measured = lives.filter(({ severity, inFirstRun }) => severity !== "informational" && !inFirstRun);
  const hoursOf = (of: readonly FindingLife[]) =>
    distributionOf(of.flatMap(({ firstAt, goneAt, excepted }) => (goneAt === null || excepted ? [] : [hoursBetween(firstAt, goneAt)])));
  const checks = [...Map.groupBy(measured, ({ check }) => check)].sort(([a], [b]) => compareText(a, b));
  return {
    leavers: leavers.sort((a, b) => b.hours - a.hours || compareText(a.record, b.record)),
    leaverHours: distributionOf(leavers.filter(({ goneAt }) => goneAt !== null).map(({ hours }) => hours)),
    findings: hoursOf(measured),
    checks: checks.map(([check, own]) => ({
      check,
      open: own.filter(({ goneAt }) => goneAt === null).length,
      excepted: own.filter(({ excepted }) => excepted).length,
      gone: hoursOf(own),
    })),
  };
}

function leaverOf(life: FindingLife, sources: RevocationSources): readonly Leaver[] {
  const { declared, asOf } = sources;
  const record = life.record ?? life.id;
  const person = personOf(declared, record);
  const proof = proofOf(life, sources);
  // Gone from the findings without anything having been done, and the person is here: the directory was wrong for a while.
  if (life.goneAt !== null && !proof && person && !hasLeft(person, asOf)) return [];
  const end = person ? endOfPerson(person) : null;
  const isLastDay = end !== null && end <= life.firstAt;
  const since = isLastDay ? end : life.firstAt;
  return [
    {
      ...{ record, person: person ? `person/${person.id}` : null, since, isLastDay },
      goneAt: proof?.at ?? null,
      proof: proof ? { entry: proof.entry, by: proof.by } : null,
      hours: hoursBetween(since, proof?.at ?? asOf),
    },
  ];
}

/** Whose access a record is, or was: by the record while there is one, else by its name. */
function personOf(declared: Declared, tag: string): Person | undefined {
  const { account = "", ref = "", name = "" } = parseRecordTag(tag) ?? {};
  const record = declared.accounts.get(account)?.records.get(ref as `${string}/${string}`);
  if (!record) return declared.directory.people.get(name);
  return holdersOf(declared.directory, { name, owner: record.fields.owner }, account)[0];
}

type Proof = { at: string; entry: number; by: "deployed" | "stopped" };

/** The first deployment of the record after the last run that saw it, or an earlier stop of it. Without either nothing proves that AWS lost it. */
function proofOf({ record, firstAt, lastAt, goneAt }: FindingLife, { deployed, stopped }: RevocationSources): Proof | undefined {
  const stop = stopped.find(
    ({ at, facts }) => facts.record === record && facts.verified && at >= firstAt && (goneAt === null || at <= goneAt),
  );
  const deployment = deployed.find(
    ({ at, facts }) =>
      at >= lastAt &&
      facts.result === "succeeded" &&
      facts.readBack.result === "as declared" &&
      facts.touched?.some((one) => one.record === record),
  );
  const proofs: Proof[] = [
    ...(stop ? [{ at: stop.at, entry: stop.number, by: "stopped" as const }] : []),
    ...(deployment && goneAt !== null ? [{ at: deployment.at, entry: deployment.number, by: "deployed" as const }] : []),
  ];
  return proofs.sort((a, b) => compareText(a.at, b.at))[0];
}
