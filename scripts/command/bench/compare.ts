import type { Bench, Measurement } from "./bench.ts";
import { measure } from "./measure.ts";
import { usersOrganisation, writeOrganisation } from "./organisation.ts";

/** So many proposals are the most that issue and design speak of; a run opens a few of them. */
const PROPOSALS = 1_000;

/**
 * How fast what is declared is compared with what was observed, by all checks, in accounts of 5,000 identities as AWS allows them; and how fast
 * what has ended becomes pull requests. What it cannot be faster than is comparing the texts of the same entities.
 */
export const compare: Bench = {
  title: "comparing declared with observed identities, and planning a pull request for each of up to 1,000 that have ended",
  sizes: [10_000, 100_000, 1_000_000],
  async run(size, folder): Promise<readonly Measurement[]> {
    const run = await measure("scripts/command/bench/children/comparing.ts", [String(size)], {});
    const { seconds, cpuSeconds, plainSeconds, findings, identities } = JSON.parse(run.stdout) as Record<string, number>;
    const compared: Measurement = {
      what: `${size} identities`,
      seconds: seconds!,
      peakMb: run.peakMb,
      ratio: { to: "the texts", value: cpuSeconds! / plainSeconds! },
      counts: { identities: identities!, findings: findings!, "µs of CPU each": Math.round((cpuSeconds! * 1_000_000) / size) },
      ...(size === 1_000_000 ? { goal: "under 10 s and 2 GB" } : {}),
    };
    return [compared, ...(size <= 10_000 ? [await planned(Math.min(size, PROPOSALS), folder)] : [])];
  },
};

async function planned(proposals: number, folder: string): Promise<Measurement> {
  writeOrganisation(usersOrganisation(proposals, "000000000000"), folder);
  const run = await measure("scripts/command/bench/children/planning.ts", [folder], {});
  const { seconds, cpuSeconds, opened } = JSON.parse(run.stdout) as Record<string, number>;
  return {
    what: `${opened} proposals planned`,
    seconds: seconds!,
    peakMb: run.peakMb,
    counts: { proposals: opened!, "µs of CPU each": Math.round((cpuSeconds! * 1_000_000) / opened!) },
    ...(proposals === PROPOSALS ? { goal: "under 2 s" } : {}),
  };
}
