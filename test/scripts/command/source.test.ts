import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readSource } from "../../../scripts/command/source.ts";
import type { GitHub } from "../../../scripts/emulators/github/github.ts";
import type { Commit } from "../../../stacks/model/declared.ts";
import { quietLog } from "../../support/fake-engine.ts";
import { inStacks, newRepository, smallRepository } from "../../support/git.ts";
import { clientOf, pushAs, startRepository } from "../../support/repository.ts";
import { edit, smallTree } from "../../support/small-organisation.ts";

const RENEWED = edit("accounts/prod/people/w1.yaml", "2027-03-31", "2027-04-30");

describe("scripts/command/source", () => {
  describe("without GitHub", () => {
    it("is HEAD, never the working tree", async () => {
      const repository = smallRepository();
      const head = repository.git("rev-parse", "HEAD");
      repository.write(inStacks(RENEWED));
      const source = await readSource(undefined, repository.root, quietLog().log);
      expect(source).toMatchObject({ prefix: "stacks/", branch: undefined, description: `HEAD ${head.slice(0, 10)}` });
      expect(source.tree).toEqual({ commit: head, files: smallTree().files });
    });

    it("knows earlier commits, and says when one cannot be had", async () => {
      const repository = smallRepository();
      const first = repository.git("rev-parse", "HEAD") as Commit;
      repository.commit(inStacks(RENEWED));
      const source = await readSource(undefined, repository.root, quietLog().log);
      expect((await source.at(first))!.files).toEqual(smallTree().files);
      expect(await source.at("4".repeat(40) as Commit)).toBeUndefined();
    });

    it("says so outside git, and before the first commit", async () => {
      const outside = mkdtempSync(join(tmpdir(), "tenure-none-"));
      await expect(readSource(undefined, outside, quietLog().log)).rejects.toMatchObject({ name: "TreeError", code: "NOT_A_REPOSITORY" });
      rmSync(outside, { recursive: true });
      const empty = newRepository();
      await expect(readSource(undefined, empty.folder, quietLog().log)).rejects.toMatchObject({ code: "REF_UNKNOWN" });
    });
  });

  describe("with GitHub", () => {
    let github: GitHub;
    beforeAll(async () => {
      github = await startRepository();
    });
    afterAll(() => github.close());

    it("is the default branch there, and says so when the working tree has others", async () => {
      const repository = smallRepository();
      const { log, said } = quietLog();
      const source = await readSource(clientOf(github), repository.root, log);
      expect(source).toMatchObject({
        prefix: "stacks/",
        branch: "main",
        description: expect.stringMatching(/^acme\/identities main [0-9a-f]{10}$/),
      });
      expect([source.tree.files, said]).toEqual([smallTree().files, []]);
      repository.write(inStacks(RENEWED));
      await readSource(clientOf(github), repository.root, log);
      expect(said).toEqual([
        `note: the records are those of ${source.description}; the working tree in ${repository.root} differs and is not used`,
      ]);
    });

    it("moves on with the branch, and knows where it was", async () => {
      const repository = smallRepository();
      const before = await readSource(clientOf(github), repository.root, quietLog().log);
      await pushAs(github, "ada-l", "main", inStacks(RENEWED) as Record<string, string>);
      const after = await readSource(clientOf(github), repository.root, quietLog().log);
      expect(after.tree.commit).not.toBe(before.tree.commit);
      expect(after.tree.files).toEqual(smallTree(RENEWED).files);
      expect((await after.at(before.tree.commit as Commit))!.files).toEqual(smallTree().files);
      expect(await after.at("4".repeat(40) as Commit)).toBeUndefined();
    });

    it("takes stacks/ for the place of the records outside git", async () => {
      const outside = mkdtempSync(join(tmpdir(), "tenure-none-"));
      const source = await readSource(clientOf(github), outside, quietLog().log);
      rmSync(outside, { recursive: true });
      expect([source.prefix, source.tree.files.has("settings.yaml")]).toEqual(["stacks/", true]);
    });
  });
});
