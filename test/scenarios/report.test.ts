import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { printEntry } from "../../scripts/ledger/chain.ts";
import { type Entry, type Facts, nextEntry } from "../../scripts/ledger/entry.ts";
import type { Instant } from "../../stacks/model/instant.ts";
import { changeFacts, deployedFacts, driftFacts } from "../support/entries.ts";
import { runCommand } from "../support/run-command.ts";
import { SMALL } from "../support/small-organisation.ts";
import { REPOSITORY } from "../support/sources.ts";

let folder: string;
const report = (...words: readonly string[]) => runCommand(["report", ...words], {}, folder);
const filesIn = (name: string) =>
  new Map(
    readdirSync(join(folder, name), { recursive: true, encoding: "utf8", withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((path) => [path.slice(join(folder, name).length), readFileSync(path, "utf8")]),
  );

/** Puts the small organisation and a ledger of these entries into the folder: `stacks`, `ledger`. */
function lay(drift: Partial<Facts<"drift">>, exceptions: number): void {
  for (const [path, text] of Object.entries(SMALL)) {
    const file = join(folder, "stacks", path);
    mkdirSync(join(file, ".."), { recursive: true });
    writeFileSync(file, text);
  }
  const changes = Array.from({ length: 50 }, (_, index) =>
    changeFacts({ pull: index + 1, exceptions: index < exceptions ? ["prod/exceptions/two"] : [] }),
  );
  const first: Entry = nextEntry(
    undefined,
    "deployed",
    "2026-11-23T05:00:00Z" as Instant,
    deployedFacts({ approvals: "verified", changes }),
  );
  const second = nextEntry(first, "drift", "2026-11-23T18:00:00Z" as Instant, driftFacts({ status: "clean", findings: [], ...drift }));
  mkdirSync(join(folder, "ledger"));
  writeFileSync(join(folder, "ledger", "2026-11.jsonl"), [first, second].map(printEntry).join(""));
}
const ASKED = ["--ledger", "ledger", "--as-of", "2026-11-24"];

describe("npm run report", () => {
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "tenure-report-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("makes the same demo, byte for byte, whenever and wherever it runs, and says how it went", async () => {
    const demo = (out: string) => report("--demo", "--root", join(REPOSITORY, "stacks"), "--out", out);
    const [one, other] = await Promise.all([demo("one"), demo("other")]);
    expect([one.code, other.code, one.stderr]).toEqual([3, 3, ""]);
    expect(one.stdout).toMatch(/^Report of 2026-11-24T06:00:00Z: incomplete\n\nNot known:\n {2}prod the last run /);
    expect([...filesIn("one").keys()]).toEqual([
      "/index.html",
      "/metrics.json",
      "/metrics.prom",
      "/runs.html",
      "/runs/20261124T060000Z.html",
      "/runs/20261124T060000Z.json",
    ]);
    expect(filesIn("other")).toEqual(filesIn("one"));
  });

  it("is clean, has findings by a passed threshold alone, or is incomplete, and ends with the code of it", async () => {
    lay({}, 5);
    expect(await report(...ASKED, "--json")).toMatchObject({ code: 0, stderr: "" });
    rmSync(join(folder, "ledger"), { recursive: true });
    lay({}, 7);
    const { code, stdout } = await report(...ASKED, "--json");
    const { status, risk, findings } = JSON.parse(stdout);
    expect({ code, status, open: findings.open }).toEqual({ code: 2, status: "findings", open: [] });
    expect(risk[0].says).toBe(
      "Manual exceptions are 14 % of changes (7 of 50 in 90 days), threshold 10 %: the process has become a compliance risk",
    );
    expect(readdirSync(folder).sort()).toEqual(["ledger", "stacks"]);
    rmSync(join(folder, "ledger"), { recursive: true });
    lay({ status: "incomplete", unknown: ["stale"] }, 7);
    expect((await report(...ASKED)).code).toBe(3);
    expect([...filesIn(join(".tenure", "report")).keys()].slice(0, 3)).toEqual(["/index.html", "/metrics.json", "/metrics.prom"]);
  });

  it("takes nothing for an empty ledger, no broken one, and no ledger for a demo", async () => {
    lay({}, 0);
    expect(await report("--ledger", "nowhere")).toMatchObject({ code: 1, stdout: "" });
    expect((await report("--demo", "--ledger", "ledger")).stderr).toBe(
      "error: --demo: makes its own ledger, and takes no --ledger and no --ref\n",
    );
    const file = join(folder, "ledger", "2026-11.jsonl");
    writeFileSync(file, readFileSync(file, "utf8").replace('"clean"', '"findings"'));
    const { code, stderr } = await report(...ASKED);
    expect([code, stderr]).toEqual([1, expect.stringContaining("the ledger is broken at 2026-11.jsonl:2")]);
    expect(readdirSync(folder).sort()).toEqual(["ledger", "stacks"]);
  });
});
