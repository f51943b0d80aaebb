import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkAnchors, fileAnchor, type Head } from "../../scripts/ledger/anchor.ts";
import { checkChain, printEntry } from "../../scripts/ledger/chain.ts";
import { type Entry, nextEntry, type Written } from "../../scripts/ledger/entry.ts";
import { openLedger, readLedgerFolder } from "../../scripts/ledger/ledger.ts";
import type { Instant } from "../../stacks/model/instant.ts";
import { changeFacts, deployedFacts, driftFacts, proposedFacts } from "../support/entries.ts";
import { REPOSITORY } from "../support/sources.ts";

const ENTRIES = 200;
const VERIFY = join(import.meta.dirname, "..", "support", "verify-ledger.mjs");

/** A ledger as runs write it: deployments, drift runs, pull requests, over seven months. */
async function write(folder: string, from = 0, to = ENTRIES): Promise<void> {
  const ledger = openLedger(undefined, join(folder, "ledger"), fileAnchor(join(folder, "anchors.jsonl")));
  for (let day = from; day < to; day++) {
    const at = `${new Date(Date.UTC(2026, 8, 20 + day)).toISOString().slice(0, 10)}T06:00:00Z` as Instant;
    const commit = createHash("sha1").update(String(day)).digest("hex");
    if (day % 3 === 0) await ledger.append("deployed", at, deployedFacts({ commit, changes: [changeFacts({ commit, pull: day + 1 })] }));
    else if (day % 3 === 1) await ledger.append("drift", at, driftFacts({ commit, heldBack: day }));
    else await ledger.append("proposed", at, proposedFacts({ number: day }));
  }
}

describe("a ledger of 200 entries", () => {
  let folder: string;
  let files: ReadonlyMap<string, string>;
  let entries: readonly Written[];
  let heads: readonly Head[];
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "tenure-mutations-"));
    await write(folder);
    files = readLedgerFolder(join(folder, "ledger"));
    entries = checkChain(files, { strictly: true }).entries;
    heads = await fileAnchor(join(folder, "anchors.jsonl")).read();
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** What a changed ledger is found to be, by chain and anchors alike. */
  const found = (changed: ReadonlyMap<string, string>) => {
    const { entries: read, broken } = checkChain(changed, { strictly: true });
    return { broken: broken && `${broken.file}:${broken.line}`, missing: checkAnchors(read, heads).missing.length };
  };
  const linesOf = (file: string) => files.get(file)!.split("\n").slice(0, -1);
  const withLines = (file: string, lines: readonly string[]) => new Map(files).set(file, lines.map((line) => `${line}\n`).join(""));

  it("is whole, and every head of it was published", () => {
    expect([entries.length, heads.length, [...files.keys()].length]).toEqual([ENTRIES, ENTRIES, 8]);
    expect(found(files)).toEqual({ broken: undefined, missing: 0 });
  });

  it("shows every change of a single byte, at its line", () => {
    const missed: string[] = [];
    for (const [place, line] of [...files.keys()].flatMap(linesOf).entries()) {
      const after = entries[place - 1];
      for (let at = 0; at < line.length; at++) {
        const changed = String.fromCharCode(line.charCodeAt(at) ^ (1 << (at % 6)));
        const broken = checkChain(new Map([["x.jsonl", `${line.slice(0, at)}${changed}${line.slice(at + 1)}\n`]]), { after }).broken;
        if (broken?.line !== 1) missed.push(`entry ${place + 1} byte ${at}`);
      }
    }
    expect(missed).toEqual([]);
  });

  it("shows every entry that is gone, and every two that changed places", () => {
    const missed: string[] = [];
    for (const { file, index, lines } of [...files.keys()].flatMap((one) =>
      linesOf(one).map((_, at) => ({ file: one, index: at, lines: linesOf(one) })),
    )) {
      const gone = found(withLines(file, lines.toSpliced(index, 1)));
      if (gone.broken === undefined && gone.missing === 0) missed.push(`${file}:${index + 1} gone`);
      if (index === 0) continue;
      const swapped = found(withLines(file, lines.with(index, lines[index - 1]!).with(index - 1, lines[index]!)));
      if (swapped.broken !== `${file}:${index}`) missed.push(`${file}:${index + 1} swapped: ${swapped.broken}`);
    }
    expect(missed).toEqual([]);
  });

  it("shows every cut: inside an entry by the chain, between entries by the anchors", () => {
    const [file] = [...files.keys()].slice(-1) as [string];
    const text = files.get(file)!;
    const before = entries.slice(0, -linesOf(file).length);
    const missed = [];
    for (let at = 0; at < text.length; at++) {
      // What stands before this file was read already.
      const { entries: read, broken } = checkChain(new Map([[file, text.slice(0, at)]]), { after: before.at(-1) });
      const isBetween = at === 0 || text[at - 1] === "\n";
      const isShown = checkAnchors([...before, ...read], heads).missing.length > 0;
      if ((broken === undefined) !== isBetween || !isShown) missed.push(at);
    }
    expect(missed).toEqual([]);
    for (const name of files.keys()) expect(found(new Map([...files].filter(([one]) => one !== name))).missing).toBeGreaterThan(0);
  });

  it("shows that the last ten entries were cut, which no chain can tell", () => {
    const kept = [...files.keys()].flatMap((file) => linesOf(file).map((line) => ({ file, line }))).slice(0, -10);
    const cut = new Map(
      [...files.keys()].map((name) => [
        name,
        kept
          .filter(({ file }) => file === name)
          .map(({ line }) => `${line}\n`)
          .join(""),
      ]),
    );
    expect(found(cut)).toEqual({ broken: undefined, missing: 10 });
  });

  it("shows that all of it was written anew from one entry on, as a chain without a fault", () => {
    for (const from of [0, 100, ENTRIES - 1]) {
      const forged = new Map<string, string>();
      let last: Entry | undefined;
      let place = 0;
      for (const file of files.keys()) {
        for (const line of linesOf(file)) {
          const entry = JSON.parse(line) as Entry;
          const facts = place >= from ? (forge(entry) as never) : (entry.facts as never);
          last = nextEntry(last, entry.type, entry.at, facts);
          forged.set(file, `${forged.get(file) ?? ""}${printEntry(last)}`);
          place += 1;
        }
      }
      expect(found(forged)).toEqual({ broken: undefined, missing: ENTRIES - from });
    }
  });

  it("is verified by thirty lines that know nothing of Tenure, to the same end", () => {
    const last = entries.at(-1)!;
    expect(execFileSync(process.execPath, [VERIFY, join(folder, "ledger")], { encoding: "utf8" })).toBe(`${last.number} ${last.hash}\n`);
    const other = join(folder, "other");
    cpSync(join(folder, "ledger"), other, { recursive: true });
    const [file] = readdirSync(other)
      .filter((name) => name.endsWith(".jsonl"))
      .slice(2) as [string];
    writeFileSync(join(other, file), readFileSync(join(other, file), "utf8").replace("person/w1", "person/w3"));
    const { status, stdout } = spawnSync(process.execPath, [VERIFY, other], { encoding: "utf8" });
    expect([status, stdout]).toEqual([2, `broken at ${found(readLedgerFolder(other)).broken}\n`]);
  });

  describe("through npm run evidence -- verify", () => {
    const npm = (cwd: string, ...words: string[]) => {
      const { status, stdout, stderr } = spawnSync(process.execPath, [join(REPOSITORY, "scripts", "evidence.ts"), "verify", ...words], {
        cwd,
        encoding: "utf8",
      });
      return { status, stdout, stderr };
    };

    it("answers from a folder, from a branch, and with the anchors", () => {
      const place = join(folder, "place");
      mkdirSync(join(place, ".tenure"), { recursive: true });
      cpSync(join(folder, "ledger"), join(place, ".tenure", "ledger"), { recursive: true });
      cpSync(join(folder, "anchors.jsonl"), join(place, ".tenure", "anchors.jsonl"));
      const root = ["--root", join(REPOSITORY, "stacks")];
      const head = entries.at(-1)!;
      expect(JSON.parse(npm(place, "--json", "--anchors", "--ledger", ".tenure/ledger", ...root).stdout)).toEqual({
        schema: "tenure/evidence-verify/1",
        whole: true,
        ledger: "folder .tenure/ledger",
        entries: ENTRIES,
        head: { number: ENTRIES, hash: head.hash, at: head.at },
        broken: null,
        anchors: { name: ".tenure/anchors.jsonl", heads: ENTRIES, covered: ENTRIES, missing: [] },
      });
      const git = (...words: string[]) => execFileSync("git", ["-C", place, "-c", "user.name=x", "-c", "user.email=x@localhost", ...words]);
      git("init", "--quiet", "--initial-branch", "evidence");
      for (const [file, text] of files) writeFileSync(join(place, file), text);
      git("add", "--", ...files.keys());
      git("commit", "--quiet", "--message", "Evidence");
      mkdirSync(join(place, "stacks"));
      expect(npm(place)).toMatchObject({
        status: 0,
        stdout: expect.stringMatching(/^whole {3}evidence at [0-9a-f]{10}: 200 entries, the last at /),
      });
      const [file] = [...files.keys()].slice(3) as [string];
      writeFileSync(join(place, ".tenure", "ledger", file), files.get(file)!.replace("prod", "dev0"));
      expect(npm(place, "--ledger", ".tenure/ledger")).toMatchObject({
        status: 2,
        stdout: expect.stringMatching(
          new RegExp(`^BROKEN {2}folder .tenure/ledger: ${file}:1: its content is not what was written: expected content with the hash`),
        ),
      });
      writeFileSync(join(place, ".tenure", "ledger", file), Buffer.from([0xff, 0x0a]));
      expect(npm(place, "--ledger", ".tenure/ledger").status).toBe(2);
    });

    it("takes nothing for no ledger, and never for an empty one", () => {
      const empty = join(folder, "empty");
      mkdirSync(empty);
      expect(npm(empty, "--root", empty)).toMatchObject({
        status: 1,
        stdout: "",
        stderr: expect.stringContaining("error: there is no ledger here"),
      });
      expect(npm(empty, "--ledger", empty)).toMatchObject({ status: 1, stdout: "" });
    });
  });
});

/** What somebody would rather have been done. */
function forge({ type, facts }: Entry): object {
  return type === "drift" ? { ...facts, findings: [], heldBack: 0 } : { ...facts, stack: "dev" };
}
