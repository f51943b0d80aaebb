import type { Bench, Measurement } from "./bench.ts";
import { measure } from "./measure.ts";
import { mixedOrganisation, writeOrganisation } from "./organisation.ts";

/** How fast an organisation is read: a process of its own, which reads it once. The bare files are what it cannot be faster than. */
export const read: Bench = {
  title: "reading records, directory and settings of a folder",
  sizes: [1_000, 10_000],
  async run(size, folder): Promise<readonly Measurement[]> {
    writeOrganisation(mixedOrganisation(size, "000000000000"), folder);
    await measure(READING, [folder], {}); // what the operating system and Node keep is kept now
    const run = await measure(READING, [folder], {});
    const { files, records, filesSeconds, seconds } = JSON.parse(run.stdout) as Record<string, number>;
    return [
      {
        what: `${size} records`,
        seconds: seconds!,
        peakMb: run.peakMb,
        ratio: { to: "the bare files", value: seconds! / filesSeconds! },
        counts: { records: records!, files: files! },
        ...(size === 10_000 ? { goal: "under 2 s and 500 MB" } : {}),
      },
    ];
  },
};

const READING = "scripts/command/bench/children/reading.ts";
