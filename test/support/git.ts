import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import type { Commit } from "../../stacks/model/declared.ts";
import { SMALL } from "./small-organisation.ts";

/** A git repository of a test's own, gone when the test is over. `root` is the folder of the records in it. */
export type Repository = {
  folder: string;
  root: string;
  /** Writes files (by their path in the repository; `null` takes one away) and commits everything. */
  commit(files: Readonly<Record<string, string | null>>): Commit;
  /** Writes files and commits nothing. */
  write(files: Readonly<Record<string, string | null>>): void;
  git(...words: string[]): string;
};

/** A repository with nothing in it but its first branch, `main`. @param whenOver takes it away: after the test unless stated */
export function newRepository(whenOver: (clean: () => void) => void = onTestFinished): Repository {
  const folder = mkdtempSync(join(tmpdir(), "tenure-git-"));
  whenOver(() => rmSync(folder, { recursive: true, force: true }));
  const environment = { PATH: process.env.PATH ?? "", HOME: folder, GIT_CONFIG_NOSYSTEM: "1" };
  const git = (...words: string[]) =>
    execFileSync("git", ["-C", folder, ...words], { encoding: "utf8", env: environment, stdio: ["ignore", "pipe", "pipe"] }).trim();
  git("init", "--quiet", "--initial-branch", "main");
  git("config", "user.name", "Test");
  git("config", "user.email", "test@localhost");
  const write: Repository["write"] = (files) => {
    for (const [path, text] of Object.entries(files)) {
      const file = join(folder, path);
      if (text === null) {
        rmSync(file);
        continue;
      }
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
  };
  return {
    folder,
    root: join(folder, "stacks"),
    write,
    commit(files) {
      write(files);
      git("add", "--all");
      git("commit", "--quiet", "--allow-empty", "--message", "A commit");
      return git("rev-parse", "HEAD") as Commit;
    },
    git,
  };
}

/** Files of the small organisation by their path in a repository. */
export function inStacks(files: Readonly<Record<string, string | null>> = SMALL): Record<string, string | null> {
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [`stacks/${path}`, text]));
}

/** A repository with the small organisation as its first commit. */
export function smallRepository(): Repository {
  const repository = newRepository();
  repository.commit({ ...inStacks(), "README.md": "# Identities\n" });
  return repository;
}
