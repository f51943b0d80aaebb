import { describe, expect, it } from "vitest";
import { filesOf, firstParents, pathsThatHeld, versionsOf } from "../../../stacks/files/history.ts";
import { newRepository } from "../../support/git.ts";

const X = "stacks/accounts/prod/people/x.yaml";

describe("stacks/files/history", () => {
  it("gives every version of a file along first parents, oldest first; a merge counts as one", () => {
    const { commit, git, folder } = newRepository();
    const first = commit({ [X]: "owner: person/x\n", "README.md": "#\n" });
    git("checkout", "--quiet", "-b", "branch");
    commit({ [X]: "owner: person/y\n" });
    commit({ [X]: "owner: person/z\n" });
    git("checkout", "--quiet", "main");
    const other = commit({ "README.md": "# Other\n" });
    git("merge", "--quiet", "--no-ff", "--message", "Merge", "branch");
    const merge = git("rev-parse", "HEAD");
    const gone = commit({ [X]: null });
    expect(firstParents(folder, "HEAD")).toEqual([first, other, merge, gone]);
    const versions = versionsOf(folder, "HEAD", [X]);
    expect(versions.map(({ commit: at, path, text }) => [at, path, text])).toEqual([
      [first, X, "owner: person/x\n"],
      [merge, X, "owner: person/z\n"],
      [gone, X, undefined],
    ]);
    for (const { at } of versions) expect(at).toMatch(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/);
  });

  it("finds files by places, and by what any version of them held", () => {
    const { commit, folder, root } = newRepository();
    const retired = X.replace("people/", "retired/people/");
    commit({
      [X]: "owner: person/x\n",
      "stacks/accounts/dev/people/x.yaml": "owner: person/xy\n",
      "stacks/directory/people/x.yaml": "a: b\n",
    });
    commit({ [X]: null, [retired]: "owner: person/y\n" });
    const globs = ["stacks/accounts/*/people/x.yaml", "stacks/accounts/*/retired/people/x.yaml"];
    expect([...new Set(versionsOf(root, "HEAD", globs).map(({ path }) => path))].sort()).toEqual([
      "stacks/accounts/dev/people/x.yaml",
      X,
      retired,
    ]);
    expect(versionsOf(root, "HEAD", ["stacks/accounts/prod/people/*.yml"])).toEqual([]);
    expect(pathsThatHeld(folder, "HEAD", "person/x([^A-Za-z0-9._-]|$)", "stacks/accounts/**")).toEqual([X]);
  });

  it("gives all files of a commit as the bytes that they are", () => {
    const { commit, folder } = newRepository();
    const at = commit({ "2026-11.jsonl": "{}\n", "a/b.txt": "ä" });
    expect([...filesOf(folder, at)].map(([path, bytes]) => [path, bytes.toString("utf8")])).toEqual([
      ["2026-11.jsonl", "{}\n"],
      ["a/b.txt", "ä"],
    ]);
  });

  it("says so when there is no such branch", () => {
    const { commit, folder } = newRepository();
    commit({ a: "b" });
    expect(() => firstParents(folder, "nowhere")).toThrow(expect.objectContaining({ name: "TreeError" }));
  });
});
