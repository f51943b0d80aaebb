import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { SMALL } from "../support/small-organisation.ts";
import { REPOSITORY } from "./analyzer.ts";

/** A folder of its own outside every git repository, and what removes it. */
export function temporaryFolder(): { folder: string; discard(): void } {
  const folder = mkdtempSync(join(tmpdir(), "tenure-policies-"));
  return { folder, discard: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Writes files beside those that are there; `null` takes one away. */
export function writeFiles(folder: string, files: Readonly<Record<string, string | null>>): void {
  for (const [path, text] of Object.entries(files)) {
    const file = join(folder, path);
    if (text === null) rmSync(file, { force: true });
    else {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
  }
}

/** The small organisation with these files, as a folder of records. */
export function writeRecords(folder: string, files: Readonly<Record<string, string | null>> = {}): string {
  writeFiles(folder, { ...SMALL, ...files });
  return folder;
}

/** A repository's code with the small organisation as its records: policies beside stacks, the dependencies linked. */
export function copyCode(folder: string): void {
  cpSync(join(REPOSITORY, "policies"), join(folder, "policies"), { recursive: true });
  cpSync(join(REPOSITORY, "stacks"), join(folder, "stacks"), {
    recursive: true,
    filter: (path) => !/stacks.(accounts|directory|schemas)/.test(path.slice(REPOSITORY.length)),
  });
  cpSync(join(REPOSITORY, "package.json"), join(folder, "package.json"));
  symlinkSync(join(REPOSITORY, "node_modules"), join(folder, "node_modules"));
  writeRecords(join(folder, "stacks"));
}

/** Makes a folder a git repository without a commit. */
export function initRepository(folder: string): void {
  git(folder, "init", "--quiet", "--initial-branch=main");
  writeFiles(folder, { ".gitignore": "node_modules\n" });
}

/** Commits everything that stands in a repository, and gives the commit's hash back. */
export function commitAll(folder: string): string {
  git(folder, "add", "--all");
  git(folder, "-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false", "commit", "--quiet", "-m", "x");
  return git(folder, "rev-parse", "HEAD");
}

/** Runs git in a folder. */
export function git(folder: string, ...args: readonly string[]): string {
  return execFileSync("git", ["-C", folder, ...args], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).trim();
}
