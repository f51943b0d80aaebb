import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  baseOfTerminal,
  changedPaths,
  commitTree,
  folder,
  isData,
  LARGEST_FILE,
  prefixOf,
  resolveCommit,
  TreeError,
  withFile,
  writeTree,
} from "../../../stacks/files/tree.ts";
import type { Commit } from "../../../stacks/model/declared.ts";
import { treeOf } from "../../support/builders.ts";

const FILES: Readonly<Record<string, string>> = {
  "settings.yaml": "teams: {}\n",
  "directory/people/w1.yaml": "team: ä中🙂\r\nno newline at the end",
  "accounts/prod/account.yaml": "",
  "accounts/prod/people/w 1 'quoted' \"ü\".yaml": "a: 1\n",
  "accounts/prod/same.yaml": "a: 1\n",
  "accounts/prod-2/x.yaml": "\n\n",
  "reviews/2026/w1.yaml": "a: b\n",
};

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(realpathSync(tmpdir()), "tenure-tree-"));
});
afterEach(() => rmSync(root, { recursive: true }));

function git(...args: readonly string[]): string {
  const identity = ["-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false"];
  return execFileSync("git", ["-C", root, ...identity, ...args], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).trim();
}

/** Writes files below the root and commits all there is. */
function commit(files: Readonly<Record<string, string>>, below = ""): Commit {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, below, path)), { recursive: true });
    writeFileSync(join(root, below, path), text);
  }
  git("add", "--all");
  git("commit", "--quiet", "--allow-empty", "--message", "x");
  return git("rev-parse", "HEAD") as Commit;
}

function errorOf(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  return undefined;
}

const texts = (tree: ReturnType<typeof folder>) =>
  Object.fromEntries([...tree.files].map(([path, blob]) => [path, "text" in blob ? blob.text : blob]));

describe("stacks/files/tree", () => {
  it("holds for data what is data and nothing else", () => {
    expect(["settings.yaml", "accounts/x", "directory/x/y", "reviews/x"].map(isData)).toEqual([true, true, true, true]);
    expect(
      [
        "settings.yml",
        "README.md",
        "x/settings.yaml",
        "accounts.yaml",
        "schemas/person.json",
        "x/accounts/y",
        "accounts/prod/extra.ts",
        "",
      ].map(isData),
    ).toEqual(Array(8).fill(false));
  });

  describe("folder", () => {
    it("reads all data below it, byte for byte, and nothing else", () => {
      writeTree(
        treeOf({ ...FILES, "README.md": "x", "schemas/person.json": "{}", "kinds/x.ts": "", "accounts/prod/extra.ts": "code" }),
        root,
      );
      expect(texts(folder(root))).toEqual(FILES);
      expect(folder(root).commit).toBe("working tree");
    });

    it("sorts by path, so that a folder and a commit of the same records are told in one order", () => {
      writeTree(treeOf(FILES), root);
      expect([...folder(root).files.keys()]).toEqual(Object.keys(FILES).sort());
    });

    it("refuses links, to files and to folders, and never follows them", () => {
      writeTree(treeOf(FILES), root);
      symlinkSync(join(root, "settings.yaml"), join(root, "accounts/prod/link.yaml"));
      symlinkSync(join(root, "directory"), join(root, "accounts/lab"));
      symlinkSync("/nowhere", join(root, "accounts/prod/broken.yaml"));
      const refused = { refused: "expected a regular file, got a link or a special file" };
      expect(texts(folder(root))).toEqual({
        ...FILES,
        "accounts/prod/link.yaml": refused,
        "accounts/lab": refused,
        "accounts/prod/broken.yaml": refused,
      });
    });

    it.each(["accounts", "directory", "settings.yaml"])(
      "refuses a link in the place of %s: otherwise all in it would count as deleted",
      (name) => {
        writeTree(treeOf({ "accounts/a/b.yaml": "", "directory/a/b.yaml": "", "settings.yaml": "" }), root);
        rmSync(join(root, name), { recursive: true });
        symlinkSync("/nowhere", join(root, name));
        expect(folder(root).files.get(name)).toHaveProperty("refused");
      },
    );

    it("refuses a special file", () => {
      mkdirSync(join(root, "accounts/prod"), { recursive: true });
      execFileSync("mkfifo", [join(root, "accounts/prod/pipe.yaml")]);
      expect(texts(folder(root))).toEqual({
        "accounts/prod/pipe.yaml": { refused: "expected a regular file, got a link or a special file" },
      });
    });

    it("refuses a file that is too large for a record, to the byte", () => {
      writeTree(treeOf({ "settings.yaml": "x".repeat(LARGEST_FILE), "accounts/a.yaml": "x".repeat(LARGEST_FILE + 1) }), root);
      expect(texts(folder(root))).toEqual({
        "accounts/a.yaml": { refused: "expected at most 65536 bytes, got 65537" },
        "settings.yaml": "x".repeat(LARGEST_FILE),
      });
    });

    it("says which folder is missing", () => {
      expect(errorOf(() => folder(join(root, "nowhere")))).toMatchObject({
        name: "TreeError",
        code: "FOLDER_MISSING",
        message: expect.stringContaining(join(root, "nowhere")),
      });
    });
  });

  describe("commitTree", () => {
    beforeEach(() => void git("init", "--quiet", "--initial-branch", "main"));

    it.each(["", "stacks", "deep/er"])("reads from a commit what the folder %j holds", (below) => {
      const head = commit({ ...FILES, "README.md": "x", "schemas/person.json": "{}", "accounts/prod/extra.ts": "code" }, below);
      const tree = commitTree(join(root, below), "HEAD");
      expect(tree.commit).toBe(head);
      expect(texts(tree)).toEqual(FILES);
      expect([...tree.files.keys()]).toEqual(Object.keys(FILES).sort());
      expect(texts(folder(join(root, below)))).toEqual(texts(tree));
    });

    it("reads what was committed, not what lies in the folder now", () => {
      const first = commit({ "settings.yaml": "one\n" });
      commit({ "settings.yaml": "two\n" });
      writeFileSync(join(root, "settings.yaml"), "three\n");
      expect(["HEAD", "HEAD~1", first.slice(0, 10), "main"].map((ref) => texts(commitTree(root, ref))["settings.yaml"])).toEqual([
        "two\n",
        "one\n",
        "one\n",
        "two\n",
      ]);
    });

    it("takes neighbours whose names begin alike for neighbours", () => {
      commit({ "stacks/settings.yaml": "right", "stacks-old/settings.yaml": "wrong", "settings.yaml": "wrong" });
      expect(texts(commitTree(join(root, "stacks"), "HEAD"))).toEqual({ "settings.yaml": "right" });
    });

    it("refuses links and submodules, and never follows them", () => {
      commit(FILES);
      symlinkSync("../../settings.yaml", join(root, "accounts/prod/link.yaml"));
      git("add", "--all");
      git("update-index", "--add", "--cacheinfo", `160000,${git("rev-parse", "HEAD")},accounts/lab`);
      git("commit", "--quiet", "--message", "x");
      const refused = { refused: "expected a regular file, got a link or a submodule" };
      expect(texts(commitTree(root, "HEAD"))).toEqual({ ...FILES, "accounts/prod/link.yaml": refused, "accounts/lab": refused });
    });

    it.each(["accounts", "directory"])("refuses a link in the place of %s: otherwise all in it would count as deleted", (name) => {
      symlinkSync("elsewhere", join(root, name));
      commit({ "settings.yaml": "" });
      expect(commitTree(root, "HEAD").files.get(name)).toHaveProperty("refused");
    });

    it("refuses a file that is too large without reading it, and reads the others", () => {
      commit({ "accounts/a.yaml": "x".repeat(LARGEST_FILE + 1), "accounts/b.yaml": "b", "settings.yaml": "x".repeat(LARGEST_FILE) });
      expect(texts(commitTree(root, "HEAD"))).toEqual({
        "accounts/a.yaml": { refused: "expected at most 65536 bytes, got 65537" },
        "accounts/b.yaml": "b",
        "settings.yaml": "x".repeat(LARGEST_FILE),
      });
    });

    it("is empty for a commit that has no such folder", () => {
      commit({ "README.md": "x" });
      mkdirSync(join(root, "stacks"));
      expect(texts(commitTree(join(root, "stacks"), "HEAD"))).toEqual({});
    });

    it.each(["nowhere", "", "--help", "HEAD:README.md", "HEAD^{tree}", "0".repeat(40)])("does not know the commit %j", (ref) => {
      commit({ "README.md": "x" });
      const error = errorOf(() => commitTree(root, ref));
      expect(error).toBeInstanceOf(TreeError);
      expect(error).toMatchObject({ code: "REF_UNKNOWN", message: `there is no commit "${ref}" in the git repository of ${root}` });
    });

    it("does not know any commit of a repository that has none", () => {
      expect(errorOf(() => resolveCommit(root, "HEAD"))).toMatchObject({ code: "REF_UNKNOWN" });
    });

    it("knows where the folder stands in its repository", () => {
      mkdirSync(join(root, "a/b"), { recursive: true });
      expect([root, join(root, "a"), join(root, "a/b")].map(prefixOf)).toEqual(["", "a/", "a/b/"]);
    });
  });

  it("leaves the program of an account beside its records, in a folder and in a commit: it is code, and no record that went wrong", () => {
    git("init", "--quiet");
    commit({ "accounts/prod/account.yaml": "a: 1\n", "accounts/prod/extra.ts": "x" });
    for (const tree of [folder(root), commitTree(root, "HEAD")]) expect([...tree.files.keys()]).toEqual(["accounts/prod/account.yaml"]);
  });

  it("says so when there is no repository", () => {
    expect(errorOf(() => commitTree(root, "HEAD"))).toMatchObject({
      name: "TreeError",
      code: "NOT_A_REPOSITORY",
      message: expect.stringContaining(root),
    });
  });

  it("says so when there is no git", () => {
    const path = process.env.PATH;
    process.env.PATH = root;
    try {
      expect(errorOf(() => commitTree(root, "HEAD"))).toMatchObject({
        code: "NOT_A_REPOSITORY",
        message: "git is not installed, or not on the PATH",
      });
    } finally {
      process.env.PATH = path;
    }
  });

  describe("baseOfTerminal", () => {
    it("is the default branch of origin, else HEAD, else nothing", () => {
      expect(baseOfTerminal(root)).toBeUndefined();
      git("init", "--quiet");
      expect(baseOfTerminal(root)).toBeUndefined();
      const first = commit({ a: "1" });
      expect(baseOfTerminal(root)).toBe(first);
      git("update-ref", "refs/remotes/origin/main", first);
      git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main");
      const second = commit({ a: "2" });
      expect(second).not.toBe(first);
      expect(baseOfTerminal(root)).toBe(first);
    });
  });

  describe("changedPaths", () => {
    beforeEach(() => void git("init", "--quiet"));

    it("names all that differs between two commits, from the top of the repository, wherever it is asked", () => {
      const base = commit({
        "stacks/a.yaml": "1",
        "stacks/b.yaml": "1",
        "stacks/c ü.yaml": "the same text, long enough to be taken for a move",
        "code.ts": "1",
      });
      git("mv", "stacks/c ü.yaml", "stacks/d.yaml");
      unlinkSync(join(root, "stacks/b.yaml"));
      const head = commit({ "stacks/a.yaml": "2", "code.ts": "2", "stacks/e.yaml": "1" });
      const expected = ["code.ts", "stacks/a.yaml", "stacks/b.yaml", "stacks/c ü.yaml", "stacks/d.yaml", "stacks/e.yaml"];
      for (const where of [root, join(root, "stacks")]) expect([...changedPaths(where, base, head)].sort()).toEqual(expected);
      expect(changedPaths(root, head, head)).toEqual([]);
    });

    it("counts for the working tree what is changed, staged, deleted or not known to git", () => {
      const base = commit({ "stacks/a": "1", "stacks/b": "1", "stacks/c": "1", "stacks/same": "1" });
      writeFileSync(join(root, "stacks/a"), "2");
      writeFileSync(join(root, "stacks/b"), "2");
      git("add", "stacks/b");
      unlinkSync(join(root, "stacks/c"));
      writeFileSync(join(root, "new"), "1");
      for (const where of [root, join(root, "stacks")])
        expect([...changedPaths(where, base, "working tree")].sort()).toEqual(["new", "stacks/a", "stacks/b", "stacks/c"]);
    });

    it("hides nothing because of a setting of whoever runs it", () => {
      const base = commit({ "stacks/a": "1", "code.ts": "1" });
      const head = commit({ "stacks/a": "2", "code.ts": "2" });
      git("config", "diff.relative", "true");
      expect([...changedPaths(join(root, "stacks"), base, head)].sort()).toEqual(["code.ts", "stacks/a"]);
    });
  });

  it("writes a tree so that it reads the same, but for what was refused", () => {
    const tree = { ...treeOf(FILES), files: new Map([...treeOf(FILES).files, ["accounts/prod/link.yaml", { refused: "no" }]]) };
    writeTree(tree, join(root, "new"));
    expect(texts(folder(join(root, "new")))).toEqual(FILES);
    expect(readFileSync(join(root, "new/directory/people/w1.yaml"), "utf8")).toBe(FILES["directory/people/w1.yaml"]);
  });

  it("takes one file from another tree, its absence too", () => {
    const [head, base] = [treeOf({ "settings.yaml": "head", a: "1" }), treeOf({ "settings.yaml": "base" })];
    expect(texts(withFile(head, "settings.yaml", base))).toEqual({ "settings.yaml": "base", a: "1" });
    expect(texts(withFile(head, "settings.yaml", treeOf({})))).toEqual({ a: "1" });
    expect(texts(head)).toEqual({ "settings.yaml": "head", a: "1" });
  });
});
