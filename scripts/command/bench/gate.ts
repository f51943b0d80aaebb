import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Bench, Measurement } from "./bench.ts";
import { measure, REPOSITORY } from "./measure.ts";
import { BENCH_AS_OF, changedRecord, type Organisation, usersOrganisation, writeOrganisation } from "./organisation.ts";

/** The size that stands for the sample organisation of this repository. */
const SAMPLE = 0;

/**
 * How long a change of one record waits for its verdict, by the command that people run; and what the pack adds to a preview of all records,
 * against the same preview without one.
 */
export const gate: Bench = {
  title: "the gate on a change of one record (0: of the sample organisation), and a preview with and without the pack",
  sizes: [SAMPLE, 1_000, 5_000],
  async run(size, folder): Promise<readonly Measurement[]> {
    const root = join(folder, "stacks");
    if (size === SAMPLE) sampleWithChange(root);
    else organisationWithChange(usersOrganisation(size, "000000000000"), root);
    const what = size === SAMPLE ? "sample" : `${size} records`;
    return [await verdict(what, root, GOALS[size]), ...(size === 1_000 ? await previews(what, root) : [])];
  },
};

const GOALS: Readonly<Record<number, string>> = { [SAMPLE]: "under 3 s", 5000: "under 20 s and 1 GB" };

async function verdict(what: string, root: string, goal: string | undefined): Promise<Measurement> {
  const gateOnce = () => measure("scripts/gate.ts", ["--root", root, "--as-of", BENCH_AS_OF, "--json"], {});
  const base = await measure("scripts/validate.ts", ["--root", root], {});
  await gateOnce(); // what Node keeps of compiled code is kept now
  const run = await gateOnce();
  const { plan } = JSON.parse(run.stdout).stacks[0];
  return {
    what: `gate, ${what}`,
    seconds: run.seconds,
    peakMb: run.peakMb,
    ratio: { to: "validate", value: run.seconds / base.seconds },
    counts: { same: plan.same, changed: plan.create + plan.update + plan.delete },
    ...(goal === undefined ? {} : { goal }),
  };
}

/** A preview of everything as new: each resource is checked and, with the pack, judged. */
async function previews(what: string, root: string): Promise<readonly Measurement[]> {
  const seconds = async (pack: "with" | "without") => {
    const run = await measure("scripts/command/bench/children/previewing.ts", [root, pack], {});
    return { ...run, ...(JSON.parse(run.stdout) as { seconds: number; operations: number }) };
  };
  await seconds("with");
  const [without, judged] = [await seconds("without"), await seconds("with")];
  return [
    { what: `preview without pack, ${what}`, seconds: without.seconds, peakMb: without.peakMb, counts: { operations: without.operations } },
    {
      what: `preview with pack, ${what}`,
      seconds: judged.seconds,
      peakMb: judged.peakMb,
      ratio: { to: "without", value: judged.seconds / without.seconds },
      counts: { operations: judged.operations },
      goal: "at most 1.10",
    },
  ];
}

function sampleWithChange(root: string): void {
  for (const part of ["settings.yaml", "directory", "accounts"])
    cpSync(join(REPOSITORY, "stacks", part), join(root, part), { recursive: true });
  commit(root);
  const accounts = join(root, "accounts", "prod", "service-accounts");
  writeFileSync(join(accounts, "bench.yaml"), "owner: team/payments\npurpose: Measures how long the gate takes\nexpires: 2027-03-31\n");
}

function organisationWithChange(organisation: Organisation, root: string): void {
  mkdirSync(root, { recursive: true });
  writeOrganisation(organisation, root);
  commit(root);
  writeOrganisation(new Map([changedRecord(organisation)]), root);
}

function commit(root: string): void {
  const git = (...args: string[]) => execFileSync("git", ["-C", root, ...args], { stdio: "ignore" });
  rmSync(join(root, ".git"), { recursive: true, force: true });
  git("init", "--quiet");
  git("add", "--all");
  git("-c", "user.name=bench", "-c", "user.email=bench@localhost", "commit", "--quiet", "--message", "Records");
}
