import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { digestOfSubject } from "../../scripts/command/drift-evidence.ts";
import { CHECK_NAMES } from "../../scripts/compare/checks.ts";
import { printEntry } from "../../scripts/ledger/chain.ts";
import { type Entry, type EntryType, type Facts, fileOf, nextEntry } from "../../scripts/ledger/entry.ts";
import type { Instant } from "../../stacks/model/instant.ts";
import { changeFacts, deployedFacts, driftFacts } from "../support/entries.ts";
import { type Repository, smallRepository } from "../support/git.ts";
import { PROD, SMALL } from "../support/small-organisation.ts";
import { REPOSITORY } from "../support/sources.ts";

const EXPORTER = "prod/service-accounts/exporter";
const PATH = "stacks/accounts/prod/service-accounts/exporter.yaml";
const STRANGE = `arn:aws:iam::${PROD}:user/by-hand`;

/** A clone as an auditor has it: the records with their history, and the ledger on a branch of its own. */
function clone(): Repository {
  const repository = smallRepository();
  const first = repository.git("rev-parse", "HEAD");
  const second = repository.commit({ [PATH]: SMALL["accounts/prod/service-accounts/exporter.yaml"]!.replace("2027-03-31", "2027-04-30") });
  const files = new Map<string, string>();
  let last: Entry | undefined;
  const add = <T extends EntryType>(type: T, at: string, facts: Facts<T>) => {
    last = nextEntry(last, type, at as Instant, facts);
    files.set(fileOf(at as Instant), `${files.get(fileOf(at as Instant)) ?? ""}${printEntry(last)}`);
  };
  const touched = (operations: Facts<"deployed">["operations"]) => [{ record: EXPORTER, operations, observed: "c".repeat(64) }];
  const found = { id: "0123456789abcdef", check: "unmanaged", record: null, subject: digestOfSubject(STRANGE), severity: "high" as const };
  add("deployed", "2026-10-01T06:00:00Z", deployedFacts({ commit: first, baseline: true, touched: touched({ create: 3 }) }));
  const changes = [changeFacts({ commit: second, pull: 7, records: [EXPORTER] })];
  add(
    "deployed",
    "2026-11-02T06:00:00Z",
    deployedFacts({ commit: second, approvals: "verified", changes, touched: touched({ update: 1 }) }),
  );
  add("drift", "2026-11-03T06:00:00Z", driftFacts({ checks: [...CHECK_NAMES], findings: [found] }));
  repository.git("checkout", "--quiet", "--orphan", "evidence");
  repository.git("rm", "-r", "--quiet", "--force", ".");
  repository.commit(Object.fromEntries(files));
  repository.git("checkout", "--quiet", "main");
  return repository;
}

describe("npm run evidence, on a clone and nothing else", () => {
  let folder: string;
  let git: Repository["git"];
  let evidence: (...words: string[]) => { status: number | null; stdout: string; stderr: string };
  beforeAll(() => {
    // The repository goes with the test that made it, so each of these is one test with several questions.
    evidence = (...words) => {
      const { AWS_ENDPOINT_URL: _, GITHUB_REPOSITORY: __, ...environment } = process.env;
      const { status, stdout, stderr } = spawnSync(process.execPath, [join(REPOSITORY, "scripts", "evidence.ts"), ...words], {
        cwd: folder,
        encoding: "utf8",
        env: environment,
      });
      return { status, stdout, stderr };
    };
  });

  it("tells lives by record, path, ARN and person, and knows what it does not know", () => {
    ({ folder, git } = clone());
    const { status, stdout } = evidence("show", "service-accounts/exporter", "--json");
    const { lives } = JSON.parse(stdout) as {
      lives: { record: string; steps: { step: string; pull: number | null; approvedBy: string[] }[]; gaps: object[] }[];
    };
    expect([status, lives.map(({ record }) => record)]).toEqual([0, [EXPORTER]]);
    expect(lives[0]!.steps.map(({ step, pull }) => [step, pull]).sort()).toEqual([
      ["changed", 7],
      ["declared", null],
      ["issued", null],
      ["updated", null],
    ]);
    for (const word of [EXPORTER, PATH, `arn:aws:iam::${PROD}:user/exporter`])
      expect(evidence("show", word, "--json").stdout.replace(word, "service-accounts/exporter")).toBe(stdout);
    expect(evidence("show", STRANGE).stdout).toContain("found            unmanaged (0123456789abcdef); entry 3");
    const person = evidence("show", "person/w2");
    expect(person.stdout.split("\n\n").map((life) => life.split("\n")[0])).toEqual(["directory/people/w2", "prod/roles/support"]);
    expect(evidence("show", "service-accounts/nobody")).toMatchObject({
      status: 1,
      stderr: expect.stringContaining("no record of that name was ever on this branch"),
    });
    expect(evidence("show", "team/payments").status).toBe(1);
    expect(evidence("show").stderr).toContain("expected a record, an ARN or person/<id>, got nothing");
  });

  it("answers for a period and for controls, with the exit codes of what it finds", () => {
    ({ folder, git } = clone());
    const words = ["period", "--from", "2026-11-01", "--to", "2026-12-01", "--sample", "1", "--seed", "x", "--json"];
    const { status, stdout } = evidence(...words);
    const { population, sample, gaps, ledger } = JSON.parse(stdout);
    expect([status, population.length, sample.lines[0].id, gaps]).toEqual([0, 1, `2/${EXPORTER}`, []]);
    expect(ledger).toMatch(/^evidence at [0-9a-f]{10}$/);
    expect(evidence(...words).stdout).toBe(stdout);
    expect(evidence("period", "--from", "2026-10-01", "--to", "2026-11-01").status).toBe(2);
    for (const wrong of [
      ["--from", "2026-11-01"],
      ["--from", "2026-11-01", "--to", "2026-10-01"],
      ["--from", "2026-11-01", "--to", "2026-12-01", "--sample", "3"],
    ])
      expect(evidence("period", ...wrong)).toMatchObject({ status: 1, stdout: "" });
    expect(JSON.parse(evidence("controls", "PR.AC-4", "--json").stdout).controls.map(({ id }: { id: string }) => id)).toEqual(["PR.AA-05"]);
    expect(evidence("controls").status).toBe(3);
    expect(evidence("controls", "PR.AC-2")).toMatchObject({ status: 1, stderr: expect.stringContaining("out of scope") });
  });

  it("exports the same bytes twice, in every format, and nothing from a ledger that somebody altered", () => {
    ({ folder, git } = clone());
    for (const format of ["json", "csv", "ocsf", "oscal"]) {
      const once = evidence("export", "--format", format);
      expect([format, once.status, once.stderr]).toEqual([format, 0, ""]);
      expect(evidence("export", "--format", format, "--out", "x").status).toBe(0);
      expect(readFileSync(join(folder, "x"), "utf8")).toBe(once.stdout);
    }
    expect(evidence("export").status).toBe(1);
    expect(evidence("export", "--format", "ocfs").stderr).toContain('did you mean "ocsf"?');
    mkdirSync(join(folder, "altered"));
    writeFileSync(join(folder, "altered", "2026-11.jsonl"), git("show", "evidence:2026-11.jsonl"));
    for (const words of [["export", "--format", "json"], ["show", "service-accounts/exporter"], ["controls"]])
      expect(evidence(...words, "--ledger", "altered")).toMatchObject({
        status: 1,
        stdout: "",
        stderr: expect.stringMatching(/^error: the ledger is broken at 2026-11.jsonl:1: /),
      });
  });
});
